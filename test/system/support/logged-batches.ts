import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packPart, PART_SIZE } from '../../../backend/attestation/batch-parts.ts';
import { ledgerProjection } from '../../../backend/attestation/ledger-projection.ts';
import { hashLeaves, MerkleTree } from '../../../backend/attestation/domain/merkle-tree.ts';
import { uintBytes, utf8 } from '../../../backend/attestation/domain/words.ts';
import { ensureIssuer } from '../../../backend/attestation/register-issuer.ts';
import { type Hash32, toHex, ZERO_HASH } from '../../../backend/kernel/hex.ts';
import { keccak256, keccakHex } from '../../../backend/kernel/keccak.ts';
import { creditLedgerAbi } from '../../../backend/platform/chain/abi/credit-ledger.ts';
import { type IndexParts, syncIndex } from '../../../backend/platform/chain/index/sync-index.ts';
import type { Database } from '../../../backend/platform/database/database.ts';
import { createLogger } from '../../../backend/platform/log/logger.ts';
import { openLogKey } from '../../../backend/transparency/log-key.ts';
import { publishLogs } from '../../../backend/transparency/run-publisher.ts';
import type { PublishOutcome } from '../../../backend/transparency/publish-log.ts';
import { type LedgerChain, openLedgerChain } from './ledger-chain.ts';

export const MODEL = keccakHex(utf8('model'));
const MASTER_KEY = new Uint8Array(32).fill(5);

/** A ledger with an issuer whose batches are in the database as issuing leaves them, and a home for the static files. */
export interface LoggedLedger {
  readonly ledger: LedgerChain;
  readonly home: string;
  readonly issuer: number;
  readonly index: IndexParts;
  readonly masterKey: Uint8Array;
  /** Stores a batch of `count` credentials and anchors it; gives back the digests. */
  anchor(count: number): Promise<Uint8Array>;
  /** Lets the index read up to the head of the chain. */
  catchUp(): Promise<void>;
  /** One pass of the publisher as after a start of the worker. */
  publish(confirmations?: number): Promise<PublishOutcome | undefined>;
  close(): Promise<void>;
}

export async function openLoggedLedger(database: Database): Promise<LoggedLedger> {
  const home = await mkdtemp(join(tmpdir(), 'credence-log-'));
  const ledger = await openLedgerChain(database);
  const { chain, place, admin } = ledger;
  const issuer = await ensureIssuer({ chain, place, admin, key: ledger.issuer.address, name: 'Test Bank' });
  const contract = { contract: 'CreditLedger', address: place.ledger, abi: creditLedgerAbi, fromBlock: 0n };
  const index = { database, chain, contracts: [contract], projections: [ledgerProjection(place.ledger)] };
  const whole = new Set<string>();
  let batches = 0;
  const catchUp = async () => {
    for (let outcome = await syncIndex(index); outcome.kind !== 'current'; outcome = await syncIndex(index));
  };
  return {
    ledger,
    home,
    issuer,
    index,
    masterKey: MASTER_KEY,
    catchUp,
    anchor: async (count) => {
      const digests = digestsOf(batches, count);
      const root = toHex(new MerkleTree(hashLeaves(digests)).root) as Hash32;
      await storeBatch(database, { ...place, issuerId: issuer, root, leaves: count }, digests);
      await ledger.call(ledger.issuer, 'anchor', [root, BigInt(count), MODEL, ZERO_HASH, BigInt(batches)]);
      batches++;
      await catchUp();
      return digests;
    },
    publish: async (confirmations = 0) => {
      const logger = createLogger({ name: 'test', level: 'silent' });
      const key = openLogKey(home, MASTER_KEY);
      const parts = { database, chain, logger, home, key, confirmations, whole, place: async () => place };
      return (await publishLogs(parts)).get(issuer);
    },
    close: async () => {
      await ledger.close();
      await rm(home, { recursive: true, force: true });
    },
  };
}

function digestsOf(batch: number, count: number): Uint8Array {
  const flat = new Uint8Array(count * 32);
  for (let i = 0; i < count; i++) flat.set(keccak256(uintBytes(batch * 1_000_000 + i, 32)), i * 32);
  return flat;
}

interface BatchRow {
  readonly chainId: number;
  readonly ledger: string;
  readonly issuerId: number;
  readonly root: string;
  readonly leaves: number;
}

async function storeBatch(database: Database, row: BatchRow, digests: Uint8Array): Promise<void> {
  const columns = { digests, tags: new Uint8Array(digests.length), seqs: new BigUint64Array(row.leaves) };
  const id = `bat_${randomUUID()}`;
  await database.write(async (tx) => {
    await tx.batch.create({ data: { id, ...row, model: MODEL, stateRoot: ZERO_HASH, state: 'submitted', createdBy: 'test' } });
    for (let first = 0, part = 0; first < row.leaves; first += PART_SIZE, part++) {
      const count = Math.min(PART_SIZE, row.leaves - first);
      await tx.batchPart.create({ data: { batchId: id, part, first, count, bytes: packPart(columns, first, count) } });
    }
  });
}

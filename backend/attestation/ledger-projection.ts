import { type Address, hash32, type Hex, ZERO_HASH } from '../kernel/hex.ts';
import type { IndexedEvent } from '../platform/chain/index/indexed-event.ts';
import type { Projection } from '../platform/chain/index/projection.ts';
import type { Tx } from '../platform/database/database.ts';
import { appendOutbox } from '../platform/outbox/outbox.ts';
import { announceAnchored } from './anchor-batch.ts';
import { batchLeaf } from './domain/batch-leaf.ts';
import { revocationPlace } from './domain/ledger-facts.ts';

/** Tables of the ledger as the events of the contract at `ledger` tell them; events of an earlier deployment are left out. */
export function ledgerProjection(ledger: Address): Projection {
  return {
    name: 'ledger',
    reset,
    apply: async (tx, event) => {
      if (event.address === ledger) await applyEvent(tx, event);
    },
  };
}

async function reset(tx: Tx, chainId: number): Promise<void> {
  const where = { chainId };
  await tx.ledgerIssuer.deleteMany({ where });
  await tx.ledgerKey.deleteMany({ where });
  await tx.ledgerIssuerStatus.deleteMany({ where });
  await tx.ledgerBatch.deleteMany({ where });
  await tx.ledgerWord.deleteMany({ where });
  await tx.ledgerRevocation.deleteMany({ where });
  // Finality is known from the submitter, not from events, so final batches keep their place.
  await tx.batch.updateMany({ where: { chainId, state: 'anchored' }, data: { state: 'submitted', ...UNPLACED } });
}

const UNPLACED = { batch: null, firstLeaf: null, time: null, blockNumber: null, blockHash: null, txHash: null } as const;

async function applyEvent(tx: Tx, event: IndexedEvent): Promise<void> {
  switch (event.name) {
    case 'IssuerRegistered':
      return registerIssuer(tx, event);
    case 'IssuerStatusChanged':
      return changeStatus(tx, event);
    case 'KeyAdded':
      return addKey(tx, event);
    case 'KeyRemoved':
      return removeKey(tx, event);
    case 'Anchored':
      return anchor(tx, event);
    case 'Revoked':
      return revoke(tx, event, [BigInt(text(event, 'index'))]);
    case 'WordRevoked':
      return revoke(tx, event, indexesOf(BigInt(text(event, 'word')), BigInt(text(event, 'bits'))));
    default:
  }
}

function text(event: IndexedEvent, name: string): string {
  return event.args[name] ?? '';
}

function issuerOf(event: IndexedEvent): { chainId: number; issuerId: number } {
  return { chainId: event.chainId, issuerId: Number(text(event, 'issuer')) };
}

async function registerIssuer(tx: Tx, event: IndexedEvent): Promise<void> {
  await tx.ledgerIssuer.create({
    data: {
      ...issuerOf(event),
      admin: text(event, 'admin'),
      name: text(event, 'name'),
      nameHash: text(event, 'nameHash'),
      status: 'active',
      storesBatchLeaf: text(event, 'storesBatchLeaf') === 'true',
      registeredBlock: event.blockNumber,
    },
  });
}

async function changeStatus(tx: Tx, event: IndexedEvent): Promise<void> {
  const status = text(event, 'status') === '1' ? 'active' : 'suspended';
  const issuer = issuerOf(event);
  await tx.ledgerIssuerStatus.create({ data: { ...issuer, since: BigInt(text(event, 'time')), logIndex: event.logIndex, status } });
  await tx.ledgerIssuer.updateMany({ where: issuer, data: { status } });
}

async function addKey(tx: Tx, event: IndexedEvent): Promise<void> {
  const [key, validFrom] = [text(event, 'key'), BigInt(text(event, 'from'))];
  const window = {
    validUntil: BigInt(text(event, 'until')),
    roles: Number(text(event, 'roles')),
    addedBlock: event.blockNumber,
    removedBlock: null,
  };
  // A key that is removed and added within one second has two windows of the same start; the later one counts.
  await tx.ledgerKey.upsert({
    where: { chainId_address_validFrom: { chainId: event.chainId, address: key, validFrom } },
    create: { ...issuerOf(event), address: key, validFrom, ...window },
    update: window,
  });
}

async function removeKey(tx: Tx, event: IndexedEvent): Promise<void> {
  const where = { chainId: event.chainId, address: text(event, 'key') };
  const last = await tx.ledgerKey.findFirst({ where, orderBy: { validFrom: 'desc' } });
  if (last === null) return;
  const data = { validUntil: BigInt(text(event, 'until')), removedBlock: event.blockNumber };
  await tx.ledgerKey.update({ where: { chainId_address_validFrom: { ...where, validFrom: last.validFrom } }, data });
}

async function anchor(tx: Tx, event: IndexedEvent): Promise<void> {
  const issuer = issuerOf(event);
  const anchored = {
    batch: BigInt(text(event, 'batch')),
    root: hash32(text(event, 'root')),
    leaves: BigInt(text(event, 'leaves')),
    firstLeaf: BigInt(text(event, 'firstLeaf')),
    model: hash32(text(event, 'model')),
    stateRoot: hash32(text(event, 'stateRoot')),
    time: BigInt(text(event, 'time')),
  };
  const block = { blockNumber: event.blockNumber, blockHash: event.blockHash, txHash: event.txHash };
  const leafHash = batchLeaf({ chainId: event.chainId, ledger: event.address }, issuer.issuerId, anchored);
  await tx.ledgerBatch.create({ data: { ...issuer, ...anchored, ...block, leafHash, key: text(event, 'key') } });
  const log = { batches: anchored.batch + 1n, leaves: anchored.firstLeaf + anchored.leaves };
  await tx.ledgerIssuer.updateMany({ where: issuer, data: log });
  const own = { ...issuer, ledger: event.address, root: anchored.root };
  const place = { batch: anchored.batch, firstLeaf: anchored.firstLeaf, time: anchored.time, ...block };
  await tx.batch.updateMany({ where: { ...own, state: 'final' }, data: place });
  const { count } = await tx.batch.updateMany({
    where: { ...own, state: { in: ['built', 'submitted'] } },
    data: { ...place, state: 'anchored' },
  });
  if (count > 0) await announceAnchored(tx, { ...issuer, ...anchored, blockNumber: event.blockNumber });
}

function indexesOf(word: bigint, bits: bigint): bigint[] {
  const indexes: bigint[] = [];
  for (let bit = 0n; bit < 256n; bit++) {
    if (((bits >> bit) & 1n) === 1n) indexes.push(word * 256n + bit);
  }
  return indexes;
}

async function revoke(tx: Tx, event: IndexedEvent, indexes: readonly bigint[]): Promise<void> {
  const issuer = issuerOf(event);
  const act = {
    reason: Number(text(event, 'reason')),
    by: await senderOf(tx, event),
    time: event.blockTime,
    txHash: event.txHash,
    blockNumber: event.blockNumber,
  };
  await tx.ledgerRevocation.createMany({ data: indexes.map((index) => ({ ...issuer, index, ...act })) });
  const [first] = indexes;
  if (first === undefined) return;
  // All indexes of one event lie in one word.
  const { word } = revocationPlace(first);
  const where = { chainId_issuerId_word: { ...issuer, word } };
  const known = await tx.ledgerWord.findUnique({ where });
  const bits = indexes.reduce((sum, index) => sum | (1n << revocationPlace(index).bit), BigInt(known?.bits ?? ZERO_HASH));
  const data = { bits: wordHex(bits) };
  await tx.ledgerWord.upsert({ where, create: { ...issuer, word, ...data }, update: data });
  for (const index of indexes) {
    await appendOutbox(tx, {
      topic: 'credential.revoked',
      key: `${issuer.issuerId}:${index}`,
      payload: { issuer: issuer.issuerId, index: String(index), reason: act.reason },
    });
  }
}

/** The event leaves the revoking key to its transaction; of a transaction that is not ours the index knows the hash only. */
async function senderOf(tx: Tx, { chainId, txHash }: IndexedEvent): Promise<string> {
  const own = await tx.chainTransaction.findFirst({ where: { chainId, txHash }, select: { sender: true } });
  return own?.sender ?? '';
}

function wordHex(bits: bigint): Hex {
  return `0x${bits.toString(16).padStart(64, '0')}`;
}

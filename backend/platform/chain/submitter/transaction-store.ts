import { z } from 'zod';
import { canonicalJson } from '../../../kernel/canonical-json.ts';
import { InvariantError } from '../../../kernel/errors.ts';
import { type Address, address, type Hex, hash32 } from '../../../kernel/hex.ts';
import { takeCommitOrder } from '../../database/commit-order.ts';
import type { Database, Tx } from '../../database/database.ts';
import { holdsLease } from '../../database/lease.ts';
import type { ChainReceipt } from '../chain-values.ts';
import type { SettledTransaction, SettlementHandlers } from './settlement.ts';
import type { OpenTransaction, SignedBytes, SubmitterStore } from './transaction.ts';

export interface SenderRows {
  readonly database: Database;
  readonly chainId: number;
  readonly sender: Address;
  /** Every change is refused once the lease of this name is not the holder's any more. */
  readonly lease: { readonly name: string; readonly holder: string };
  readonly handlers: SettlementHandlers;
}

type Row = Awaited<ReturnType<Database['client']['chainTransaction']['findFirstOrThrow']>>;

const Earlier = z.array(z.strictObject({ raw: z.templateLiteral(['0x', z.string()]), txHash: z.string() }));

class LeaseLost extends Error {}

/** The submitter's rows of one sender in the database. */
export function openTransactionStore(rows: SenderRows): SubmitterStore {
  const { database, chainId, sender, handlers } = rows;
  const change = <T>(work: (tx: Tx) => Promise<T>) => changeUnderLease(rows, work);
  const own = { chainId, sender };
  return {
    async readOpen() {
      const open = await database.client.chainTransaction.findMany({
        where: { ...own, state: { in: ['new', 'signed', 'mined'] } },
        orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
        take: 500,
      });
      return inOrder(open.map(openTransaction));
    },
    async highestNonce() {
      const { _max } = await database.client.chainTransaction.aggregate({ where: own, _max: { nonce: true } });
      return _max.nonce;
    },
    async saveSigned(id, nonce, { raw, txHash }) {
      const saved = await change((tx) =>
        tx.chainTransaction.updateMany({
          where: { id, state: 'new' },
          data: { state: 'signed', nonce, raw, txHash, signedAt: new Date() },
        }),
      );
      return saved?.count === 1;
    },
    async saveReplacement(id, { raw, txHash }) {
      const saved = await change(async (tx) => {
        const row = await tx.chainTransaction.findUniqueOrThrow({ where: { id } });
        const earlier = canonicalJson([...formsOf(row)].map((form) => ({ ...form })));
        return tx.chainTransaction.updateMany({ where: { id, state: 'signed' }, data: { raw, txHash, earlier } });
      });
      return saved?.count === 1;
    },
    async saveMined(id, receipt) {
      await change((tx) =>
        tx.chainTransaction.updateMany({ where: { id }, data: { state: 'mined', minedAt: new Date(), ...placeOf(receipt) } }),
      );
    },
    async saveVanished(id) {
      await change((tx) => tx.chainTransaction.updateMany({ where: { id }, data: { state: 'signed', minedAt: null, ...NOWHERE } }));
    },
    async saveFinal(id, receipt) {
      await change(async (tx) => {
        await takeCommitOrder(tx);
        const now = new Date();
        const before = await tx.chainTransaction.findUniqueOrThrow({ where: { id } });
        const data = {
          state: 'final',
          error: null,
          minedAt: before.minedAt ?? now,
          finalAt: now,
          txHash: receipt.txHash,
          ...placeOf(receipt),
        };
        const row = await tx.chainTransaction.update({ where: { id }, data });
        await handlers.onFinal[row.kind]?.(tx, settled(row), receipt);
      });
    },
    async saveFailed(id, reason, receipt) {
      await change(async (tx) => {
        await takeCommitOrder(tx);
        const place = receipt === null ? {} : { txHash: receipt.txHash, ...placeOf(receipt) };
        const row = await tx.chainTransaction.update({
          where: { id },
          data: { state: 'failed', error: reason.message, finalAt: new Date(), ...place },
        });
        await handlers.onFailed[row.kind]?.(tx, settled(row), reason);
      });
    },
  };
}

const NOWHERE = { blockNumber: null, blockHash: null, gasUsed: null } as const;

function placeOf({ blockNumber, blockHash, gasUsed }: ChainReceipt) {
  return { blockNumber, blockHash, gasUsed };
}

/** Those that have a nonce come first, by nonce. */
function inOrder(open: readonly OpenTransaction[]): OpenTransaction[] {
  const sent = open.filter((row) => row.state !== 'new').sort((a, b) => a.nonce - b.nonce);
  return [...sent, ...open.filter((row) => row.state === 'new')];
}

/** Undefined, with nothing written, when another process has taken over. */
async function changeUnderLease<T>({ database, lease }: SenderRows, work: (tx: Tx) => Promise<T>): Promise<T | undefined> {
  try {
    return await database.write(async (tx) => {
      if (!(await holdsLease(tx, lease.name, lease.holder))) throw new LeaseLost();
      return work(tx);
    });
  } catch (error) {
    // Somebody else has signed under this nonce: the same as a lost lease.
    const isNonceTaken = error instanceof Error && 'code' in error && error.code === 'P2002';
    if (error instanceof LeaseLost || isNonceTaken) return undefined;
    throw error;
  }
}

function openTransaction(row: Row): OpenTransaction {
  const order = { id: row.id, target: address(row.target), data: row.data as Hex, value: BigInt(row.value) };
  if (row.state === 'new') return { ...order, state: 'new' };
  const [signed, ...earlier] = formsOf(row);
  if (row.nonce === null || signed === undefined)
    throw new InvariantError(`Transaction ${row.id} is ${row.state} without bytes and nonce.`);
  const blockHash = row.blockHash === null ? null : hash32(row.blockHash);
  return { ...order, state: row.state === 'mined' ? 'mined' : 'signed', nonce: row.nonce, signed, earlier, blockHash };
}

/** All signed forms, the newest first. */
function formsOf(row: Row): SignedBytes[] {
  const earlier = Earlier.parse(JSON.parse(row.earlier)).map(({ raw, txHash }) => ({ raw, txHash: hash32(txHash) }));
  return row.raw === null || row.txHash === null ? earlier : [{ raw: row.raw as Hex, txHash: hash32(row.txHash) }, ...earlier];
}

function settled({ id, chainId, kind, refId, idempotencyKey, sender, txHash }: Row): SettledTransaction {
  return { id, chainId, kind, refId, idempotencyKey, sender, txHash };
}

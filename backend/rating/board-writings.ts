import type { DatabaseClient } from '../platform/database/database.ts';
import type { BoardWriting } from './schemas.ts';

/** Kind of the transactions that write the board; each names its issuer and the first word of its page. */
export const BOARD_KIND = 'rating.board';
const IN_BLOCK = ['mined', 'final'];

interface OwnBoard {
  readonly chainId: number;
  readonly board: string;
  readonly issuerId: number;
  /** Customers that have a place. */
  readonly places: number;
}

/** The last writing by this installation that is in the chain as a whole, and how much of a newer one is still on its way. */
export async function readWritings(
  client: DatabaseClient,
  { chainId, board, issuerId, places }: OwnBoard,
): Promise<{ lastWriting: BoardWriting | null; pending: number }> {
  const own = { chainId, kind: BOARD_KIND, target: board, refId: { startsWith: `${issuerId}:` } };
  const pending = await client.chainTransaction.count({ where: { ...own, state: { notIn: [...IN_BLOCK, 'failed'] } } });
  const newest = await client.chainTransaction.findFirst({
    where: { ...own, state: { in: IN_BLOCK } },
    orderBy: { id: 'desc' },
    select: { idempotencyKey: true },
  });
  if (newest === null) return { lastWriting: null, pending };
  // The transactions of one job differ in the page alone, which stands at the end of the key.
  const job = newest.idempotencyKey.slice(0, newest.idempotencyKey.lastIndexOf(':') + 1);
  const rows = await client.chainTransaction.findMany({
    where: { ...own, state: { in: IN_BLOCK }, idempotencyKey: { startsWith: job } },
    orderBy: { id: 'asc' },
    select: { txHash: true, blockNumber: true, gasUsed: true, minedAt: true },
  });
  const gasUsed = rows.reduce((sum, row) => sum + (row.gasUsed ?? 0n), 0n);
  const last = rows.at(-1);
  const lastWriting = {
    at: last?.minedAt?.toISOString() ?? null,
    block: String(last?.blockNumber ?? 0n),
    transactions: rows.flatMap(({ txHash }) => (txHash === null ? [] : [txHash])),
    gasUsed: String(gasUsed),
    gasPerPlace: places === 0 ? null : tenths((gasUsed * 10n + BigInt(places) / 2n) / BigInt(places)),
  };
  return { lastWriting, pending };
}

function tenths(value: bigint): string {
  return `${value / 10n}.${value % 10n}`;
}

/** The transaction by which this installation wrote a page in `block`. */
export async function writerOf(
  client: DatabaseClient,
  { chainId, board, page, block }: { readonly chainId: number; readonly board: string; readonly page: string; readonly block: bigint },
): Promise<string | null> {
  const where = { chainId, kind: BOARD_KIND, target: board, refId: page, blockNumber: block };
  return (await client.chainTransaction.findFirst({ where, orderBy: { id: 'desc' }, select: { txHash: true } }))?.txHash ?? null;
}

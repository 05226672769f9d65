import type { DatabaseClient } from '../platform/database/database.ts';
import { readPlan } from './batch-plan.ts';
import { ANCHOR_KIND } from './issuer-log.ts';
import { timeText } from './ledger-views.ts';
import { credentialPlace, placeKey, readStandings, type Standing, standingOf } from './credential-standing.ts';
import type { BatchRow, CredentialRow, CredentialState } from './schemas.ts';
import { countBits, readSuperseded } from './superseded.ts';

type BatchRecord = Awaited<ReturnType<DatabaseClient['batch']['findFirstOrThrow']>>;
type CredentialRecord = Omit<Awaited<ReturnType<DatabaseClient['credential']['findFirstOrThrow']>>, 'body'> & {
  readonly batch: BatchRecord | null;
};

/** Everything a credential's row needs but its sealed body. */
export const CREDENTIAL_COLUMNS = {
  id: true,
  digest: true,
  batchId: true,
  position: true,
  customerId: true,
  scoreId: true,
  copy: true,
  tag: true,
  seq: true,
  issuedAt: true,
  expiry: true,
  anchorBy: true,
  batch: true,
} as const;

/** Batches that are whole. */
export const SHOWN = { state: { not: 'building' } } as const;

const STATES = ['built', 'submitted', 'anchored', 'final'] as const;

/** Rows of batches with the transaction that anchors each. */
export async function batchViews(client: DatabaseClient, rows: readonly BatchRecord[]): Promise<BatchRow[]> {
  const transactions = await client.chainTransaction.findMany({
    where: { kind: ANCHOR_KIND, refId: { in: rows.map((row) => row.id) } },
    orderBy: { createdAt: 'asc' },
    select: { refId: true, txHash: true, gasUsed: true, state: true },
  });
  const latest = new Map(transactions.map((transaction) => [transaction.refId, transaction]));
  const standings = await batchStandings(client, rows);
  return rows.map((row) => {
    const transaction = latest.get(row.id);
    const state = STATES.find((name) => name === row.state) ?? 'built';
    const isSent = transaction?.state === 'signed' || transaction?.state === 'mined';
    return {
      id: row.id,
      chainId: row.chainId,
      ledger: row.ledger,
      issuerId: row.issuerId,
      batch: row.batch === null ? null : String(row.batch),
      root: row.root,
      leaves: row.leaves,
      firstLeaf: row.firstLeaf === null ? null : String(row.firstLeaf),
      model: row.model,
      stateRoot: row.stateRoot,
      state: state === 'built' && isSent ? 'submitted' : state,
      standing: standings.get(`${row.chainId}:${row.issuerId}:${row.batch}`) ?? 'live',
      supersedes: row.supersedes === null ? null : supersedesView(row.supersedes),
      block: blockOf(row),
      transaction: row.txHash ?? transaction?.txHash ?? null,
      gasUsed: transaction?.gasUsed === null || transaction?.gasUsed === undefined ? null : String(transaction.gasUsed),
      isRefused: row.batch === null && transaction?.state === 'failed',
      file: readPlan(row.plan).file ?? null,
      createdAt: row.createdAt.toISOString(),
    };
  });
}

export function blockOf({ blockNumber, blockHash, time }: Pick<BatchRecord, 'blockNumber' | 'blockHash' | 'time'>) {
  if (blockNumber === null || blockHash === null || time === null) return null;
  return { number: String(blockNumber), hash: blockHash, time: timeText(time) };
}

async function batchStandings(client: DatabaseClient, rows: readonly BatchRecord[]) {
  const places = rows.flatMap(({ chainId, issuerId, batch }) => (batch === null ? [] : [{ chainId, issuerId, batch }]));
  const states = places.length === 0 ? [] : await client.ledgerBatchState.findMany({ where: { OR: places } });
  return new Map(states.map((row) => [`${row.chainId}:${row.issuerId}:${row.batch}`, standingOf(row.state)]));
}

/** Shown as numbers of credentials: the bits themselves stand in the transaction. */
function supersedesView(json: string): { batches: string[]; credentials: number } {
  const { batches, bits } = readSuperseded(json);
  const ones = bits.reduce((sum, word) => sum + countBits(word), 0);
  return { batches: batches.map(String), credentials: ones };
}

/** Rows of credentials, each with what the ledger says of it. */
export async function credentialViews(client: DatabaseClient, rows: readonly CredentialRecord[]): Promise<CredentialRow[]> {
  const standings = await readStandings(
    client,
    rows.map(credentialPlace).filter((place) => place !== null),
  );
  const now = BigInt(Math.floor(Date.now() / 1000));
  return rows.map((row) => {
    const place = credentialPlace(row);
    return {
      id: row.id,
      digest: row.digest,
      batchId: row.batchId,
      position: row.position,
      index: place === null ? null : String(place.index),
      customerId: row.customerId,
      copy: row.copy,
      tag: row.tag,
      seq: String(row.seq),
      issuedAt: timeText(row.issuedAt),
      expiry: timeText(row.expiry),
      anchorBy: row.anchorBy === null ? null : timeText(row.anchorBy),
      state: credentialState(row, place === null ? 'live' : (standings.get(placeKey(place)) ?? 'live'), now),
    };
  });
}

/** One word for where a credential stands, on its way and after it. */
export function credentialState(
  { batch, anchorBy }: { readonly batch: { readonly state: string } | null; readonly anchorBy: bigint | null },
  standing: Standing,
  now: bigint,
): CredentialState {
  if (standing !== 'live') return standing;
  const state = STATES.find((name) => name === batch?.state) ?? null;
  if (state === 'anchored' || state === 'final') return state;
  if (anchorBy !== null && anchorBy < now) return 'overdue';
  return state ?? 'pending';
}

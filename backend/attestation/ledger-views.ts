import type { z } from 'zod';
import { toRfc3339, unixSeconds } from '../kernel/time.ts';
import { toHex, ZERO_HASH } from '../kernel/hex.ts';
import type { DatabaseClient } from '../platform/database/database.ts';
import { SUPERSEDED } from './credential-standing.ts';
import { KEY_ROLE, NO_END } from './domain/ledger-facts.ts';
import { logTree } from './domain/merkle-log.ts';
import type { IssuerView, LedgerEventView, TransactionView } from './schemas.ts';
import { logLeaves } from './store.ts';
import { countBits } from './superseded.ts';

export type EventRecord = Awaited<ReturnType<DatabaseClient['chainEvent']['findFirstOrThrow']>>;
export type TransactionRecord = Awaited<ReturnType<DatabaseClient['chainTransaction']['findFirstOrThrow']>>;
export type IssuerRecord = Awaited<ReturnType<DatabaseClient['ledgerIssuer']['findFirstOrThrow']>>;
type EventView = z.infer<typeof LedgerEventView>;

/** Seconds of the ledger as RFC 3339 text. */
export function timeText(seconds: bigint): string {
  return toRfc3339(unixSeconds(Number(seconds)));
}

export function eventView(row: EventRecord): EventView {
  return {
    blockNumber: String(row.blockNumber),
    blockHash: row.blockHash,
    logIndex: row.logIndex,
    time: timeText(row.blockTime),
    transaction: row.txHash,
    contract: row.contract,
    name: row.name,
    args: JSON.parse(row.args) as Record<string, string>,
  };
}

export function transactionView(row: TransactionRecord, events: readonly EventRecord[]): z.infer<typeof TransactionView> {
  return {
    // Until it is signed a transaction has no hash, and goes by its id.
    hash: row.txHash ?? row.id,
    kind: row.kind,
    state: row.state,
    sender: row.sender,
    target: row.target,
    nonce: row.nonce,
    block: row.blockNumber === null ? null : String(row.blockNumber),
    gasUsed: row.gasUsed === null ? null : String(row.gasUsed),
    createdAt: row.createdAt.toISOString(),
    finalAt: row.finalAt?.toISOString() ?? null,
    events: events.map(eventView),
  };
}

/** Everything about one issuer, as the index has it. */
export async function issuerView(client: DatabaseClient, row: IssuerRecord, now: bigint): Promise<IssuerView> {
  const where = { chainId: row.chainId, issuerId: row.issuerId };
  const [keys, statuses, reasons, held, newest, successor, root] = await Promise.all([
    client.ledgerKey.findMany({ where, orderBy: { validFrom: 'asc' } }),
    client.ledgerIssuerStatus.findMany({ where, orderBy: [{ since: 'asc' }, { logIndex: 'asc' }] }),
    client.ledgerRevocation.groupBy({ by: ['reason'], where, _count: { _all: true } }),
    client.ledgerHeldWord.findMany({ where, select: { bits: true } }),
    client.ledgerBatch.findFirst({ where, orderBy: { batch: 'desc' }, select: { stateRoot: true } }),
    client.ledgerSuccessor.findUnique({ where: { chainId_issuerId: where } }),
    logRootOf(client, row),
  ]);
  const dead = (isSuperseded: boolean) =>
    reasons.reduce((sum, group) => sum + ((group.reason === SUPERSEDED) === isSuperseded ? group._count._all : 0), 0);
  return {
    chainId: row.chainId,
    issuerId: row.issuerId,
    name: row.name,
    nameHash: row.nameHash,
    admin: row.admin,
    status: row.status === 'active' ? 'active' : 'suspended',
    batches: String(row.batches),
    leaves: String(row.leaves),
    logRoot: root,
    revoked: dead(false),
    superseded: dead(true),
    suspended: held.reduce((sum, row) => sum + countBits(BigInt(row.bits)), 0),
    stateRoot: newest === null || newest.stateRoot === ZERO_HASH ? null : newest.stateRoot,
    keyDelay: row.keyDelay,
    successor: successor?.successor ?? null,
    registeredBlock: String(row.registeredBlock),
    keys: keys.map((key) => ({
      address: key.address,
      validFrom: timeText(key.validFrom),
      validUntil: key.validUntil >= NO_END ? null : timeText(key.validUntil),
      roles: rolesOf(key.roles),
      active: key.validFrom <= now && now < key.validUntil,
      removedBlock: key.removedBlock === null ? null : String(key.removedBlock),
    })),
    statusHistory: statuses.map(({ since, status }) => ({ since: timeText(since), status })),
  };
}

function rolesOf(bits: number): string[] {
  return Object.entries(KEY_ROLE)
    .filter(([, bit]) => (bits & bit) !== 0)
    .map(([name]) => name);
}

/** Roots of logs by issuer and size: a log of a size never changes but by a reorg, which changes its last leaf. */
const ROOTS = new Map<string, string>();

/** Root of an issuer's log; null while it is empty. */
export async function logRootOf(
  client: DatabaseClient,
  { chainId, issuerId }: Pick<IssuerRecord, 'chainId' | 'issuerId'>,
): Promise<string | null> {
  const last = await client.ledgerBatch.findFirst({
    where: { chainId, issuerId },
    orderBy: { batch: 'desc' },
    select: { leafHash: true, batch: true },
  });
  if (last === null) return null;
  const key = `${chainId}:${issuerId}:${last.batch}:${last.leafHash}`;
  const known = ROOTS.get(key);
  if (known !== undefined) return known;
  const root = toHex(logTree(await logLeaves(client, chainId, issuerId)).root);
  if (ROOTS.size > 1000) ROOTS.clear();
  ROOTS.set(key, root);
  return root;
}

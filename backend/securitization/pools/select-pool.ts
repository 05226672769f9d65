import { randomUUID } from 'node:crypto';
import { canonicalJson, type Json } from '../../kernel/canonical-json.ts';
import { DomainError } from '../../kernel/errors.ts';
import { appendAudit } from '../../platform/audit-log/audit-log.ts';
import { takeCommitOrder } from '../../platform/database/commit-order.ts';
import type { Database, DatabaseClient, Tx } from '../../platform/database/database.ts';
import { insertMany } from '../../platform/database/insert-many.ts';
import { appendOutbox } from '../../platform/outbox/outbox.ts';
import { choosePool, type PoolChoice, type PoolOrder } from '../domain/pool/choose-pool.ts';
import type { Loan } from '../domain/pool/loan.ts';
import type { Order } from '../open-securitization.ts';
import { unusableLoans } from './tape-standing.ts';
import { readTapeLoans, readTapeRow } from './tape-store.ts';

export interface PoolRequest extends PoolOrder {
  readonly name: string;
  readonly tapes: readonly string[];
}

export interface PlacedLoan {
  readonly tapeId: string;
  readonly position: number;
}

export interface PoolSelection {
  readonly choice: PoolChoice;
  readonly places: readonly PlacedLoan[];
}

/**
 * Chooses loans of tapes by the rules of a request; loans that an open pool has, or that the registry has frozen or retired, are left out.
 * @throws {@link DomainError} `tape_unknown`, `tape_rejected`, and those of {@link choosePool}
 */
export async function selectPool(client: DatabaseClient, request: PoolRequest): Promise<PoolSelection> {
  const loans: Loan[] = [];
  const places: PlacedLoan[] = [];
  for (const tapeId of new Set(request.tapes)) {
    const tape = await readTapeRow(client, tapeId);
    if (tape.state === 'rejected')
      throw new DomainError('tape_rejected', 'conflict', 'This tape was rejected and has no loans.', { params: { tape: tapeId } });
    const unusable = await unusableLoans(client, tape);
    for (const [position, loan] of (await readTapeLoans(client, tapeId)).entries()) {
      const flag = unusable.get(position);
      loans.push(flag === undefined ? loan : { ...loan, flags: [...loan.flags, flag] });
      places.push({ tapeId, position });
    }
  }
  const held = await client.poolLoan.findMany({ where: { isHeld: true }, select: { key: true } });
  const choice = choosePool(loans, request, new Set(held.map(({ key }) => key)));
  return { choice, places: choice.chosen.flatMap((at) => places[at] ?? []) };
}

const CHUNK = 5_000;
/** Order of the loans within a pool. */
const IN_ORDER = [{ tapeId: 'asc' as const }, { position: 'asc' as const }];

/**
 * Opens a pool of the loans that {@link selectPool} chooses; from then on they are in no other.
 * @returns its id
 * @throws {@link DomainError} `pool_empty`, `pool_loans_taken`
 */
export async function openPool(database: Database, request: PoolRequest, order: Order): Promise<string> {
  const selection = await selectPool(database.client, request);
  const { choice, places } = selection;
  if (places.length === 0) throw new DomainError('pool_empty', 'unprocessable', 'No loan meets the rules and limits of this pool.');
  const id = `poo_${randomUUID()}`;
  const now = new Date();
  await database.write(async (tx) => {
    // One opening after another: each sees what the one before has taken.
    await takeCommitOrder(tx);
    await refuseTaken(tx, choice.loans);
    await tx.pool.create({
      data: {
        id,
        name: request.name,
        state: 'open',
        currency: request.currency,
        plan: canonicalJson(JSON.parse(JSON.stringify(request)) as Json),
        result: canonicalJson(resultJson(choice)),
        loans: places.length,
        balanceMinor: choice.balanceMinor,
        createdBy: order.actor,
        createdAt: now,
      },
    });
    const rows = places.map(({ tapeId, position }, at) => [id, tapeId, position, choice.loans[at]?.key ?? '', true]);
    for (let at = 0; at < rows.length; at += CHUNK) {
      const columns = { poolId: 'text', tapeId: 'text', position: 'integer', key: 'text', isHeld: 'boolean' } as const;
      await insertMany(tx, database.provider, { table: 'PoolLoan', columns, rows: rows.slice(at, at + CHUNK) });
    }
    const detail = { loans: places.length, balance: String(choice.balanceMinor), method: request.method, seed: request.seed };
    const entry = { actor: order.actor, entity: 'pool', entityId: id, outcome: 'ok', requestId: order.requestId, at: now } as const;
    await appendAudit(tx, { ...entry, action: 'pool.opened', detail });
    await appendOutbox(tx, { topic: 'pool.opened', key: id, payload: { id, loans: places.length } });
  });
  return id;
}

/** Between the choice and the lock another pool may have taken some of the loans. */
async function refuseTaken(tx: Tx, loans: readonly Loan[]): Promise<void> {
  const held = new Set((await tx.poolLoan.findMany({ where: { isHeld: true }, select: { key: true } })).map(({ key }) => key));
  const taken = loans.filter(({ key }) => held.has(key)).length;
  if (taken > 0)
    throw new DomainError('pool_loans_taken', 'conflict', 'Another pool has taken some of these loans meanwhile; select again.', {
      params: { loans: taken },
      retryable: true,
    });
}

function resultJson({ candidates, eligible, gap, failures, limits, mix }: PoolChoice): Json {
  return {
    candidates,
    eligible,
    gap: String(gap),
    failures: failures.map(({ rule, loans }) => ({ rule, loans })),
    limits: limits.map((limit) => ({ ...limit, balanceMinor: String(limit.balanceMinor), maxMinor: String(limit.maxMinor) })),
    mix: mix.map((part) => ({ ...part, balanceMinor: String(part.balanceMinor), wantedMinor: String(part.wantedMinor) })),
  };
}

/**
 * Gives the loans of a pool back.
 * @throws {@link DomainError} `pool_unknown`, `pool_state_wrong`
 */
export async function releasePool(database: Database, id: string, order: Order): Promise<void> {
  await database.write(async (tx) => {
    const pool = await tx.pool.findUnique({ where: { id } });
    if (pool === null) throw new DomainError('pool_unknown', 'not_found', 'No pool has this id.');
    if (pool.state !== 'open') throw new DomainError('pool_state_wrong', 'conflict', 'This pool was released already.');
    const now = new Date();
    await tx.pool.update({ where: { id }, data: { state: 'released', releasedAt: now } });
    await tx.poolLoan.updateMany({ where: { poolId: id }, data: { isHeld: null } });
    const entry = { actor: order.actor, entity: 'pool', entityId: id, outcome: 'ok', requestId: order.requestId, at: now } as const;
    await appendAudit(tx, { ...entry, action: 'pool.released', detail: { loans: pool.loans } });
    await appendOutbox(tx, { topic: 'pool.released', key: id, payload: { id, loans: pool.loans } });
  });
}

/**
 * Where the loan at `place` of a pool, from 0, stands.
 * @throws {@link DomainError} `pool_unknown`, `loan_unknown`
 */
export async function placeOfPoolLoan(client: DatabaseClient, id: string, place: number): Promise<PlacedLoan> {
  if ((await client.pool.findUnique({ where: { id }, select: { id: true } })) === null)
    throw new DomainError('pool_unknown', 'not_found', 'No pool has this id.');
  const [found] = await client.poolLoan.findMany({ where: { poolId: id }, orderBy: IN_ORDER, skip: place, take: 1 });
  if (found === undefined) throw new DomainError('loan_unknown', 'not_found', 'The pool has no loan at this place.');
  return { tapeId: found.tapeId, position: found.position };
}

/** Loans of a pool, with their places. @throws {@link DomainError} `pool_unknown` */
export async function readPoolLoans(
  client: DatabaseClient,
  id: string,
): Promise<{ readonly loans: Loan[]; readonly places: PlacedLoan[] }> {
  if ((await client.pool.findUnique({ where: { id }, select: { id: true } })) === null)
    throw new DomainError('pool_unknown', 'not_found', 'No pool has this id.');
  const rows = await client.poolLoan.findMany({
    where: { poolId: id },
    orderBy: IN_ORDER,
    select: { tapeId: true, position: true },
  });
  const tapes = new Map<string, Loan[]>();
  for (const { tapeId } of rows) if (!tapes.has(tapeId)) tapes.set(tapeId, await readTapeLoans(client, tapeId));
  return { places: rows, loans: rows.flatMap(({ tapeId, position }) => tapes.get(tapeId)?.[position] ?? []) };
}

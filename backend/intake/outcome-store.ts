import { setImmediate as nextTurn } from 'node:timers/promises';
import { canonicalJson } from '../kernel/canonical-json.ts';
import type { DatabaseClient, Tx } from '../platform/database/database.ts';
import { open, seal } from '../platform/vault/vault.ts';
import type { ObservedOutcome, ToldOutcome } from './domain/customer-outcome.ts';

/** Customers of one statement. */
const CHUNK = 500;
/** Rows of one statement; between two of them other requests get their turn. */
const INSERT_CHUNK = 100;

/** An outcome as it is kept, with the file that told it. */
export interface StoredOutcome extends ToldOutcome {
  readonly importId: string;
  readonly fileHash: string;
}

export interface NewOutcome extends ObservedOutcome {
  readonly customerId: string;
  /** The customer's key. */
  readonly key: Uint8Array;
}

function contextOf(customerId: string, importId: string): string {
  return `customer-outcome:${customerId}:${importId}`;
}

/** All outcomes that came for the customers of `keys`, each customer's in the order in which they came; who has none is absent. */
export async function readOutcomeHistories(
  client: DatabaseClient,
  keys: ReadonlyMap<string, Uint8Array>,
): Promise<Map<string, StoredOutcome[]>> {
  const customerIds = [...keys.keys()];
  const histories = new Map<string, StoredOutcome[]>();
  for (let at = 0; at < customerIds.length; at += CHUNK) {
    const rows = await client.customerOutcome.findMany({
      where: { customerId: { in: customerIds.slice(at, at + CHUNK) } },
      orderBy: { id: 'asc' },
      include: { importRun: { select: { fileHash: true } } },
    });
    for (const { customerId, importId, outcome, createdAt, importRun } of rows) {
      const key = keys.get(customerId);
      if (key === undefined) continue;
      const told: ObservedOutcome = JSON.parse(new TextDecoder().decode(open(key, outcome, contextOf(customerId, importId))));
      const history = histories.get(customerId) ?? [];
      history.push({ ...told, createdAt, importId, fileHash: importRun.fileHash });
      histories.set(customerId, history);
    }
  }
  return histories;
}

/**
 * Adds outcomes, each sealed under its customer's key. Their numbers are in the order of commits only where the transaction has taken that
 * order before.
 */
export async function insertOutcomes(
  tx: Tx,
  { importId, createdAt }: { readonly importId: string; readonly createdAt: Date },
  outcomes: readonly NewOutcome[],
): Promise<void> {
  for (let at = 0; at < outcomes.length; at += INSERT_CHUNK) {
    const data = outcomes.slice(at, at + INSERT_CHUNK).map(({ customerId, key, value, observedOn }) => {
      const plain = new TextEncoder().encode(canonicalJson({ value, observedOn }));
      return { customerId, importId, outcome: seal(key, plain, contextOf(customerId, importId)), createdAt };
    });
    await tx.customerOutcome.createMany({ data });
    await nextTurn();
  }
}

/** The number of the outcome that came last; 0 before the first. */
export async function newestOutcomeSeq(client: DatabaseClient): Promise<number> {
  return (await client.customerOutcome.aggregate({ _max: { id: true } }))._max.id ?? 0;
}

import { randomUUID } from 'node:crypto';
import { DomainError } from '../kernel/errors.ts';
import { appendAudit } from '../platform/audit-log/audit-log.ts';
import { enqueueJob } from '../platform/jobs/enqueue-job.ts';
import { saveInput } from './bulk-store.ts';
import { jsonReader, type Row, type RowReader } from './domain/read-rows.ts';
import type { RelianceDeps } from './open-reliance.ts';
import { readTerms } from './profile.ts';
import { readCsvRows } from './read-csv-rows.ts';
import { BULK_LIMIT } from './schemas.ts';

export const BULK_JOB = 'credentials.verify-many';

/** Rows and characters of one part: what is in memory at a time, and what a killed worker does again. */
const PART = { rows: 250, characters: 2_000_000 } as const;

export interface BulkOrder {
  readonly organizationId: string;
  readonly name: string;
  readonly format: 'csv' | 'json';
  readonly column: string | undefined;
  readonly profile: 'own' | 'none';
  /** Whether rows may name credentials of our own store. */
  readonly mayReadStore: boolean;
  readonly actor: string;
  readonly requestId: string | null;
}

/** The key under which the job of a run is found. */
export function jobKeyOf(bulkId: string): string {
  return `${BULK_JOB}:${bulkId}`;
}

/**
 * Takes a file in as it comes, part by part, and orders its verification. A file that is refused, or breaks off,
 * leaves nothing behind.
 * @throws {@link DomainError} `bulk_too_large`, `bulk_too_many_rows`, `bulk_empty`, `bulk_column_unknown`
 */
export async function receiveBulk(
  deps: Pick<RelianceDeps, 'database' | 'wrap'>,
  order: BulkOrder,
  body: AsyncIterable<Uint8Array>,
): Promise<{ id: string; jobId: string }> {
  const { database } = deps;
  const { organizationId, name, actor } = order;
  const id = `bulk_${randomUUID()}`;
  await database.client.bulkVerification.create({ data: { id, organizationId, name, total: 0, state: 'receiving', createdBy: actor } });
  try {
    const total = await storeRows(deps, id, rowsOf(body, order));
    if (total === 0) throw new DomainError('bulk_empty', 'invalid', 'The file has no rows with credentials.');
    const terms = order.profile === 'own' ? await readTerms(database.client, organizationId) : null;
    const jobId = await database.write(async (tx) => {
      await tx.bulkVerification.update({ where: { id }, data: { total, state: 'queued' } });
      const what = { action: 'bulk_verification.ordered', entity: 'bulk_verification', entityId: id, outcome: 'ok' } as const;
      await appendAudit(tx, { ...what, actor, requestId: order.requestId, detail: { total, name }, at: new Date() });
      const payload = { bulkId: id, organizationId, terms, mayReadStore: order.mayReadStore, actor };
      return enqueueJob(tx, { kind: BULK_JOB, payload, uniqueKey: jobKeyOf(id) });
    });
    return { id, jobId };
  } catch (error) {
    await database.client.bulkVerification.deleteMany({ where: { id, state: 'receiving' } });
    throw error;
  }
}

async function storeRows(deps: Pick<RelianceDeps, 'database' | 'wrap'>, id: string, rows: AsyncIterable<Row>): Promise<number> {
  let [total, part, characters] = [0, 0, 0];
  let held: Row[] = [];
  const flush = async () => {
    await saveInput(deps, { id, part: part++ }, held);
    held = [];
    characters = 0;
  };
  for await (const row of rows) {
    if (++total > BULK_LIMIT.rows) {
      const message = `The file has more than ${BULK_LIMIT.rows} credentials; split it.`;
      throw new DomainError('bulk_too_many_rows', 'too_large', message, { params: { limit: BULK_LIMIT.rows } });
    }
    held.push(row);
    characters += 'text' in row ? row.text.length : 0;
    if (held.length === PART.rows || characters > PART.characters) await flush();
  }
  if (held.length > 0) await flush();
  return total;
}

function rowsOf(body: AsyncIterable<Uint8Array>, { format, column }: BulkOrder): AsyncIterable<Row> {
  const bounded = withinLimit(body);
  return format === 'csv' ? readCsvRows(bounded, column) : readJsonRows(bounded);
}

async function* withinLimit(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > BULK_LIMIT.bytes) throw tooLarge();
    yield chunk;
  }
}

export function tooLarge(): DomainError {
  const message = `The file has more than ${BULK_LIMIT.bytes / 1024 / 1024} MB; split it.`;
  return new DomainError('bulk_too_large', 'too_large', message, { params: { limit: BULK_LIMIT.bytes } });
}

async function* readJsonRows(body: AsyncIterable<Uint8Array>): AsyncGenerator<Row> {
  let reader: RowReader | undefined;
  for await (const chunk of body) {
    reader ??= jsonReader(chunk);
    yield* reader.push(chunk);
  }
  if (reader !== undefined) yield* reader.end();
}

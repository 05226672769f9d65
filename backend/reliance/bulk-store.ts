import { canonicalJson, jsonOf } from '../kernel/canonical-json.ts';
import { DomainError } from '../kernel/errors.ts';
import type { DatabaseClient, Tx } from '../platform/database/database.ts';
import { open, seal } from '../platform/vault/vault.ts';
import type { Row } from './domain/read-rows.ts';
import type { RelianceDeps } from './open-reliance.ts';
import type { BulkRow } from './schemas.ts';

interface PartKey {
  readonly id: string;
  readonly part: number;
}

const contextOf = ({ id, part }: PartKey) => `bulk:${id}:${part}`;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Input holds personal data: it lies sealed until it is judged, and is gone when the run is done. */
export async function saveInput(
  { database, wrap }: Pick<RelianceDeps, 'database' | 'wrap'>,
  key: PartKey,
  rows: readonly Row[],
): Promise<void> {
  const bytes = seal(wrap.masterKey, encoder.encode(JSON.stringify(rows)), contextOf(key));
  await database.client.bulkVerificationPart.create({ data: { bulkId: key.id, side: 'input', part: key.part, bytes } });
}

export async function readInput({ database, wrap }: Pick<RelianceDeps, 'database' | 'wrap'>, key: PartKey): Promise<Row[]> {
  const row = await database.client.bulkVerificationPart.findUniqueOrThrow({
    where: { bulkId_side_part: { bulkId: key.id, side: 'input', part: key.part } },
  });
  return JSON.parse(decoder.decode(open(wrap.masterKey, row.bytes, contextOf(key)))) as Row[];
}

/** Numbers of the parts of one side, ascending. */
export async function partsOf(client: DatabaseClient, id: string, side: 'input' | 'result'): Promise<number[]> {
  const rows = await client.bulkVerificationPart.findMany({
    where: { bulkId: id, side },
    select: { part: true },
    orderBy: { part: 'asc' },
  });
  return rows.map((row) => row.part);
}

/** Judged rows, a line of canonical JSON each: what is stored is what is hashed. */
export async function saveResult(tx: Tx, { id, part }: PartKey, rows: readonly BulkRow[]): Promise<void> {
  const bytes = encoder.encode(rows.map((row) => `${rowText(row)}\n`).join(''));
  await tx.bulkVerificationPart.create({ data: { bulkId: id, side: 'result', part, bytes } });
}

export async function readResult(client: DatabaseClient, { id, part }: PartKey): Promise<string[]> {
  const row = await client.bulkVerificationPart.findUnique({ where: { bulkId_side_part: { bulkId: id, side: 'result', part } } });
  if (row === null)
    throw new DomainError('bulk_result_missing', 'conflict', 'The run was begun anew meanwhile; ask again.', { retryable: true });
  return decoder.decode(row.bytes).split('\n').slice(0, -1);
}

/** Canonical text of a judged row. */
export function rowText(row: BulkRow): string {
  return canonicalJson(jsonOf(row));
}

/** Removes what an earlier attempt has judged. */
export async function dropResults(tx: Tx, id: string): Promise<void> {
  await tx.bulkVerificationPart.deleteMany({ where: { bulkId: id, side: 'result' } });
}

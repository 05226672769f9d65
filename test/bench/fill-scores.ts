import { randomBytes, randomUUID } from 'node:crypto';
import { type KeyWrap, makeCustomerKey } from '../../backend/intake/customer-keys.ts';
import { seal } from '../../backend/platform/vault/vault.ts';
import type { Database } from '../../backend/platform/database/database.ts';
import { insertMany } from '../../backend/platform/database/insert-many.ts';

const CHUNK = 25_000;
const MODEL = `0x${'12'.repeat(32)}`;
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

/** Customers with keys, sealed attributes and a score each under `runId`: what imports and a scoring run leave behind. */
export async function fillScores(database: Database, wrap: KeyWrap, { runId, count }: { runId: string; count: number }): Promise<void> {
  const run = { source: 'bench', fileName: 'bench.csv', fileHash: MODEL, schemaId: 'bench', encoding: 'utf-8', state: 'done' };
  await database.client.importRun.create({
    data: { id: 'imp_bench', ...run, rows: count, accepted: count, rejected: 0, createdBy: 'bench' },
  });
  await database.client.scorecard.create({
    data: { hash: MODEL, name: 'Bench', document: '{}', validation: '{}', datasetHash: MODEL, rows: count, createdBy: 'bench' },
  });
  for (let first = 0; first < count; first += CHUNK) {
    const people = Array.from({ length: Math.min(CHUNK, count - first) }, () => {
      const id = `cus_${randomUUID()}`;
      return { id, ...makeCustomerKey(wrap, id) };
    });
    const now = Date.now();
    await database.write(async (tx) => {
      const put = (insert: Parameters<typeof insertMany>[2]) => insertMany(tx, database.provider, insert);
      await put({
        table: 'Customer',
        columns: {
          id: 'text',
          externalId: 'text',
          source: 'text',
          importId: 'text',
          attributes: 'bytes',
          inputHash: 'text',
          createdAt: 'time',
        },
        rows: people.map(({ id, key }, i) => {
          const attributes = hex(seal(key, new Uint8Array(400), `customer-attributes:${id}`));
          return [id, String(first + i), 'bench', 'imp_bench', attributes, `0x${hex(randomBytes(32))}`, now];
        }),
      });
      await put({
        table: 'CustomerKey',
        columns: { customerId: 'text', wrapped: 'bytes', createdAt: 'time' },
        rows: people.map(({ id, wrapped }) => [id, hex(wrapped), now]),
      });
      await put({
        table: 'Score',
        columns: {
          id: 'text',
          customerId: 'text',
          scorecardHash: 'text',
          score: 'integer',
          grade: 'text',
          pdWad: 'text',
          reasons: 'text',
          points: 'text',
          runId: 'text',
          isLatest: 'boolean',
          createdAt: 'time',
        },
        rows: people.map(({ id }, i) => scoreRow(id, first + i, runId, now)),
      });
    });
  }
}

function scoreRow(customerId: string, i: number, runId: string, now: number) {
  const reasons = JSON.stringify(
    [`R0${i % 7}`, `R1${i % 5}`, `R2${i % 3}`].map((code) => ({ code, characteristic: 'bench', pointsLost: 9 })),
  );
  const pdWad = String(10n ** 15n * BigInt(1 + ((i * 31) % 300)));
  const score = 480 + ((i * 7_919) % 340);
  return [`sco_${randomUUID()}`, customerId, MODEL, score, 'ABCDEFGH'.charAt(i % 8), pdWad, reasons, '[]', runId, true, now];
}

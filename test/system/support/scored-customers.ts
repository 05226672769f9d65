import { makeCustomerKey, type KeyWrap } from '../../../backend/intake/customer-keys.ts';
import { canonicalJson } from '../../../backend/kernel/canonical-json.ts';
import { keccakHex } from '../../../backend/kernel/keccak.ts';
import type { Database } from '../../../backend/platform/database/database.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

export const WRAP: KeyWrap = { masterKey: new Uint8Array(32).fill(5) };

/** Customers of `source` (made once) with a score each under a run of its own; what scoring leaves for attestation. */
export async function seedScores(database: Database, options: { runId: string; count: number; source?: string }): Promise<string> {
  const { runId, count, source = 'sample' } = options;
  const document = canonicalJson({ name: `model of ${source}` });
  const scorecardHash = keccakHex(bytes(document));
  await database.write(async (tx) => {
    if ((await tx.scorecard.findUnique({ where: { hash: scorecardHash } })) === null) {
      const validation = canonicalJson({ validation: { crossValidation: { auc: 0.79 } } });
      await tx.scorecard.create({
        data: {
          hash: scorecardHash,
          name: 'Sample',
          document,
          validation,
          state: 'live',
          role: 'champion',
          datasetHash: scorecardHash,
          rows: count,
          createdBy: 'test',
        },
      });
      const importId = `imp_${source}`;
      const run = { source, fileName: 'sample.csv', fileHash: scorecardHash, schemaId: 'sample', encoding: 'utf-8', state: 'done' };
      await tx.importRun.create({ data: { id: importId, ...run, rows: count, accepted: count, rejected: 0, createdBy: 'test' } });
      for (let i = 0; i < count; i++) {
        const id = customerId(source, i);
        const inputHash = keccakHex(bytes(`input of ${id}`));
        await tx.customer.create({ data: { id, externalId: String(i), source, importId, attributes: Uint8Array.of(1), inputHash } });
        await tx.customerKey.create({ data: { customerId: id, wrapped: makeCustomerKey(WRAP, id).wrapped } });
      }
    }
    await tx.score.createMany({
      data: Array.from({ length: count }, (_, i) => ({
        id: `sco_${runId}_${i}`,
        customerId: customerId(source, i),
        scorecardHash,
        score: 500 + (i % 350),
        grade: 'ABCD'.charAt(i % 4),
        pdWad: String(10n ** 16n * BigInt((i % 99) + 1)),
        reasons: canonicalJson([{ code: 'R01', characteristic: 'duration', pointsLost: 9 }]),
        points: '[]',
        runId,
      })),
    });
  });
  return scorecardHash;
}

export function customerId(source: string, i: number): string {
  return `cus_${source}_${i}`;
}

import { randomUUID } from 'node:crypto';
import { readDemoFile } from '../../../backend/apps/demo/demo-file.ts';
import { loadConfig } from '../../../backend/platform/config/config.ts';
import { openDatabase } from '../../../backend/platform/database/database.ts';
import type { Console } from './console.ts';

const CHUNK = 500;
/** Of the customers ordered by score from the riskiest up, the share that comes in each month: the best stay away more and more. */
const MONTHS = [
  ['2026-03', 1],
  ['2026-04', 0.97],
  ['2026-05', 1],
  ['2026-06', 0.88],
  ['2026-07', 0.55],
  ['2026-08', 0.45],
] as const;
export const PLANTED_MONTHS: readonly string[] = MONTHS.map(([month]) => month);

/** Copies the newest scores of a card to days of earlier months, and has every day counted anew; a test's days, not the demo's. */
export async function plantMonths(app: Console, scorecardHash: string): Promise<void> {
  const database = await openDatabase(loadConfig(app.settings));
  try {
    const scores = await database.client.score.findMany({
      where: { scorecardHash, customer: { erasedAt: null }, runId: { not: { startsWith: 'planted' } } },
      orderBy: { score: 'asc' },
    });
    await database.write(async (tx) => {
      for (const [month, share] of MONTHS) {
        const some = scores.slice(0, Math.round(scores.length * share)).map((score) => ({
          ...score,
          id: `sco_${randomUUID()}`,
          runId: `planted-${month}-${scorecardHash.slice(2, 10)}`,
          isLatest: false,
          createdAt: new Date(`${month}-10T09:00:00Z`),
        }));
        for (let at = 0; at < some.length; at += CHUNK) await tx.score.createMany({ data: some.slice(at, at + CHUNK) });
      }
      await tx.modelDay.deleteMany({ where: { scorecardHash } });
    });
  } finally {
    await database.close();
  }
}

/** Customers of the demo's source under new ids, as a file to import: they come after the card was trained. */
export async function laterCustomers(count: number): Promise<string> {
  const [header = '', ...rows] = new TextDecoder()
    .decode(await readDemoFile())
    .trim()
    .split('\n');
  const batch = randomUUID().slice(0, 8);
  return `${[header, ...rows.slice(0, count).map((row) => row.replace('DE-', `${batch}-`))].join('\n')}\n`;
}

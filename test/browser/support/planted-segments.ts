import { randomUUID } from 'node:crypto';
import type { APIRequestContext } from 'playwright-core';
import { expect } from 'vitest';
import type { KnownOutcome } from '../../../backend/intake/domain/customer-outcome.ts';
import { loadConfig } from '../../../backend/platform/config/config.ts';
import { openDatabase } from '../../../backend/platform/database/database.ts';
import { measureModel } from '../../../backend/scoring/monitoring/measure-model.ts';
import type { Console } from './console.ts';

const PATIENCE = { timeout: 120_000, interval: 200 };
const CHUNK = 500;
const SOURCE = 'german-credit';

/** Asks for a job and waits until it is done. */
async function run<Result>(request: APIRequestContext, url: string, path: string, data: object): Promise<Result> {
  const asked = await request.post(path, { data, headers: { origin: url } });
  const { jobId } = (await asked.json()) as { jobId: string };
  const read = async () => (await (await request.get(`/v1/jobs/${jobId}`)).json()) as { state: string; result: Result };
  await expect.poll(async () => (await read()).state, PATIENCE).toBe('done');
  return (await read()).result;
}

/** Trains a card for the young and one for all others. */
export async function trainBySegment(request: APIRequestContext, url: string, name: string): Promise<string> {
  const segments = [{ attribute: 'age', cut: 33 }];
  const order = { name, source: SOURCE, segments };
  return (await run<{ hash: string }>(request, url, '/v1/scorecards', order)).hash;
}

/**
 * Scores everybody with the card, and has it stand beside the one in use on two days: all of them in March, in April of the first segment
 * one in four; then measures both, as the worker would.
 */
export async function plantSegmentDays(app: Console, request: APIRequestContext, scorecardHash: string): Promise<void> {
  await run(request, app.url, '/v1/scorings', { source: SOURCE, scorecardHash });
  const database = await openDatabase(loadConfig(app.settings));
  try {
    const scores = await database.client.score.findMany({ where: { scorecardHash }, orderBy: { id: 'asc' } });
    const rare = scores.filter(({ segment }, at) => segment !== 'S1' || at % 4 === 0);
    await database.write(async (tx) => {
      for (const [month, some] of [
        ['2026-03', scores],
        ['2026-04', rare],
      ] as const) {
        const own = {
          role: 'shadow',
          isLatest: false,
          runId: `planted-${month}-${scorecardHash.slice(2, 10)}`,
          createdAt: new Date(`${month}-20T09:00:00Z`),
        };
        const copies = some.map((score) => ({ ...score, ...own, id: `sco_${randomUUID()}` }));
        for (let at = 0; at < copies.length; at += CHUNK) await tx.score.createMany({ data: copies.slice(at, at + CHUNK) });
      }
    });
    const deps = { database, refitsOnAlert: false, loadOutcomes: async () => new Map<string, KnownOutcome>() };
    expect(await measureModel(deps, scorecardHash, async () => undefined)).toEqual(['2026-03-20', '2026-04-20']);
  } finally {
    await database.close();
  }
}

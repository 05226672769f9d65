import { utf8 } from '../../attestation/domain/words.ts';
import { keccakHex } from '../../kernel/keccak.ts';
import { JobAccepted } from '../../platform/http/schemas.ts';
import { BoardView, CalibrationView, DefaultRatesAccepted, PublishAccepted, RatingPage, ScaleList } from '../../rating/schemas.ts';
import type { ApiClient } from '../cli/api-client.ts';
import type { Output } from '../cli/output.ts';
import { waitForJob } from '../cli/wait-for-job.ts';
import { comesAbout } from './demo-orders.ts';

/** The demo goes on without ratings when the chain is slow: they are no part of what it needs. */
const WAIT_MS = 60_000;

type Opinion = readonly [grade: string, pdBps: bigint, change?: { readonly outlook?: string; readonly watch?: string }];

export type RatedSubject = readonly [kind: string, name: string, ...opinions: Opinion[]];

/** Invented companies and deals, each with its ratings in order. */
const SUBJECTS: readonly RatedSubject[] = [
  ['enterprise', 'Northwind Traders GmbH', ['BBB', 25n], ['A', 12n], ['A', 12n, { outlook: 'positive' }]],
  ['enterprise', 'Harbour Shipping plc', ['BB', 110n], ['B', 380n, { watch: 'negative' }]],
  ['enterprise', 'Meridian Foods SA', ['A', 11n]],
  ['deal', 'Consumer Loans 2026-1', ['A', 14n]],
  ['tranche', 'Consumer Loans 2026-1 class A', ['AAA', 2n]],
  ['tranche', 'Consumer Loans 2026-1 class B', ['BBB', 28n, { outlook: 'developing' }]],
];

/** Defaulted of rated by grade, best first, as an agency's archive would have it. */
const LAST_YEAR: readonly (readonly [defaulted: number, rated: number])[] = [
  [0, 120],
  [0, 240],
  [1, 510],
  [3, 890],
  [9, 760],
  [24, 540],
  [31, 210],
  [22, 90],
  [19, 40],
  [0, 0],
];

/** Public ratings, the default rates of last year and the masked board of customers; nothing when there are ratings already. */
export async function seedRatings(deps: { readonly api: ApiClient; readonly output: Output }, runId: string): Promise<void> {
  const { api, output } = deps;
  if ((await api.get(RatingPage, '/v1/ratings', { limit: '1' })).data.length > 0) return;
  await comesAbout(async () => (await api.get(ScaleList, '/v1/ratings/scales')).data.length > 0, WAIT_MS);
  output.progress('demo: rating three companies and a deal');
  const { jobId } = await api.post(JobAccepted, '/v1/rating-board', { runId });
  await publishAll(api, SUBJECTS);
  const grades = LAST_YEAR.map(([defaulted, rated]) => ({ rated: String(rated), defaulted: String(defaulted) }));
  await api.post(DefaultRatesAccepted, '/v1/ratings/default-rates', { scale: 1, year: new Date().getUTCFullYear() - 1, grades });
  await waitForJob(api, output, jobId);
  await comesAbout(
    async () => (await api.get(CalibrationView, '/v1/ratings/calibration', { agency: '1', scale: '1' })).years.length > 0,
    WAIT_MS,
  );
  await comesAbout(async () => (await api.get(BoardView, '/v1/rating-board')).updatedBlock !== null, WAIT_MS);
}

/** Publishes the opinions of every subject in their order, side by side, and waits until the book has them. */
export async function publishAll(api: ApiClient, subjects: readonly RatedSubject[]): Promise<void> {
  const rounds = Math.max(...subjects.map(([, , ...opinions]) => opinions.length));
  for (let round = 0; round < rounds; round++) {
    const ordered = [];
    for (const [kind, name, ...opinions] of subjects) {
      const opinion = opinions[round];
      if (opinion !== undefined) ordered.push(await publish(api, { kind, name }, opinion));
    }
    for (const each of ordered) await comesAbout(() => isPublished(api, each), WAIT_MS);
  }
}

async function publish(
  api: ApiClient,
  subject: { readonly kind: string; readonly name: string },
  [grade, pdBps, change = {}]: Opinion,
): Promise<{ subject: string; sequence: string }> {
  const report = keccakHex(utf8(`report on ${subject.name}: ${grade}`));
  const body = { ...subject, ...change, scale: 1, grade, pdWad: String(pdBps * 10n ** 14n), reportHash: report };
  return api.post(PublishAccepted, '/v1/ratings', { ...body, modelHash: keccakHex(utf8('rating method of the demo')) });
}

async function isPublished(api: ApiClient, { subject, sequence }: { subject: string; sequence: string }): Promise<boolean> {
  const page = await api.get(RatingPage, '/v1/ratings', { limit: '100' });
  return page.data.some((row) => row.subject.id === subject && BigInt(row.sequence) >= BigInt(sequence));
}

import { setTimeout as sleep } from 'node:timers/promises';
import { DomainError } from '../../kernel/errors.ts';
import { JobAccepted } from '../../platform/http/schemas.ts';
import type { WantedPost } from '../../scoring/domain/registry/model-life.ts';
import { ModelLife, PromotionView } from '../../scoring/registry/schemas.ts';
import { ScorecardPage, ScorecardRow } from '../../scoring/schemas.ts';
import type { ApiClient } from '../cli/api-client.ts';
import type { Output } from '../cli/output.ts';
import { waitForJob } from '../cli/wait-for-job.ts';
import { DEMO_PAIR } from './demo-accounts.ts';
import type { DemoPeople } from './demo-people.ts';

const POLL_MS = 100;

export interface DemoModels {
  readonly api: ApiClient;
  readonly people: DemoPeople;
  readonly output: Output;
  readonly source: string;
}

/** What the demo's customers are told, by attribute: codes of the library of reasons. */
const DEMO_REASONS = {
  checking: 'AS01',
  savings: 'AS02',
  property: 'AS03',
  other_debtors: 'AS05',
  amount: 'LN01',
  duration: 'LN02',
  purpose: 'LN03',
  history: 'AG04',
  installment_rate: 'IC03',
  employment: 'EM01',
  housing: 'RS02',
  residence: 'RS01',
  other_plans: 'AC06',
  existing_credits: 'AC04',
};

/** The champion of the demo: trained, judged, approved by another person, shown by the chain. @returns its hash */
export async function seedChampion(models: DemoModels): Promise<string> {
  const name = 'German consumer credit';
  const card = (await cardNamed(models, name)) ?? (await train(models, { name, reasons: DEMO_REASONS }));
  await putInUse(models, card, { role: 'champion', shareBps: 0 });
  return card.hash;
}

/** A second card with fewer characteristics, which scores beside the champion. */
export async function seedShadow(models: DemoModels): Promise<void> {
  const name = 'German consumer credit, few characteristics';
  const card = (await cardNamed(models, name)) ?? (await train(models, { name, scenario: 'small_business', reasons: DEMO_REASONS }));
  await putInUse(models, card, { role: 'shadow', shareBps: 0 });
}

type Card = ScorecardPage['data'][number];

/** The oldest of that name, which the demo made: a refit has the name too, and nobody but people put that in use. */
async function cardNamed({ api }: DemoModels, name: string): Promise<Card | undefined> {
  return (await api.get(ScorecardPage, '/v1/scorecards', { limit: '100' })).data.findLast((card) => card.name === name);
}

async function train(models: DemoModels, settings: { readonly name: string; readonly [setting: string]: unknown }): Promise<Card> {
  const { api, output, source } = models;
  const { jobId } = await api.post(JobAccepted, '/v1/scorecards', { source, ...settings });
  await waitForJob(api, output, jobId);
  const card = await cardNamed(models, settings.name);
  if (card === undefined)
    throw new DomainError('demo_incomplete', 'unavailable', 'The training of the demo scorecard ended without a scorecard.');
  return card;
}

/** Takes up where an interrupted seed has stopped: each step is left alone once it is done. */
async function putInUse({ people, output }: DemoModels, { hash, name, state }: Card, post: WantedPost): Promise<void> {
  if (state !== 'draft' && state !== 'validated' && state !== 'approved') return;
  output.progress(`demo: ${name} is put in use as ${post.role} by two people`);
  const preparer = await people.as(DEMO_PAIR.preparer);
  const approver = await people.as(DEMO_PAIR.approver);
  if (state === 'draft')
    await preparer.post(ModelLife, `/v1/scorecards/${hash}/steps`, {
      act: 'validate',
      note: 'Findings read; ranking and calibration hold on unseen rows.',
    });
  if (state !== 'approved') {
    const note = 'First card of the house on its own customers.';
    const asked = await preparer.post(PromotionView, `/v1/scorecards/${hash}/promotions`, { note, ...post });
    await approver.post(PromotionView, `/v1/promotions/${asked.id}/decision`, { decision: 'approve', note: 'Read and agreed.' });
  }
  for (;;) {
    const row = await preparer.get(ScorecardRow, `/v1/scorecards/${hash}`);
    if (row.state === 'live') return;
    await sleep(POLL_MS);
  }
}

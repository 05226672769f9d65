import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { BatchPage, CredentialPage } from '../../backend/attestation/schemas.ts';
import { ModelRecordView } from '../../backend/attestation/models/schemas.ts';
import { CustomerPage, CustomerView } from '../../backend/intake/schemas.ts';
import { MonitoringView } from '../../backend/scoring/monitoring/schemas.ts';
import { PromotionView, ReplayView } from '../../backend/scoring/registry/schemas.ts';
import { ExplanationView, ScorecardPage, ScorecardView } from '../../backend/scoring/schemas.ts';
import { germanFile } from './support/german-file.ts';
import { type Stack, startStack } from './support/stack.ts';

const SOURCE = 'german-credit';
const ScoringRun = z.object({
  result: z.object({ models: z.array(z.object({ runId: z.string(), scorecardHash: z.string(), role: z.string() })) }),
});
const ASIDE = 'id,fold,status_sex,foreign';
let stack: Stack;
let challengerRun = '';
let cookie = '';
const hashes = { champion: '', boosting: '', svm: '' };

beforeAll(async () => {
  stack = await startStack();
  await writeFile(at('german.csv'), germanFile());
});

afterAll(async () => {
  await stack?.stop();
});

const at = (name: string) => join(stack.home, name);

async function json(...args: readonly string[]): Promise<unknown> {
  const { code, stdout, stderr } = await stack.cli(...args, '--json');
  if (code !== 0) throw new Error(`credence ${args.join(' ')} ended with ${code}: ${stderr}`);
  return JSON.parse(stdout);
}

async function refusal(...args: readonly string[]): Promise<unknown> {
  const { code, stderr } = await stack.cli(...args, '--json');
  return [code, JSON.parse(stderr).code];
}

/** As a member of the house sees it; without the start of a process for each look. */
async function get(path: string): Promise<unknown> {
  cookie = cookie === '' ? await stack.signIn('risk_officer') : cookie;
  return (await fetch(`${stack.url}/v1/${path}`, { headers: { cookie } })).json();
}

const customers = async () => CustomerPage.parse(await get('customers?limit=20')).data.map(({ id }) => id);
const customer = async (id: string) => CustomerView.parse(await get(`customers/${id}`));
const view = async (hash: string) => ScorecardView.parse(await get(`scorecards/${hash}`));

/** Grows a model on the file and takes it in; the newest of the list is it. */
async function takeIn(kind: string, ...more: readonly string[]): Promise<string> {
  const file = at(`${kind}.json`);
  await json('model', 'grow', at('german.csv'), '--target', 'bad', '--kind', kind, '--exclude', ASIDE, '--name', kind, '--out', file);
  await json('scorecard', 'import', file, '--source', SOURCE, ...more);
  return ScorecardPage.parse(await json('scorecard', 'list', '--limit', '1')).data[0]?.hash ?? '';
}

/** One person judges and asks, another one approves; the chain then shows it. */
async function putInUse(hash: string, ...role: readonly string[]): Promise<void> {
  await json('scorecard', 'validate', hash, '--note', 'findings looked at');
  const { id } = PromotionView.parse(await json('scorecard', 'promote', hash, '--note', 'ranks better', ...role));
  const answer = await fetch(`${stack.url}/v1/promotions/${id}/decision`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: stack.url, cookie: await stack.signIn('risk_officer') },
    body: JSON.stringify({ decision: 'approve' }),
  });
  expect(answer.status).toBe(200);
  await expect.poll(async () => (await view(hash)).state, { timeout: 120_000, interval: 500 }).toBe('live');
}

describe('a model of another kind than a card', () => {
  it('is grown on a file, taken in, and measured as it is', async () => {
    hashes.champion = ScorecardPage.parse(await json('scorecard', 'list')).data.find(({ role }) => role === 'champion')?.hash ?? '';
    const words = at('words.json');
    await writeFile(words, JSON.stringify({ checking: 'AS01', duration: 'LN02' }));
    hashes.boosting = await takeIn('boosting', '--reasons', words);
    hashes.svm = await takeIn('rbf_svm');
    const boosting = await view(hashes.boosting);
    expect(boosting).toMatchObject({ kind: 'boosting', state: 'draft', model: { givesReasons: true, seen: 'alike' } });
    expect(boosting.validation.crossValidation).toBeNull();
    expect(boosting.auc).toBeGreaterThan(0.8);
    const { stdout } = await stack.cli('scorecard', 'show', hashes.boosting);
    expect(stdout).toMatch(/cross-validation +none/);
    const html = at('model.html');
    await json('scorecard', 'document', hashes.boosting, '--html', html, '--pdf', at('model.pdf'));
  });

  it('is refused when a byte of its file was changed, and where points of bins are asked for', async () => {
    const document = JSON.parse(JSON.stringify(await json('scorecard', 'document', hashes.boosting)));
    await writeFile(at('spaced.json'), JSON.stringify(document.model, null, 1));
    expect(await refusal('scorecard', 'import', at('spaced.json'), '--source', SOURCE)).toEqual([1, 'tree_model_invalid']);
    await writeFile(at('changed.json'), JSON.stringify({ ...document.model, base: document.model.base + 1 }));
    expect(await refusal('scorecard', 'import', at('changed.json'), '--source', SOURCE)).toEqual([1, 'tree_model_invalid']);
    const compared = await stack.cli('scorecard', 'compare', hashes.champion, hashes.boosting, '--source', SOURCE);
    expect(compared).toMatchObject({ code: 1, stderr: expect.stringContaining('0 good and 0 bad ones') });
    const headers = { origin: stack.url, cookie: await stack.signIn('risk_officer') };
    const codeOf = async (path: string, init: RequestInit = {}) => {
      const answer = await fetch(`${stack.url}/v1/scorecards/${hashes.boosting}/${path}`, { headers, ...init });
      return [answer.status, ((await answer.json()) as { code: string }).code];
    };
    for (const form of ['sql', 'pmml', 'js']) expect(await codeOf(`export?to=${form}`)).toEqual([409, 'scorecard_required']);
    const post = { method: 'POST', headers: { ...headers, 'content-type': 'application/json' } };
    expect(await codeOf('refits', { ...post, body: '{}' })).toEqual([409, 'scorecard_required']);
    const { attributes } = await customer((await customers())[0] ?? '');
    expect(await codeOf('explanations', { ...post, body: JSON.stringify({ attributes, cutOff: 700 }) })).toEqual([
      409,
      'scorecard_required',
    ]);
  });

  it('scores its share of the customers as challenger, and all of them as shadow', async () => {
    await putInUse(hashes.boosting, '--role', 'challenger', '--share', '30');
    await putInUse(hashes.svm, '--role', 'shadow');
    const run = ScoringRun.parse(await json('score', 'run', '--source', SOURCE)).result;
    expect(run.models.map(({ scorecardHash, role }) => [scorecardHash, role])).toEqual(
      expect.arrayContaining([
        [hashes.champion, 'champion'],
        [hashes.boosting, 'challenger'],
        [hashes.svm, 'shadow'],
      ]),
    );
    challengerRun = run.models.find(({ role }) => role === 'challenger')?.runId ?? '';
    const owners = new Map<string, string[]>();
    for (const id of await customers()) {
      const { scorecardHash } = await customer(id);
      owners.set(scorecardHash ?? '', [...(owners.get(scorecardHash ?? '') ?? []), id]);
    }
    expect([...owners.keys()].sort()).toEqual([hashes.champion, hashes.boosting].sort());
    for (const id of owners.get(hashes.boosting)?.slice(0, 2) ?? []) {
      const own = await customer(id);
      const sum = own.points.reduce((total, { points }) => total + points, own.basePoints ?? 0);
      expect(sum).toBe(own.score);
      expect(own.reasons.every(({ against }) => against === 'mean')).toBe(true);
      const replayed = ReplayView.parse(await json('model', 'replay', own.scoreId ?? ''));
      expect(replayed).toMatchObject({ isSame: true, role: 'challenger', scorecard: hashes.boosting, recorded: { role: 'challenger' } });
      await writeFile(at('attributes.json'), JSON.stringify(own.attributes));
      const explained = ExplanationView.parse(await json('scorecard', 'explain', hashes.boosting, '--attributes', at('attributes.json')));
      expect(explained).toMatchObject({ score: own.score, basePoints: own.basePoints, waterfall: { end: own.score } });
      expect(explained.reasons[0]?.pointsLost).toBe(own.reasons[0]?.pointsLost);
    }
  });

  it('is attested, and the chain shows that it was in use', async () => {
    await json('batch', 'issue', '--run', challengerRun);
    const newest = async () => BatchPage.parse(await get('batches')).data[0];
    await expect.poll(newest, { timeout: 120_000, interval: 500 }).toMatchObject({ state: 'final', model: hashes.boosting });
    const batch = await newest();
    const [credential] = CredentialPage.parse(await json('batch', 'credentials', batch?.id ?? '', '--limit', '1')).data;
    await writeFile(at('credential.json'), JSON.stringify(await json('credential', 'file', credential?.id ?? '')));
    expect(await json('verify', at('credential.json'))).toMatchObject({ verdict: 'valid' });
    const record = ModelRecordView.parse(await json('ledger', 'models', '1'));
    expect(record.isClean).toBe(true);
    expect(record.uses.find(({ model }) => model === hashes.boosting)).toMatchObject({ role: 'challenger', batches: 1 });
  });

  it('is watched over by score, approvals and its inputs', async () => {
    const watched = async () => MonitoringView.parse(await get(`scorecards/${hashes.svm}/monitoring`));
    await expect.poll(async () => (await watched()).months.length, { timeout: 120_000, interval: 500 }).toBe(1);
    const { matrix, months } = await watched();
    expect(matrix.map(({ figure }) => figure)).toContain('characteristic:checking');
    expect(months).toMatchObject([{ rows: 1000 }]);
  });
});

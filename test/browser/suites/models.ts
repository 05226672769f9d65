import { describe, expect, it } from 'vitest';
import { formedLearner } from '../../../backend/scoring/domain/model-file/formed-learners.ts';
import { GERMAN_PROTECTED, readGermanCredit } from '../../system/support/reference-data.ts';
import { DEMO_PAIR, DEMO_PASSWORD } from '../../../backend/apps/demo/demo-accounts.ts';
import { faultsOf } from '../support/axe-faults.ts';
import { settled } from '../support/settled.ts';
import type { Stage } from './stage.ts';

/** A boosting model of the demo's customers, in the registry. @returns its hash */
async function takeModelIn(stage: Stage): Promise<string> {
  const { context, page } = await stage.app().visit('/healthz', { role: 'risk_officer' });
  await page.close();
  const { request } = context;
  const { columns, target } = readGermanCredit();
  const order = { kind: 'boosting', origin: { name: 'Boosting of a file', datasetHash: `0x${'22'.repeat(32)}` }, seed: 1 } as const;
  const { form } = formedLearner({ ...order, settings: { trees: 30 }, monotone: {} })({
    columns: columns.filter(({ name }) => !GERMAN_PROTECTED.includes(name)),
    target,
  });
  if (form.kind !== 'trees') throw new Error('no trees were grown');
  const accepted = await request.post('/v1/scorecard-imports', {
    headers: { origin: stage.app().url, 'idempotency-key': 'browser-model' },
    data: { source: 'german-credit', document: form.document, reasons: { checking: 'AS01' } },
  });
  expect(accepted.status()).toBe(202);
  const { href } = (await accepted.json()) as { href: string };
  type Job = { readonly state: string; readonly result: { readonly hash: string } | null };
  const job = async () => (await (await request.get(href)).json()) as Job;
  await expect.poll(async () => (await job()).state, { timeout: 120_000, interval: 200 }).toBe('done');
  return (await job()).result?.hash ?? '';
}

/** Two people put it in use as a challenger of half of the customers, who are scored then. @returns one whom it scored */
async function scoreBy(stage: Stage, hash: string): Promise<string> {
  const { url } = stage.app();
  const as = async (email: string) => {
    const { context, page } = await stage.app().visit('/healthz', { account: { email, password: DEMO_PASSWORD } });
    await page.close();
    return context.request;
  };
  const [preparer, approver] = [await as(DEMO_PAIR.preparer), await as(DEMO_PAIR.approver)];
  let key = 0;
  const post = async (request: typeof preparer, path: string, data: object) => {
    const answer = await request.post(path, { headers: { origin: url, 'idempotency-key': `browser-model-${key++}` }, data });
    expect(answer.ok()).toBe(true);
    return (await answer.json()) as { readonly id: string; readonly href: string };
  };
  await post(preparer, `/v1/scorecards/${hash}/steps`, { act: 'validate', note: 'findings read' });
  const role = { note: 'ranks better', role: 'challenger', shareBps: 5000 };
  const { id } = await post(preparer, `/v1/scorecards/${hash}/promotions`, role);
  await post(approver, `/v1/promotions/${id}/decision`, { decision: 'approve' });
  const stateAt = async (path: string) => ((await (await preparer.get(path)).json()) as { readonly state: string }).state;
  await expect.poll(() => stateAt(`/v1/scorecards/${hash}`), { timeout: 120_000, interval: 200 }).toBe('live');
  const { href } = await post(preparer, '/v1/scorings', { source: 'german-credit' });
  await expect.poll(() => stateAt(href), { timeout: 120_000, interval: 200 }).toBe('done');
  const { data } = (await (await preparer.get('/v1/customers?limit=20')).json()) as { readonly data: readonly { readonly id: string }[] };
  for (const customer of data) {
    const { scorecardHash } = (await (await preparer.get(`/v1/customers/${customer.id}`)).json()) as { readonly scorecardHash: string };
    if (scorecardHash === hash) return customer.id;
  }
  throw new Error('The challenger scored nobody.');
}

export function modelSuite(stage: Stage): void {
  describe('a model of another kind', () => {
    it('shows its kind, whom it was measured on and what moves its scores, and no points tables of a card', async () => {
      const hash = await takeModelIn(stage);
      for (const [language, words] of [
        [
          'en',
          {
            kind: 'gradient boosting',
            title: 'Gradient boosting',
            setting: 'Learning rate 0.05',
            measured: 'of the model itself, not cross-validated',
            importance: 'Importance of the inputs',
            folds: 'Cross-validation folds',
            compare: 'Compare the chosen',
          },
        ],
        [
          'zh',
          {
            kind: '梯度提升',
            title: '梯度提升',
            setting: '学习率 0.05',
            measured: '模型本身的指标，未经交叉验证',
            importance: '输入的重要性',
            folds: '交叉验证各折',
            compare: '比较所选',
          },
        ],
      ] as const) {
        const { page } = await stage.app().visit('/scorecards', { role: 'risk_officer', language });
        await settled(page);
        const row = page.locator('tbody tr', { hasText: 'Boosting of a file' });
        expect(await row.innerText()).toContain(words.kind);
        expect(await row.innerText()).toMatch(/0\.\d{4}\s\*/);
        await row.getByRole('checkbox').check();
        await page.locator('tbody tr', { hasText: 'German consumer credit' }).getByRole('checkbox').last().check();
        await page.getByRole('button', { name: words.compare }).click();
        // Nobody's outcome has become known since the model came.
        await page.locator('[data-comparison="failed"]').waitFor();
        expect(await page.locator('main').innerText()).toContain('these are 0 good and 0 bad ones');
        expect(await faultsOf(page)).toEqual([]);
        await page.goto(`/scorecards/${hash}`);
        await settled(page);
        const text = await page.locator('main').innerText();
        for (const word of [words.measured, words.importance]) expect(text).toContain(word);
        const setting = page.getByRole('region', { name: words.title, exact: true }).getByTitle('learningRate');
        expect(await setting.innerText()).toBe(words.setting);
        expect(await page.getByRole('region', { name: words.importance }).locator('svg path').count()).toBeGreaterThan(5);
        expect(await faultsOf(page)).toEqual([]);
        await page.goto(`/scorecards/${hash}?tab=validation`);
        await settled(page);
        expect(await page.locator('[data-chart="drawn"]').count()).toBe(8);
        expect(await page.getByText(words.folds).count()).toBe(0);
        expect(await faultsOf(page)).toEqual([]);
        await page.goto(`/scorecards/${hash}?tab=document`);
        await settled(page);
        expect(await page.getByText('PMML').count()).toBe(0);
      }
    });

    it('tells a customer whom it scored why, against the average customer, in points that add up', async () => {
      const hash = await takeModelIn(stage);
      const customer = await scoreBy(stage, hash);
      for (const [language, words] of [
        [
          'en',
          { base: /Score = (\d+) points of the average customer/, against: 'points under the average customer', best: 'Best possible' },
        ],
        ['zh', { base: /信用分 = 平均客户的 (\d+) 分/, against: '比平均客户少', best: '该特征最高分' }],
      ] as const) {
        const { page } = await stage.app().visit(`/customers/${customer}`, { role: 'risk_officer', language });
        await settled(page);
        const text = await page.locator('main').innerText();
        expect(text).toContain(words.against);
        expect(text).not.toContain(words.best);
        const points = page.locator('table', { hasText: 'WOE' }).locator('tbody td strong');
        const sum = (await points.allInnerTexts()).reduce((total, own) => total + Number(own.replace('−', '-')), 0);
        expect(text).toContain(String(Number(words.base.exec(text)?.[1]) + sum));
        expect(await faultsOf(page)).toEqual([]);
      }
    });
  });
}

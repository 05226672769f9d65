import { describe, expect, it } from 'vitest';
import { laterCustomers, PLANTED_MONTHS, plantMonths } from '../support/planted-scores.ts';
import { faultsOf } from '../support/axe-faults.ts';
import { plantSegmentDays, trainBySegment } from '../support/planted-segments.ts';
import { settled } from '../support/settled.ts';
import type { Stage } from './stage.ts';

const LATER = 300;
/** The worker looks every fifteen seconds, measures seven days, and trains a card. */
const PATIENCE = { timeout: 120_000, interval: 1_000 };

export function monitoringSuite(stage: Stage): void {
  describe('model monitoring', () => {
    it('shows the day of the demo as it is: stable, one month, nothing to decide', async () => {
      const { page } = await stage.app().visit('/monitoring', { role: 'risk_officer' });
      await page.locator('table[data-heat] thead th').nth(1).waitFor();
      await settled(page);
      const cells = page.locator('table[data-heat] tbody td');
      expect(new Set(await cells.evaluateAll((all) => all.map((cell) => cell.getAttribute('data-level'))))).toEqual(new Set(['stable']));
      expect(await page.locator('[data-chart="drawn"]').count()).toBe(5);
      await page.getByText('There was no alert').waitFor();
      await page.getByText('There is no proposal').waitFor();
    });

    it('sees customers drift over months, raises alerts and proposes a refit with its swap set', async () => {
      const { page, context } = await stage.app().visit('/monitoring', { role: 'risk_officer' });
      const query = `schema=german-credit&source=german-credit&fileName=later.csv`;
      const headers = { 'content-type': 'text/csv', origin: stage.app().url };
      const imported = await context.request.post(`/v1/imports?${query}`, { headers, data: await laterCustomers(LATER) });
      expect(await imported.json()).toMatchObject({ accepted: LATER, rejected: 0 });
      await plantMonths(stage.app(), stage.facts().scorecardHash);
      // The open page learns of it as it happens.
      await expect.poll(() => page.locator('[data-refit="pending"]').count(), PATIENCE).toBe(1);
      await settled(page);
      const heads = await page.locator('table[data-heat] thead th').allInnerTexts();
      expect(heads.slice(1, 1 + PLANTED_MONTHS.length)).toEqual(PLANTED_MONTHS);
      const score = page.locator('table[data-heat] tbody tr', { hasText: 'Score (PSI)' }).locator('td');
      expect(await score.evaluateAll((all) => all.slice(0, 6).map((cell) => cell.getAttribute('data-level')))).toEqual([
        'stable',
        'stable',
        'stable',
        'watch',
        'alert',
        'alert',
      ]);
      expect(await score.nth(5).innerText()).toMatch(/^\d\.\d{3}\s+Alert$/);
      const alerts = page.getByRole('region', { name: 'Alerts', exact: true });
      expect(await alerts.locator('tbody tr', { hasText: 'Score (PSI)' }).count()).toBe(1);
      await page.getByRole('button', { name: 'Distribution of scores by month: Show as table' }).click();
      const ridges = page.getByRole('region', { name: 'Distribution of scores by month' }).first();
      expect(await ridges.locator('thead th').count()).toBe(heads.length + 1);
    });

    it('has the refit taken up only with a reason, into a request that another person decides', async () => {
      const { page } = await stage.app().visit('/monitoring', { role: 'risk_officer' });
      const refit = page.locator('[data-refit="pending"]');
      await refit.waitFor();
      await settled(page);
      const rows = await refit.locator('[data-swap] td:nth-child(2)').allInnerTexts();
      expect(rows.reduce((sum, text) => sum + Number(text), 0)).toBe(LATER);
      expect(await refit.getByRole('button', { name: 'Take up' }).count()).toBe(0);
      await refit.getByRole('textbox', { name: 'Why' }).fill('the customers have changed');
      await refit.getByRole('button', { name: 'Take up' }).click();
      const taken = page.locator('[data-refit="taken"]');
      await taken.getByText(/the customers have changed/).waitFor();
      await taken.getByRole('link', { name: 'Open the candidate' }).click();
      await page.locator('[data-promotion="pending"]').getByText('Another person decides.').waitFor();
    });

    it('shows a card by segments: the share of each by month, and the characteristics of its own card', async () => {
      const officer = await stage.app().visit('/healthz', { role: 'risk_officer' });
      const hash = await trainBySegment(officer.context.request, stage.app().url, 'Watched by segment');
      await plantSegmentDays(stage.app(), officer.context.request, hash);
      const { page } = await stage.app().visit(`/monitoring?scorecard=${hash}`, { role: 'risk_officer' });
      await page.locator('[data-heat-segment="S2"]').waitFor();
      await settled(page);
      const levels = (figure: string) =>
        page.locator(`tr[data-figure="${figure}"] td`).evaluateAll((all) => all.map((cell) => cell.getAttribute('data-level')));
      expect(await levels('segments')).toEqual(['stable', 'alert']);
      // Those of the first segment who came are as they were: its characteristics have not moved.
      expect(await levels('segment:S1:characteristic:checking')).toEqual(['stable', 'stable']);
      const [young, others] = await page.locator('[data-heat-segment] tr:first-child').all();
      expect(await young?.innerText()).toMatch(/^S1 · Age \(years\) < 33\s+\d\d\.\d%\s+\d\d\.\d%$/);
      expect(await others?.locator('td').nth(0).getAttribute('title')).toMatch(/of the training$/);
      expect(await faultsOf(page)).toEqual([]);
      const again = await stage.app().visit(`/monitoring?scorecard=${hash}`, { role: 'risk_officer', language: 'zh', scheme: 'dark' });
      await again.page.locator('[data-heat-segment="S1"]').getByText('S1 · 年龄 < 33').waitFor();
      await settled(again.page);
      expect(await faultsOf(again.page)).toEqual([]);
    });

    it('trains a card by segments anew on newer customers, and proposes it as one by segments', async () => {
      const officer = await stage.app().visit('/healthz', { role: 'risk_officer' });
      const hash = await trainBySegment(officer.context.request, stage.app().url, 'Refitted by segment');
      const query = `schema=german-credit&source=german-credit&fileName=newer.csv`;
      const headers = { 'content-type': 'text/csv', origin: stage.app().url };
      await officer.context.request.post(`/v1/imports?${query}`, { headers, data: await laterCustomers(LATER) });
      await plantSegmentDays(stage.app(), officer.context.request, hash);
      const { page } = await stage.app().visit(`/monitoring?scorecard=${hash}`, { role: 'risk_officer' });
      await page.getByRole('button', { name: 'Train anew now' }).click();
      const refit = page.locator('[data-refit="pending"]');
      await expect.poll(() => refit.count(), PATIENCE).toBe(1);
      const rows = await refit.locator('[data-swap] td:nth-child(2)').allInnerTexts();
      expect(rows.reduce((sum, text) => sum + Number(text), 0)).toBe(LATER);
      await refit.getByRole('link', { name: 'Open the candidate' }).click();
      await page.locator('[data-segment="S2"]').waitFor();
      expect(await page.locator('[data-segment]').count()).toBe(3);
    });

    it('reads in Chinese, in the dark', async () => {
      const { page } = await stage.app().visit('/monitoring', { role: 'risk_officer', language: 'zh', scheme: 'dark' });
      await page.getByRole('heading', { name: '模型监控' }).waitFor();
      await settled(page);
      await page.getByRole('heading', { name: '各月评分分布' }).waitFor();
      await page.locator('[data-refit="taken"]').getByText('由预警触发').waitFor();
    });
  });
}

import { describe, expect, it } from 'vitest';
import type { DealView, PeriodView } from '../../../backend/securitization/deals/schemas.ts';
import { settled } from '../support/settled.ts';
import type { Stage } from './stage.ts';

/** The deal of the demo that has closed the most periods. */
async function dealOf(stage: Stage, visitor: Awaited<ReturnType<ReturnType<Stage['app']>['visit']>>): Promise<DealView> {
  const answer = await visitor.context.request.get(`/v1/deals/${stage.facts().deal}`);
  return (await answer.json()) as DealView;
}

/** Digits of a figure on the page: `1,234.50 USDC` is 123450. */
const digitsOf = (text: string): bigint => BigInt(text.replaceAll(/[^\d]/g, ''));

export function dealsSuite(stage: Stage): void {
  describe('deals', () => {
    it('lists deals with loss and overdue balances, and opens one', async () => {
      const visitor = await stage.app().visit('/deals', { role: 'risk_officer' });
      await settled(visitor.page);
      const deal = await dealOf(stage, visitor);
      const row = visitor.page.locator('tbody tr', { hasText: deal.name }).first();
      for (const head of ['Net loss', 'Overdue 30+ days']) await visitor.page.getByRole('columnheader', { name: head }).waitFor();
      expect(await row.innerText()).toMatch(/\d\.\d\d%/);
      await row.locator('[data-row-link]').click();
      await visitor.page.getByRole('heading', { level: 1, name: deal.name }).waitFor();
    });

    it('draws the classes to scale', async () => {
      const visitor = await stage.app().visit(`/deals/${stage.facts().deal}`, { role: 'risk_officer' });
      await settled(visitor.page);
      const deal = await dealOf(stage, visitor);
      const notes = deal.classes.filter(({ original }) => original !== '0');
      const heights = await visitor.page.locator('[data-class]').evaluateAll((layers) => layers.map((layer) => layer.clientHeight));
      expect(heights).toHaveLength(notes.length);
      const total = notes.reduce((sum, { original }) => sum + Number(original), 0);
      for (const [place, { original }] of notes.entries()) {
        const wanted = (Number(original) / total) * 300;
        // A layer is never too low for its words.
        if (wanted > 60) expect(Math.abs((heights[place] ?? 0) - wanted)).toBeLessThan(4);
      }
    });

    it('shows a period whose flows leave the buckets as they came in, and explains each step', async () => {
      const { deal: address } = stage.facts();
      const visitor = await stage.app().visit(`/deals/${address}?tab=periods`, { role: 'risk_officer' });
      await settled(visitor.page);
      const { lastPeriod } = await dealOf(stage, visitor);
      const period = (await (await visitor.context.request.get(`/v1/deals/${address}/periods/${lastPeriod}`)).json()) as PeriodView;
      await visitor.page.getByRole('button', { name: /Waterfall.*: .*table/i }).click();
      const rows = await visitor.page
        .getByRole('region', { name: `Waterfall of period ${lastPeriod}` })
        .locator('tbody tr')
        .evaluateAll((lines) => lines.map((line) => [...line.querySelectorAll('td')].map((cell) => cell.innerText)));
      for (const bucket of ['Interest bucket', 'Principal bucket']) {
        const sum = (column: number) =>
          rows.filter((row) => row[column] === bucket).reduce((total, row) => total + digitsOf(row[2] ?? '0'), 0n);
        const gap = sum(0) - sum(1);
        // The table cuts each amount to cents, so a row may be a cent short.
        expect(gap < 0n ? -gap : gap).toBeLessThanOrEqual(BigInt(rows.length));
      }
      const steps = visitor.page.getByRole('table', { name: 'Every step' }).locator('tbody tr');
      expect(await steps.count()).toBe(period.postings.length);
      expect(await steps.first().innerText()).toContain(period.postings[0]?.name.en);
    });

    it('names the papers of a deal and says whether database and chain agree', async () => {
      const visitor = await stage.app().visit(`/deals/${stage.facts().deal}?tab=documents`, { role: 'regulator' });
      await settled(visitor.page);
      const deal = await dealOf(stage, visitor);
      expect(await visitor.page.locator(`code[title="${deal.documentHash}"]`).count()).toBeGreaterThan(0);
      expect(deal.differences).toEqual([]);
    });
  });

  describe('structuring', () => {
    it('names the fault of a draft at once, and has figures as soon as it is mended', async () => {
      const { page } = await stage.app().visit('/structure', { role: 'risk_officer' });
      await settled(page);
      await page.getByRole('button', { name: /Begin: Pro rata/ }).click();
      await page.locator('[data-outlook="current"] tbody tr').first().waitFor();
      const before = await page.locator('[data-outlook="current"] tbody').innerText();
      const coupon = page.getByRole('textbox', { name: 'Coupon of A' });
      const good = await coupon.inputValue();
      await coupon.fill('much');
      await page.getByTestId('faults').getByText('/classes/0/coupon/rate').waitFor();
      expect(await page.getByRole('button', { name: 'Publish' }).isDisabled()).toBe(true);
      await coupon.fill(good);
      await page.getByTestId('faults').waitFor({ state: 'detached' });
      await page.locator('[data-outlook="current"] tbody tr').first().waitFor();
      expect(await page.locator('[data-outlook="current"] tbody').innerText()).toBe(before);
    });

    it('tells the faults of a tape by line and column', async () => {
      const { page } = await stage.app().visit('/tapes', { role: 'risk_officer' });
      await settled(page);
      const head =
        'loan_id,obligor,originator,product,currency,original_balance,balance,rate,term_months,remaining_months,origination_date,maturity_date,payment';
      const row = (id: string, rate: string) =>
        `${id},OB-${id},Demo Bank,consumer,EUR,10000.00,9000.00,${rate},48,36,2025-12-01,2029-12-01,level`;
      const text = [head, row('BT-1', '0.05'), row('BT-2', 'five'), row('BT-3', '0.06')].join('\n');
      await page
        .locator('input[type="file"]')
        .setInputFiles({ name: 'browser.csv', mimeType: 'text/csv', buffer: Buffer.from(`${text}\n`) });
      await page.getByRole('button', { name: 'Import' }).click();
      await page.getByRole('heading', { level: 1, name: 'browser.csv' }).waitFor();
      await page.getByRole('tab', { name: 'Faults' }).click();
      const fault = page.getByRole('table', { name: 'Faults' }).locator('tbody tr');
      await fault.first().waitFor();
      expect(await fault.count()).toBe(1);
      expect(await fault.innerText()).toMatch(/^3\s+rate/);
      await page.getByRole('tab', { name: 'Proof of a loan' }).click();
      await page.getByText('No root yet').waitFor();
    });

    it('proves in the browser that a loan stands in a committed tape', async () => {
      const { page, context } = await stage.app().visit('/tapes', { role: 'risk_officer' });
      const { data } = (await (await context.request.get('/v1/tapes?limit=100')).json()) as { data: { id: string; root: string | null }[] };
      const tape = data.find(({ root }) => root !== null);
      await page.goto(`/tapes/${tape?.id}?tab=proof`);
      await page.getByText('the loan stands in the tape').waitFor();
    });
  });

  describe('servicing', () => {
    it('says of each deal when its report is due and offers the report of the next period', async () => {
      const visitor = await stage.app().visit(`/servicing/${stage.facts().deal}`, { role: 'risk_officer' });
      await settled(visitor.page);
      const deal = await dealOf(stage, visitor);
      await visitor.page.getByRole('heading', { level: 2, name: `Report of period ${deal.lastPeriod + 1}` }).waitFor();
    });

    it('states a closed period anew beside what was stated, once a figure changes and the reason is given', async () => {
      const { page } = await stage.app().visit(`/servicing/${stage.facts().deal}?tab=restate`, { role: 'risk_officer' });
      await settled(page);
      const table = page.getByRole('table', { name: /^Restatement of period/ });
      const row = table.getByRole('row', { name: /^Loans at the end/ });
      const handOver = page.getByRole('button', { name: 'Hand over for approval' });
      const stated = digitsOf(await row.locator('td').nth(1).innerText());
      const input = row.getByRole('textbox');
      expect(digitsOf(await input.inputValue())).toBe(stated);
      await page.getByLabel(/^Explanation/).fill('One loan was counted twice.');
      expect(await handOver.isEnabled()).toBe(false);
      await input.fill(String(stated - 1n));
      await row.getByText('changed').waitFor();
      expect(await table.getByText('changed').count()).toBe(1);
      expect(await handOver.isEnabled()).toBe(true);
    });

    it('asks for a typed word before what cannot be taken back', async () => {
      const { page } = await stage.app().visit(`/servicing/${stage.facts().deal}?tab=acts`, { role: 'risk_officer' });
      await settled(page);
      await page.getByRole('button', { name: 'Accelerate' }).click();
      const dialog = page.getByRole('dialog', { name: 'Accelerate' });
      const confirm = dialog.getByRole('button', { name: 'Accelerate' });
      expect(await confirm.isDisabled()).toBe(true);
      await dialog.getByRole('textbox', { name: /Type accelerate/ }).fill('accelerate');
      expect(await confirm.isEnabled()).toBe(true);
      await dialog.getByRole('button', { name: 'Cancel' }).click();
    });
  });
}

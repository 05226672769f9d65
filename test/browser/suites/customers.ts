import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { settled } from '../support/settled.ts';
import type { Stage } from './stage.ts';

export function customerSuite(stage: Stage): void {
  describe('customers', () => {
    it('lists pages by cursor and keeps the filter in the address', async () => {
      const { page } = await stage.app().visit('/customers', { role: 'risk_officer' });
      await settled(page);
      const first = await page.locator('tbody tr').first().innerText();
      await page.getByRole('button', { name: 'Next' }).click();
      await page.waitForURL(/cursor=/);
      await page.locator('tbody tr', { hasNotText: first }).first().waitFor();
      await page.getByRole('button', { name: 'Previous' }).click();
      await page.waitForURL(/customers$/);
      await page.getByRole('combobox', { name: 'Grade' }).click();
      await page.getByRole('option', { name: 'C', exact: true }).click();
      await page.waitForURL(/grade=C/);
      await page.reload();
      await settled(page);
      const grades = await page.locator('tbody td:nth-child(4)').allInnerTexts();
      expect(grades.length).toBeGreaterThan(5);
      expect(new Set(grades)).toEqual(new Set(['C']));
    });

    it('finds a customer by number', async () => {
      const { page } = await stage.app().visit('/customers', { role: 'risk_officer' });
      await settled(page);
      await page.getByRole('textbox', { name: 'Customer number' }).fill('DE-0042');
      await page.waitForURL(/q=DE-0042/);
      await page.locator('tbody tr').nth(1).waitFor({ state: 'detached' });
      expect(await page.locator('tbody tr').count()).toBe(1);
      await page.getByRole('link', { name: 'DE-0042' }).click();
      await page.getByRole('heading', { level: 1, name: 'Customer DE-0042' }).waitFor();
    });

    it('shows score, reasons in words, points that add up, and a credential file that verifies', async () => {
      const { page } = await stage.app().visit(`/customers/${stage.facts().customerId}`, { role: 'risk_officer' });
      await settled(page);
      const shown = await page
        .locator('section', { has: page.getByRole('heading', { name: 'Score', exact: true }) })
        .first()
        .innerText();
      const score = Number(/\n(\d{3})\n/.exec(shown)?.[1]);
      const points = await page.locator('table tbody td:nth-child(5)').allInnerTexts();
      const base = Number(/base points (\d+)/.exec(await page.locator('main').innerText())?.[1]);
      expect(points.length).toBeGreaterThan(5);
      expect(points.reduce((sum, text) => sum + Number(text), base)).toBe(score);
      const reasons = await page
        .locator('section', { has: page.getByRole('heading', { name: 'Main reasons' }) })
        .locator('ol > li')
        .allInnerTexts();
      expect(reasons.length).toBeGreaterThan(0);
      for (const reason of reasons) expect(reason).not.toMatch(/\bA\d{2,3}\b/);
      expect(await page.locator('[data-chart="drawn"] svg path').count()).toBeGreaterThan(10);
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('link', { name: 'Download', exact: true }).click(),
      ]);
      const text = await readFile(await download.path(), 'utf8');
      expect(JSON.parse(text)).toMatchObject({ type: 'CredenceCredential' });
    });

    it('takes a file of outcomes, names the rows that it cannot take, and shows the outcome with its day', async () => {
      const { page } = await stage.app().visit('/customers', { role: 'risk_officer' });
      await settled(page);
      const today = new Date().toISOString().slice(0, 10);
      // What is known of the first already: no figure of the demo changes.
      const rows = [`DE-0001,0,${today}`, `DE-0002,5,${today}`, `nobody,1,${today}`, 'DE-0003,0,2999-01-01'];
      const buffer = Buffer.from(`${['id,bad,observed_on', ...rows].join('\n')}\n`);
      const form = page.getByRole('region', { name: 'Import outcomes' });
      await form.locator('input[type="file"]').setInputFiles({ name: 'outcomes.csv', mimeType: 'text/csv', buffer });
      await expect.poll(() => form.getByRole('combobox', { name: 'Source' }).inputValue()).toMatch(/^german-credit · /);
      await form.getByRole('button', { name: 'Import', exact: true }).click();
      await page.getByText('Rows taken: 1 of 4 (known before: 0). Rows rejected: 3.').waitFor();
      const faults = await page.getByRole('table', { name: 'Faults of the file' }).locator('tbody tr').allInnerTexts();
      expect(faults.map((text) => text.split(/\s+/).slice(0, 2).join(' '))).toEqual(['3 bad', '4 id', '5 observed_on']);
      await form.getByRole('button', { name: 'Import', exact: true }).click();
      await page.getByText('Rows taken: 1 of 4 (known before: 1). Rows rejected: 3.').waitFor();
      await page.getByRole('textbox', { name: 'Customer number' }).fill('DE-0001');
      await page.getByRole('link', { name: 'DE-0001' }).click();
      const told = page.getByRole('table', { name: 'Outcomes' }).locator('tbody tr');
      await told.first().waitFor();
      expect(await told.count()).toBe(1);
      expect(await told.first().innerText()).toMatch(/Good.*Counts/s);
      const { page: chinese } = await stage.app().visit(page.url(), { role: 'risk_officer', language: 'zh' });
      await chinese.getByRole('heading', { name: '还款结果', exact: true }).waitFor();
      await chinese.getByText('当前有效').waitFor();
    });

    it('explains to a lender that customers are not theirs to see', async () => {
      const { page } = await stage.app().visit('/customers', { role: 'lender' });
      await page.getByText('Not permitted').waitFor();
      expect(await page.getByText(/req_/).count()).toBeGreaterThan(0);
      expect(await page.getByRole('link', { name: 'Customers', exact: true }).count()).toBe(0);
    });
  });
}

import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { DEMO_PAIR, DEMO_PASSWORD } from '../../../backend/apps/demo/demo-accounts.ts';
import { faultsOf } from '../support/axe-faults.ts';
import { settled } from '../support/settled.ts';
import type { Stage } from './stage.ts';

export function scorecardSuite(stage: Stage): void {
  describe('scorecard', () => {
    it('draws share and WOE of the chosen characteristic and lists its bins', async () => {
      const { page } = await stage.app().visit('/scorecards', { role: 'risk_officer' });
      await settled(page);
      await page.locator('[data-row-link]').first().click();
      await page.getByRole('heading', { name: /share and WOE/ }).waitFor();
      await settled(page);
      expect(await page.locator('[data-chart="drawn"] svg path').count()).toBeGreaterThan(5);
      await page.getByRole('button', { name: /^Age/ }).click();
      await page.waitForURL(/characteristic=age/);
      await page.getByRole('heading', { name: /^Age.*bins$/ }).waitFor();
      const shares = await page.locator('tbody td:nth-child(2)').allInnerTexts();
      expect(shares.reduce((sum, text) => sum + Number(text.replaceAll(',', '')), 0)).toBe(1000);
    });

    it('draws ROC with its band, KS with its gap, distribution, calibration, accuracy profile, lift and costs, and shows them as tables', async () => {
      const { page } = await stage.app().visit(`/scorecards/${stage.facts().scorecardHash}?tab=validation`, { role: 'risk_officer' });
      await settled(page);
      expect(await page.locator('[data-chart="drawn"]').count()).toBe(7);
      // The band has a name of its own in the legend, and is filled without a line.
      expect(await page.locator('[data-chart="drawn"]', { hasText: '95 % band' }).locator('svg path[fill-opacity="0.18"]').count()).toBe(1);
      for (const chart of await page.locator('[data-chart="drawn"]').all())
        expect(await chart.locator('svg path').count()).toBeGreaterThan(4);
      expect(await page.locator('[data-chart="drawn"] svg text', { hasText: /^KS 0\.\d{3}$/ }).count()).toBe(1);
      await page.getByRole('button', { name: 'ROC: Show as table' }).click();
      const area = page.getByRole('region', { name: 'ROC' }).locator('tbody tr');
      expect(await area.count()).toBeGreaterThan(20);
      const points = await Promise.all((await area.all()).map(async (row) => (await row.locator('td').allInnerTexts()).map(Number)));
      const auc = points.slice(1).reduce((sum, [x = 0, y = 0], place) => {
        const [left = 0, low = 0] = points[place] ?? [];
        return sum + ((x - left) * (y + low)) / 2;
      }, 0);
      const stated = Number(/curve (0\.\d+)/.exec(await page.locator('main').innerText())?.[1]);
      expect(Math.abs(auc - stated)).toBeLessThan(0.01);
    });

    it('prices the cut-off that a slider chooses', async () => {
      const { page } = await stage.app().visit(`/scorecards/${stage.facts().scorecardHash}?tab=validation`, { role: 'risk_officer' });
      await settled(page);
      const panel = page.getByRole('region', { name: 'Cut-off and its cost' });
      const fact = async (name: string) => Number.parseFloat(await panel.locator('dl > div', { hasText: name }).locator('dd').innerText());
      const cheapest = await fact('Mean cost');
      const stated = Number(/, (\d+\.\d+) per applicant/.exec(await panel.innerText())?.[1]);
      expect(cheapest).toBe(stated);
      await panel.getByRole('slider').focus();
      await page.keyboard.press('Home');
      // Everybody is approved: all 300 bads at a cost of 5 each, over 1,000 applicants.
      await expect.poll(() => fact('Approval rate')).toBe(100);
      expect([await fact('Mean cost'), await fact('Bads approved')]).toEqual([1.5, 300]);
      await panel.getByLabel('Cost of an approved bad').fill('10');
      await expect.poll(() => fact('Mean cost')).toBe(3);
      await panel.getByRole('button', { name: 'Back to the cheapest' }).click();
      await expect.poll(() => fact('Mean cost')).toBeLessThan(1);
    });

    it('lists lift and gains down to the last customer', async () => {
      const { page } = await stage.app().visit(`/scorecards/${stage.facts().scorecardHash}?tab=validation`, { role: 'risk_officer' });
      await settled(page);
      const rows = await page.getByRole('region', { name: 'Lift and gains' }).locator('tbody tr').all();
      const cells = await Promise.all(rows.map((row) => row.locator('td').allInnerTexts()));
      expect(cells.reduce((sum, row) => sum + Number(row[1]), 0)).toBe(1000);
      expect(cells.reduce((sum, row) => sum + Number(row[2]), 0)).toBe(300);
      expect(cells.at(-1)?.slice(5, 8)).toEqual(['100.0%', '100.0%', '100.0%']);
    });

    it('hands out the scorecard in a form that runs elsewhere', async () => {
      const { page } = await stage.app().visit(`/scorecards/${stage.facts().scorecardHash}?tab=document`, { role: 'risk_officer' });
      await settled(page);
      await page.getByLabel('Table to score').fill('lake.loans');
      await page.getByRole('combobox', { name: 'Form' }).click();
      await page.getByRole('option', { name: 'SQL, Spark' }).click();
      const download = page.waitForEvent('download');
      await page.getByRole('link', { name: 'Download', exact: true }).click();
      const file = await download;
      expect(file.suggestedFilename()).toBe(`scorecard-${stage.facts().scorecardHash.slice(2, 10)}.sql`);
      expect(await readFile(await file.path(), 'utf8')).toContain('FROM `lake`.`loans` AS t');
    });

    it('trains a card for each segment and shows their tree and bins', async () => {
      const { page } = await stage.app().visit('/scorecards', { role: 'risk_officer' });
      await settled(page);
      await page.getByRole('button', { name: 'Train a scorecard' }).click();
      await page.getByLabel('Name', { exact: false }).first().fill('Young and old');
      await page.getByRole('combobox', { name: 'Segments' }).click();
      await page.getByRole('option', { name: 'segments by hand' }).click();
      await page.getByLabel('Attribute', { exact: false }).last().fill('age');
      await page.getByLabel('Number', { exact: false }).last().fill('33');
      await page.getByRole('button', { name: 'Start training' }).click();
      await page.locator('[data-job="done"]').waitFor();
      await page.getByRole('link', { name: 'Open the scorecard' }).click();
      await page.getByRole('heading', { name: 'Young and old' }).waitFor();
      await settled(page);
      expect(await page.locator('[data-segment]').evaluateAll((own) => own.map((item) => item.getAttribute('data-segment')))).toEqual([
        'all',
        'S1',
        'S2',
      ]);
      expect(await page.locator('[data-segment="S1"]').textContent()).toMatch(/Age.* < 33.*bad rate.*AUC 0\.\d{4}/);
      await page.locator('[data-segment="S2"]').click();
      await page.getByRole('heading', { name: /^S2 ·/ }).waitFor();
      expect(page.url()).toContain('segment=S2');
    });

    it('trains a card with chosen settings and leads to it', async () => {
      const { page } = await stage.app().visit('/scorecards', { role: 'risk_officer' });
      await settled(page);
      await page.getByRole('button', { name: 'Train a scorecard' }).click();
      await page.getByLabel('Name', { exact: false }).first().fill('Few bins');
      await page.getByLabel('Most bins of an attribute').fill('3');
      await page.getByLabel('Attributes to leave out').fill('age');
      await page.getByRole('button', { name: 'Start training' }).click();
      await page.locator('[data-job="done"]').waitFor();
      await page.getByRole('link', { name: 'Open the scorecard' }).click();
      await page.getByRole('heading', { name: 'Few bins' }).waitFor();
      await settled(page);
      const bins = await page.locator('tbody tr').count();
      expect(bins).toBeLessThanOrEqual(5);
      expect(await page.getByRole('button', { name: /^Age/ }).count()).toBe(0);
    });

    it('compares chosen cards on the same unseen rows, by an address that can be handed on', async () => {
      const { page } = await stage.app().visit('/scorecards', { role: 'risk_officer' });
      await settled(page);
      const open = page.getByRole('button', { name: 'Compare the chosen' });
      expect(await open.isDisabled()).toBe(true);
      // The newest and the demo's; between them stands the card by segments.
      const boxes = page.getByRole('checkbox', { name: /^Compare / });
      await boxes.nth(2).check();
      await boxes.nth(0).check();
      await open.click();
      await page.waitForURL(/\/scorecards\/compare\?cards=0x[0-9a-f]{64}(%2C|,)0x[0-9a-f]{64}$/);
      await page.locator('[data-comparison="done"]').waitFor();
      await settled(page);
      expect(await page.locator('[data-chart="drawn"]').count()).toBe(4);
      const figures = await page.getByRole('region', { name: 'Figures on unseen rows' }).locator('tbody tr').all();
      const [first = [], second = []] = await Promise.all(figures.map((row) => row.locator('td').allInnerTexts()));
      // The first card is what the other is compared with: it has no p-value.
      expect([first.at(-1), Number(second.at(-1)) >= 0]).toEqual(['–', true]);
      expect(await page.getByRole('region', { name: 'Points by attribute' }).getByText('not in the model').count()).toBeGreaterThan(0);
      expect(await page.getByRole('region', { name: 'Points by attribute' }).getByText('no checking account').count()).toBeGreaterThan(0);
      expect(await page.getByRole('region', { name: 'Segments' }).count()).toBe(0);
      const swaps = page.getByRole('region', { name: 'Swap set' });
      const counts = async () =>
        Promise.all((await swaps.locator('tbody tr').all()).map(async (row) => Number(await row.locator('td').nth(1).innerText())));
      const before = await counts();
      expect(before.reduce((sum, rows) => sum + rows, 0)).toBe(1000);
      await swaps.getByRole('slider').focus();
      await page.keyboard.press('Home');
      await expect.poll(async () => (await counts())[3]).toBeGreaterThan(950);
      expect(await faultsOf(page)).toEqual([]);
      const again = await stage.app().visit(new URL(page.url()).pathname + new URL(page.url()).search, {
        role: 'risk_officer',
        language: 'zh',
        scheme: 'dark',
      });
      await again.page.locator('[data-comparison="done"]').waitFor();
      await settled(again.page);
      expect(await again.page.locator('main').innerText()).toContain('未见样本上的指标');
      expect(await faultsOf(again.page)).toEqual([]);
    });

    it('compares a card by segments with a plain one, and names its segments where no points compare', async () => {
      const { page } = await stage.app().visit('/scorecards', { role: 'risk_officer' });
      await settled(page);
      await page.getByRole('checkbox', { name: 'Compare Few bins' }).check();
      await page.getByRole('checkbox', { name: 'Compare Young and old' }).check();
      await page.getByRole('button', { name: 'Compare the chosen' }).click();
      await page.locator('[data-comparison="done"]').waitFor();
      await settled(page);
      expect(await page.locator('[data-chart="drawn"]').count()).toBe(4);
      expect(await page.getByRole('region', { name: 'Swap set' }).locator('tbody tr').count()).toBe(4);
      const segments = page.getByRole('region', { name: 'Segments' });
      const rows = await segments.locator('tbody tr').allInnerTexts();
      expect(rows.map((row) => row.replaceAll(/\s+/g, ' '))).toEqual([
        expect.stringMatching(/^Young and old S1 · Age \(years\) < 33 \d+ /),
        expect.stringMatching(/^Young and old S2 · Age \(years\) ≥ 33 or missing \d+ /),
      ]);
      await segments.getByText('Points stand side by side for plain cards only').waitFor();
      expect(await page.getByRole('region', { name: 'Points by attribute' }).count()).toBe(0);
      expect(await faultsOf(page)).toEqual([]);
    });

    it('takes a draft through its life: judged by one, put in use by another, shown by the chain', async () => {
      const asker = await stage.app().visit('/scorecards', { role: 'risk_officer' });
      await settled(asker.page);
      await asker.page.getByRole('link', { name: 'Few bins' }).click();
      await asker.page.getByRole('tab', { name: 'Life' }).click();
      await asker.page.getByRole('textbox', { name: 'Reason, which is kept' }).fill('findings read and accepted');
      await asker.page.getByRole('button', { name: 'Judge the findings' }).click();
      await asker.page.locator('[data-step="validate"]').getByText('findings read and accepted').waitFor();
      const why = asker.page.getByRole('textbox', { name: 'Why', exact: true });
      const decide = async (note: string, answer: 'Refuse' | 'Approve', outcome: string) => {
        await why.fill(note);
        await asker.page.getByRole('combobox', { name: 'Role' }).click();
        await asker.page.getByRole('option', { name: 'challenger' }).click();
        await asker.page.getByRole('textbox', { name: 'Share of the customers, %' }).fill('12.5');
        await asker.page.getByRole('button', { name: 'Ask for the change' }).click();
        const waiting = asker.page.locator('[data-promotion="pending"]');
        await waiting.getByText('Another person decides.').waitFor();
        expect(await waiting.getByRole('button').count()).toBe(0);
        const account = { email: DEMO_PAIR.approver, password: DEMO_PASSWORD };
        const other = await stage.app().visit(new URL(asker.page.url()).pathname, { account });
        const asked = other.page.locator('[data-promotion="pending"]');
        await asked.getByText(note).waitFor();
        await asked.getByRole('button', { name: answer }).click();
        // The page of the asker learns of it as it happens.
        await asker.page.locator(`[data-promotion="${outcome}"]`).getByText(note).waitFor();
        await other.page.close();
      };
      await decide('fewer bins to explain', 'Refuse', 'refused');
      await decide('on an eighth of the customers first', 'Approve', 'inForce');
      await asker.page.getByText('live · challenger').waitFor();
      await asker.page.locator('[data-step="record"]').getByText('challenger · 12.5% of the customers').waitFor();
      const ledger = await stage.app().visit('/ledger/issuers/1', { role: 'regulator' });
      await ledger.page.getByText('challenger 12.5%').waitFor();
      await ledger.page.getByText('Every batch since the first record was scored by a model in use then.').waitFor();
    });

    it('computes the score of a customer once more, byte for byte', async () => {
      const { page } = await stage.app().visit(`/customers/${stage.facts().customerId}`, { role: 'risk_officer' });
      await settled(page);
      await page.getByRole('button', { name: 'Compute again' }).click();
      await page.locator('[data-replay="same"]').getByText('The chain had this model as champion then').waitFor();
    });

    it('hashes the document again in the browser, and sees a changed one', async () => {
      const { page } = await stage.app().visit(`/scorecards/${stage.facts().scorecardHash}?tab=document`, { role: 'risk_officer' });
      await settled(page);
      await page.getByRole('button', { name: 'Recompute here' }).click();
      await page.locator('[data-recompute="match"]').waitFor();
      await page.route('**/document', async (route) => {
        const answer = await route.fetch();
        await route.fulfill({ response: answer, body: (await answer.text()).replace(/"points":(-?\d+)/, '"points":77777') });
      });
      await page.getByRole('button', { name: 'Recompute here' }).click();
      await page.locator('[data-recompute="mismatch"]').waitFor();
    });
  });
}

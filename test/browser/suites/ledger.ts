import { describe, expect, it } from 'vitest';
import { settled } from '../support/settled.ts';
import type { Stage } from './stage.ts';

export function ledgerSuite(stage: Stage): void {
  describe('ledger', () => {
    it('shows one batch of 1,000 credentials and the transaction that anchored it', async () => {
      const { page } = await stage.app().visit('/ledger', { role: 'regulator' });
      await settled(page);
      await page.locator(`[data-row-link][href$="${stage.facts().batchId}"]`).click();
      await page.getByRole('heading', { level: 1, name: 'Batch #0' }).waitFor();
      await settled(page);
      expect(await page.locator('main').innerText()).toContain('1,000');
      await page.locator('dl a[href*="/ledger/transactions/"]').click();
      await page.getByText('Issuer 1 anchored batch 0 with 1000 credentials').waitFor();
    });

    const batch = (): string => stage.facts().batchId;
    const KINDS: readonly [kind: string, ref: () => string][] = [
      ['batch-root', batch],
      ['batch-leaf', batch],
      ['log-root', () => '1'],
      ['credential', () => stage.facts().credentialId],
      ['issuer', () => '1'],
      ['model', () => stage.facts().scorecardHash],
      ['customers', () => 'all'],
      ['scores', () => 'all'],
      ['revocations', () => '1'],
    ];
    it.each(KINDS)('computes the evidence of %s again in the browser', async (kind, ref) => {
      const { page } = await stage.app().visit(`/ledger?evidence=${encodeURIComponent(`${kind}/${ref()}`)}`, { role: 'risk_officer' });
      const drawer = page.getByRole('dialog');
      await drawer.getByRole('button', { name: 'Recompute here' }).click();
      await drawer.locator('[data-recompute="match"]').waitFor();
      expect(await drawer.getByText(/ms for/).count()).toBe(1);
    });

    it('sees that evidence does not add up when a leaf was changed', async () => {
      const { page } = await stage.app().visit('/ledger', { role: 'risk_officer' });
      await page.route('**/v1/evidence/batch-root/*', async (route) => {
        const answer = await route.fetch();
        const body = (await answer.json()) as { recompute: { leaves: string[] } };
        body.recompute.leaves.reverse();
        await route.fulfill({ response: answer, json: body });
      });
      await page.goto(`/ledger/batches/${batch()}`);
      await settled(page);
      await page.getByRole('button', { name: 'Recompute here' }).first().click();
      const drawer = page.getByRole('dialog');
      await drawer.getByRole('button', { name: 'Recompute here' }).click();
      await drawer.locator('[data-recompute="mismatch"]').waitFor();
      await page.keyboard.press('Escape');
      await drawer.waitFor({ state: 'detached' });
      expect(page.url()).not.toContain('evidence');
    });

    it('opens the evidence of every figure on the home page', async () => {
      const { page } = await stage.app().visit('/', { role: 'risk_officer' });
      await settled(page);
      const figures = page.locator('button[data-opens]');
      const count = await figures.count();
      expect(count).toBeGreaterThanOrEqual(4);
      for (let place = 0; place < count; place++) {
        await figures.nth(place).click();
        await page.getByRole('dialog').getByRole('heading', { name: 'Formula' }).waitFor();
        await page.keyboard.press('Escape');
        await page.getByRole('dialog').waitFor({ state: 'detached' });
      }
    });
  });
}

import { describe, expect, it } from 'vitest';
import { DEMO_PASSWORD } from '../../../backend/apps/demo/demo-accounts.ts';
import { settled } from '../support/settled.ts';
import type { Stage } from './stage.ts';

const APPROVER = { email: 'approver@demo.credence.example', password: DEMO_PASSWORD };

export function issuerSuite(stage: Stage): void {
  describe('revocation under four eyes', () => {
    it('waits for a second person, and only then stands on the ledger', async () => {
      const asker = await stage.app().visit('/customers?q=DE-0444', { role: 'risk_officer' });
      await settled(asker.page);
      await asker.page.getByRole('link', { name: 'DE-0444' }).click();
      await asker.page.getByRole('button', { name: 'Revoke or suspend' }).click();
      await asker.page.getByRole('textbox', { name: /Note/ }).fill('four eyes');
      await asker.page.getByRole('button', { name: 'Ask', exact: true }).click();
      await asker.page.getByText('Asked. Another person decides under Revocations.').waitFor();
      const customer = asker.page.url();
      await asker.page.goto('/revocations?state=pending');
      await asker.page.getByText('You asked for this yourself; another person decides.').waitFor();
      const approver = await stage.app().visit('/revocations?state=pending', { account: APPROVER });
      await approver.page.getByRole('button', { name: 'Approve' }).click();
      await approver.page.getByRole('button', { name: 'Approve' }).waitFor({ state: 'detached' });
      await asker.page.goto(customer);
      await asker.page.locator('dl').getByText('revoked', { exact: true }).waitFor();
    });
  });

  describe('ratings', () => {
    it('are published at the desk, followed to the chain and read by anyone', async () => {
      const name = `Test Foundry ${crypto.randomUUID()}`;
      const { page } = await stage.app().visit('/ratings?tab=desk', { role: 'risk_officer' });
      await settled(page);
      await page.getByRole('textbox', { name: 'Public name of the subject' }).fill(name);
      await page.getByRole('combobox', { name: 'Grade' }).click();
      await page.getByRole('option', { name: 'BBB', exact: true }).click();
      await page.getByRole('textbox', { name: 'PD of one year, %' }).fill('2.25');
      await page.getByRole('textbox', { name: 'Hash of the model' }).fill(`0x${'ab'.repeat(32)}`);
      const report = { name: 'report.txt', mimeType: 'text/plain', buffer: Buffer.from('report') };
      await page.locator('input[type="file"]').nth(1).setInputFiles(report);
      await page.getByRole('button', { name: 'Publish', exact: true }).click();
      await page.locator('[data-fate="mined"], [data-fate="final"]').waitFor();
      const reader = await stage.app().visit(`/ratings?q=${encodeURIComponent(name)}`);
      await reader.page.getByRole('link', { name }).click();
      await reader.page.getByRole('heading', { level: 1, name }).waitFor();
      await reader.page.locator('[data-check="keyOfAgency"]').waitFor();
      expect(await reader.page.locator('[data-check]').count()).toBe(4);
      expect(await reader.page.locator('[data-check][data-status="pass"]').count()).toBe(4);
      expect(await reader.page.locator('main').innerText()).toContain('2.25%');
    });
  });

  describe('log', () => {
    it('is proved in the browser: only added to, and with the batch in it', async () => {
      const { page } = await stage.app().visit('/ledger/logs/1', { role: 'lender' });
      await settled(page);
      await page.getByRole('button', { name: 'Prove here' }).first().click();
      await page.locator('[data-proof="consistency"][data-holds="true"]').waitFor();
      await page.getByRole('button', { name: 'Prove here' }).last().click();
      await page.locator('[data-proof="inclusion"][data-holds="true"]').waitFor();
      expect(await page.getByText('root of the checkpoint').count()).toBe(1);
    });

    it('does not hold when a hash of the proof was changed', async () => {
      const { page } = await stage.app().visit('/ledger/logs/1', { role: 'lender' });
      await page.route('**/proof/inclusion*', async (route) => {
        const answer = await route.fetch();
        const body = (await answer.json()) as { path: string[] };
        body.path = body.path.map(() => `0x${'00'.repeat(32)}`);
        await route.fulfill({ response: answer, json: body });
      });
      await settled(page);
      await page.getByRole('button', { name: 'Prove here' }).last().click();
      await page.locator('[data-proof="inclusion"][data-holds="false"]').waitFor();
    });

    it('shows the ledger as it was before the first issuer, and audits all copies of it', async () => {
      const { page } = await stage.app().visit('/ledger?tab=state', { role: 'regulator' });
      await settled(page);
      await page.getByRole('textbox', { name: 'As of block' }).fill('1');
      await page.getByText('No issuer at this block').waitFor();
      await page.getByRole('tab', { name: 'Audits' }).click();
      await page.getByRole('button', { name: 'Run an audit' }).click();
      await page.getByText('no difference').first().waitFor();
    });
  });
}

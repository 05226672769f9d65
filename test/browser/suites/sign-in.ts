import { privateKeyToAccount } from 'viem/accounts';
import { describe, expect, it } from 'vitest';
import { DEMO_PASSWORD } from '../../../backend/apps/demo/demo-accounts.ts';
import { settled } from '../support/settled.ts';
import { announceWallet } from '../support/test-wallet.ts';
import type { Stage } from './stage.ts';

const WALLET = privateKeyToAccount(`0x${'42'.repeat(32)}`);

export function signInSuite(stage: Stage): void {
  describe('sign-in', () => {
    it('leads from a protected page to the form and back to that page', async () => {
      const { page } = await stage.app().visit('/scorecards');
      await page.waitForURL(/sign-in\?next=/);
      await page.getByRole('button', { name: /Risk officer Lin Yue/ }).click();
      await page.waitForURL(/\/scorecards$/);
      await page.getByRole('heading', { level: 1, name: 'Scorecards' }).waitFor();
    });

    it('takes e-mail and password, and says when they are wrong', async () => {
      const { page } = await stage.app().visit('/sign-in');
      await page.getByLabel('E-mail').fill('operator@demo.credence.example');
      await page.getByLabel('Password', { exact: false }).first().fill('not the password');
      await page.getByRole('button', { name: 'Sign in', exact: true }).click();
      await page.getByText('E-mail, password or signature is not right.').waitFor();
      await page.getByLabel('Password', { exact: false }).first().fill(DEMO_PASSWORD);
      await page.getByRole('button', { name: 'Sign in', exact: true }).click();
      await page.getByRole('heading', { level: 1, name: 'Home' }).waitFor();
    });

    it('never follows a next address to another site', async () => {
      const { page } = await stage.app().visit('/sign-in?next=//evil.example/');
      await page.getByRole('button', { name: /Regulator/ }).click();
      await settled(page);
      expect(new URL(page.url()).origin).toBe(stage.app().url);
    });

    it('forgets everything on sign-out', async () => {
      const { page } = await stage.app().visit('/customers', { role: 'risk_officer' });
      await settled(page);
      await page.getByRole('button', { name: /Account/ }).click();
      await page.getByRole('menuitem', { name: 'Sign out' }).click();
      await page.waitForURL(/sign-in/);
      await page.goto('/customers');
      await page.waitForURL(/sign-in\?next=/);
    });

    it('leads to the form when the session ended meanwhile', async () => {
      const { page, context } = await stage.app().visit('/ledger', { role: 'regulator' });
      await settled(page);
      await context.clearCookies();
      await page.getByRole('tab', { name: 'Issuers' }).click();
      await page.waitForURL(/sign-in\?next=/);
    });

    it('asks a wallet for an EIP-4361 signature; a wallet that is not registered is told so', async () => {
      const { page } = await stage.app().visit('/healthz');
      const asked: string[] = [];
      await page.exposeFunction('walletAnswer', async (method: string, params: string) => {
        asked.push(method);
        if (method === 'eth_requestAccounts') return JSON.stringify([WALLET.address.toLowerCase()]);
        const [message] = JSON.parse(params) as [`0x${string}`];
        expect(Buffer.from(message.slice(2), 'hex').toString()).toContain(`\n${WALLET.address}\n`);
        return JSON.stringify(await WALLET.signMessage({ message: { raw: message } }));
      });
      await page.addInitScript(announceWallet);
      await page.goto('/sign-in');
      await page.getByRole('button', { name: 'Test Wallet' }).click();
      await page.getByText('E-mail, password or signature is not right.').waitFor();
      expect(asked).toEqual(['eth_requestAccounts', 'personal_sign']);
    });

    it('stays quiet when the person declines in the wallet', async () => {
      const { page } = await stage.app().visit('/healthz');
      await page.exposeFunction('walletAnswer', async () => JSON.stringify({ code: 4001, message: 'User rejected' }));
      await page.addInitScript(announceWallet);
      await page.goto('/sign-in');
      const button = page.getByRole('button', { name: 'Test Wallet' });
      await button.click();
      await button.and(page.locator(':not([data-loading])')).waitFor();
      expect(await page.getByRole('alert').allInnerTexts()).toEqual(expect.arrayContaining(['']));
      expect((await page.getByRole('alert').allInnerTexts()).join('')).toBe('');
    });
  });
}

import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { settled } from '../support/settled.ts';
import { addWallet } from '../support/test-wallet.ts';
import { addAuthenticator } from '../support/virtual-authenticator.ts';
import type { Stage } from './stage.ts';

const SEEN_BY_OTHERS = 30;

/** A customer with an account, a score and no key of their own yet; each test has another, so that none waits for another. */
async function newCustomer(stage: Stage): Promise<{ email: string; password: string }> {
  const { context, page } = await stage.app().visit('/healthz', { role: 'risk_officer' });
  await page.close();
  const rows = (await (await context.request.get('/v1/customers?limit=100')).json()) as { data: { id: string; score: number | null }[] };
  // The first ones are those that the other suites look at.
  for (const { id, score } of rows.data.slice(SEEN_BY_OTHERS)) {
    if (score === null) continue;
    const email = `${id.slice(-12)}@holder.example`;
    const answer = await context.request.post(`/v1/customers/${id}/login`, {
      headers: { origin: stage.app().url },
      data: { email, name: 'Test Holder', locale: 'en' },
    });
    if (answer.status() === 409) continue;
    const { password } = (await answer.json()) as { password: string };
    return { email, password };
  }
  throw new Error('No customer without an account is left.');
}

async function makeRequest(page: Page, purpose: string): Promise<string> {
  await settled(page);
  await page.getByRole('button', { name: 'New request' }).click();
  await page.getByRole('textbox', { name: 'Purpose' }).fill(purpose);
  // Reached by every score, so that any customer can prove it.
  await page.getByRole('textbox', { name: 'Score at least' }).fill('305');
  await page.getByRole('button', { name: 'Make the request' }).click();
  await page.waitForURL(/\/requests\/[\w-]+$/);
  await page.locator('[data-qr]').waitFor();
  return page.getByRole('textbox', { name: 'Link for the customer' }).inputValue();
}

/** The passkey of a device, in the browser's own test double; the customer's page must be open by name. */
async function registerPasskey(page: Page): Promise<void> {
  await addAuthenticator(page);
  await page.getByRole('button', { name: /Make a passkey|New passkey/ }).click();
  await page.getByText('passkey', { exact: true }).first().waitFor();
}

/** A fresh credential is bound to the key at once or by the button; before its batch is anchored it is only promised. */
async function takeCredential(page: Page): Promise<void> {
  await settled(page);
  const bound = page.getByRole('row').filter({ hasText: /(?<!not )bound to your key/ });
  if ((await bound.count()) === 0) await page.getByRole('button', { name: 'Get a fresh one for my key' }).click();
  await bound.getByText('valid', { exact: true }).first().waitFor();
}

export function presentSuite(stage: Stage): void {
  describe('request, presentation, withdrawal', () => {
    it('goes from the lender to the passkey of the customer and back, until the customer withdraws', async () => {
      const lender = (await stage.app().visit('/requests', { role: 'lender' })).page;
      const link = await makeRequest(lender, 'Car loan, passkey');
      await lender.getByText('Waiting for the customer.', { exact: false }).and(lender.getByRole('status')).waitFor();

      const account = await newCustomer(stage);
      const holder = (await stage.app().visit('/me', { account, byName: true })).page;
      await registerPasskey(holder);
      await takeCredential(holder);
      await holder.goto(new URL(link).pathname);
      await holder.getByRole('heading', { level: 1, name: 'Request of Harbour Lending' }).waitFor();
      const preview = holder.getByTestId('preview');
      await preview.getByText('Grade', { exact: true }).first().waitFor();
      await preview.getByText('Score at least 305', { exact: true }).waitFor();
      expect(await preview.getByText('Score', { exact: true }).evaluateAll((names) => names.map((name) => name.tagName))).toEqual(['LI']);
      await holder.getByRole('button', { name: 'Sign with passkey' }).click();
      await holder.locator('[data-handed="direct"]').waitFor();

      await lender.getByRole('button', { name: 'Open and verify' }).click();
      await lender.locator('[data-verdict="valid"]').waitFor();
      expect(await lender.locator('[data-check="presentedToYou"]').getAttribute('data-status')).toBe('pass');
      await lender.getByText('a passkey', { exact: true }).waitFor();

      await holder.goto('/me/consents');
      await holder.getByText('opened what you showed').first().waitFor();
      await holder.getByRole('button', { name: 'Withdraw', exact: true }).click();
      await holder.getByRole('dialog').getByRole('button', { name: 'Withdraw', exact: true }).click();
      await holder.locator('[data-consent="withdrawn"]').waitFor();
      await lender.getByText('The customer has withdrawn the consent', { exact: false }).waitFor();
      expect(await lender.locator('[data-verdict]').count()).toBe(0);
    });

    it('registers a wallet and signs with it; a request that is answered takes no second answer', async () => {
      const lender = (await stage.app().visit('/requests', { role: 'lender' })).page;
      const link = await makeRequest(lender, 'Car loan, wallet');
      const account = await newCustomer(stage);
      const holder = (await stage.app().visit('/healthz', { account })).page;
      await addWallet(holder, '5a');
      await holder.goto('/me');
      await holder.getByRole('button', { name: 'Use Test Wallet' }).click();
      await holder.getByText('wallet', { exact: true }).first().waitFor();
      await takeCredential(holder);
      await holder.goto(new URL(link).pathname);
      await holder.getByTestId('preview').waitFor();
      await holder.getByRole('button', { name: 'Sign with Test Wallet' }).click();
      await holder.locator('[data-handed="direct"]').waitFor();
      await lender.getByRole('button', { name: 'Open and verify' }).click();
      await lender.locator('[data-verdict="valid"]').waitFor();
      await holder.goto(new URL(link).pathname);
      await holder.getByText('This request is answered already').waitFor();
    });

    it('hands over by a link whose secret the server never sees, and anybody with the link verifies it', async () => {
      const { page } = await stage.app().visit('/me/share', { role: 'customer' });
      await settled(page);
      const sent: string[] = [];
      page.on('request', (request) => sent.push(`${request.url()} ${request.postData() ?? ''}`));
      await page.getByRole('textbox', { name: 'Name of the lender' }).fill('Harbour Lending');
      await page.getByRole('textbox', { name: 'Purpose' }).fill('Car loan, link');
      await page.getByRole('checkbox', { name: 'Grade' }).click();
      const sign = page.getByRole('button', { name: 'Sign', exact: true });
      await sign.and(page.locator(':enabled')).click();
      await page.locator('[data-handed="link"]').waitFor();
      const link = new URL(await page.getByRole('textbox', { name: 'Link', exact: true }).inputValue());
      expect(link.hash.length).toBeGreaterThan(40);
      expect(sent.filter((text) => text.includes(link.hash.slice(1)))).toEqual([]);

      const reader = (await stage.app().visit(`${link.pathname}${link.hash}`)).page;
      await reader.locator('[data-verdict]').waitFor();
      await reader.getByRole('button', { name: 'Yes, verify it as mine' }).click();
      await reader.locator('[data-verdict="valid"]').waitFor();
      expect(await reader.locator('[data-check="presentedToYou"]').getAttribute('data-status')).toBe('pass');
      const wrong = `${link.hash.slice(0, -4)}${link.hash.endsWith('AAAA') ? 'BBBB' : 'AAAA'}`;
      await reader.goto('about:blank');
      await reader.goto(`${link.pathname}${wrong}`);
      await reader.locator('[data-notice="wrongSecret"]').waitFor();
      await reader.goto('about:blank');
      await reader.goto(link.pathname);
      await reader.locator('[data-notice="noSecret"]').waitFor();
    });

    it('gives a file and a QR code that Verify reads; one changed digit in it is found', async () => {
      const { page } = await stage.app().visit('/me/share', { role: 'customer' });
      await settled(page);
      await page.getByRole('textbox', { name: 'Name of the lender' }).fill('Harbour Lending');
      await page.getByRole('textbox', { name: 'Purpose' }).fill('Car loan, code');
      await page.getByRole('checkbox', { name: 'Grade' }).click();
      await page.getByRole('radio', { name: /File or QR code/ }).click();
      const sign = page.getByRole('button', { name: 'Sign', exact: true });
      await sign.and(page.locator(':enabled')).click();
      const code = page.locator('[data-qr]');
      await code.waitFor();
      const picture = await code.screenshot({ scale: 'device' });
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: 'Download the file' }).click(),
      ]);
      const file = await readFile(await download.path(), 'utf8');

      const lender = (await stage.app().visit('/verify', { role: 'lender' })).page;
      await settled(lender);
      const input = lender.getByTestId('credential-file');
      await input.setInputFiles({ name: 'code.png', mimeType: 'image/png', buffer: picture });
      await lender.locator('[data-verdict="valid"]').waitFor();
      await lender.getByRole('button', { name: 'Verify another' }).click();
      const tampered = file.replace(
        /("name":"grade"[^}]*"value":")([A-Z])/,
        (_, before: string, grade: string) => `${before}${grade === 'A' ? 'B' : 'A'}`,
      );
      expect(tampered).not.toBe(file);
      await input.setInputFiles({ name: 'tampered.json', mimeType: 'application/json', buffer: Buffer.from(tampered) });
      await lender.locator('[data-verdict="forged"]').waitFor();
      expect(await lender.locator('[data-check="fieldsMatchRoot"]').getAttribute('data-status')).toBe('fail');
      await lender.getByRole('heading', { name: 'What was changed' }).waitFor();
    });

    it('is of no use to another lender', async () => {
      const customer = (await stage.app().visit('/me/share', { role: 'customer' })).page;
      await settled(customer);
      await customer.getByRole('textbox', { name: 'Name of the lender' }).fill('Another Lender');
      await customer.getByRole('textbox', { name: 'Purpose' }).fill('Car loan, other');
      await customer.getByRole('checkbox', { name: 'Grade' }).click();
      const sign = customer.getByRole('button', { name: 'Sign', exact: true });
      await sign.and(customer.locator(':enabled')).click();
      const link = await customer.getByRole('textbox', { name: 'Link', exact: true }).inputValue();

      const { page } = await stage.app().visit('/verify', { role: 'lender' });
      await settled(page);
      await page.getByRole('button', { name: 'Paste text or link' }).click();
      await page.getByLabel('JSON text, text of a QR code, or a link').fill(link);
      await page.getByRole('button', { name: 'Verify', exact: true }).click();
      await page.locator('[data-verdict="notForYou"]').waitFor();
    });
  });

  describe('my data', () => {
    it('erases only after the confirmation is typed', async () => {
      const account = await newCustomer(stage);
      const { page } = await stage.app().visit('/me/data', { account });
      await settled(page);
      await page.getByRole('button', { name: 'Erase my data' }).click();
      const dialog = page.getByRole('dialog');
      const confirm = dialog.getByRole('button', { name: 'Erase my data' });
      expect(await confirm.isDisabled()).toBe(true);
      const word = /Type (.+) to confirm/.exec(await dialog.innerText())?.[1] ?? '';
      await dialog.getByRole('textbox').fill(word);
      await confirm.click();
      await page.waitForURL(/sign-in/);
      await page.goto('/me');
      await page.waitForURL(/sign-in|\/me$/);
      expect(await page.getByText('How you stand').count()).toBe(0);
    });
  });
}

import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { encodeCbor, qrText, readCredentialFile } from '../../../backend/attestation/file-forms.ts';
import { settled } from '../support/settled.ts';
import type { Stage } from './stage.ts';

async function drop(page: Page, ...texts: { name: string; text: string }[]): Promise<string | null> {
  await page
    .getByTestId('credential-file')
    .setInputFiles(texts.map(({ name, text }) => ({ name, mimeType: 'application/json', buffer: Buffer.from(text) })));
  const banner = page.locator('[data-verdict]');
  await banner.waitFor();
  return banner.getAttribute('data-verdict');
}

async function failedChecks(page: Page): Promise<(string | null)[]> {
  const rows = await page.locator('[data-check][data-status="fail"]').all();
  return Promise.all(rows.map((row) => row.getAttribute('data-check')));
}

/** Swaps one character for another of the same kind, so that the file stays well-formed. */
function changeAt(text: string, place: number): string {
  const next = text[place] === '1' ? '2' : '1';
  return `${text.slice(0, place)}${next}${text.slice(place + 1)}`;
}

/** One altered file for each part of a credential: what stands before the changed character, and the check that must find it. */
const ALTERATIONS: readonly [part: string, before: RegExp, check: string][] = [
  ['the score', /"name":\s*"score"[^}]*"value":\s*"/, 'fieldsMatchRoot'],
  ['the signed expiry', /"expiry":\s*"/, 'fieldsMatchRoot'],
  ['the batch root', /"root":\s*"0x/, 'included'],
];

export function verifySuite(stage: Stage): void {
  describe('verify', () => {
    it('answers all eighteen questions about a good file without sign-in, twice', async () => {
      const { page } = await stage.app().visit('/verify');
      expect(await drop(page, { name: 'good.json', text: stage.facts().credential })).toBe('valid');
      expect(await page.locator('[data-check]').count()).toBe(18);
      expect(await page.locator('[data-group]').count()).toBe(6);
      // Nobody presented it, proved a threshold or set terms.
      expect(
        await page
          .locator('[data-check]:not([data-status="pass"])')
          .evaluateAll((rows) => rows.map((row) => row.getAttribute('data-check'))),
      ).toEqual(['presentedToYou', 'thresholdsMet', 'accepted']);
      expect(await page.locator('[data-agrees]').getAttribute('data-agrees')).toBe('true');
      expect(await page.getByText('passed').count()).toBeGreaterThanOrEqual(14);
    });

    it.each(ALTERATIONS)('finds one changed character in %s and shows what was changed', async (_part, before, check) => {
      const { credential } = stage.facts();
      const found = before.exec(credential);
      const place = (found?.index ?? 0) + (found?.[0].length ?? 0);
      const { page } = await stage.app().visit('/verify');
      expect(await drop(page, { name: 'good.json', text: credential })).toBe('valid');
      await page.getByRole('button', { name: 'Verify another' }).click();
      expect(await drop(page, { name: 'altered.json', text: changeAt(credential, place) })).not.toBe('valid');
      expect(await failedChecks(page)).toContain(check);
      await page.getByRole('heading', { name: 'What was changed' }).waitFor();
      expect(await page.locator('ins').count()).toBe(1);
    });

    it('lets a person change a digit by a button', async () => {
      const { page } = await stage.app().visit('/verify', { role: 'risk_officer' });
      await settled(page);
      await page.getByRole('button', { name: 'Take a sample credential' }).click();
      await page.locator('[data-verdict="valid"]').waitFor();
      await page.getByRole('button', { name: 'Change a digit and verify' }).click();
      await page.locator('[data-verdict="forged"]').waitFor();
      expect(await page.locator('ins').count()).toBe(1);
    });

    it('answers everything in the browser from a saved proof when the server is silent', async () => {
      const { page } = await stage.app().visit('/verify', { role: 'risk_officer' });
      await settled(page);
      await page.route('**/v1/verifications*', (route) => route.abort());
      const verdict = await drop(
        page,
        { name: 'good.json', text: stage.facts().credential },
        { name: 'good.anchor.json', text: stage.facts().anchorProof },
      );
      expect(verdict).toBe('valid');
      await page.getByText('The server did not answer').waitFor();
      expect(await page.locator('[data-check][data-status="pass"]').count()).toBeGreaterThanOrEqual(14);
    });

    it.each([
      ['a text that is no JSON', 'this is not JSON'],
      ['an empty file', ''],
      ['another JSON document', '{"hello":"world"}'],
      ['a cut-off file', '{"type":"CredenceCredential","version":1,'],
      ['a list nested 10,000 deep', '['.repeat(10_000)],
      ['ten megabytes', `"${'x'.repeat(10_000_000)}"`],
    ])('says in words that %s is malformed', async (_name, text) => {
      const { page } = await stage.app().visit('/verify');
      expect(await drop(page, { name: 'odd.json', text })).toBe('malformed');
      expect(await failedChecks(page)).toEqual(['wellFormed']);
    });

    it('takes the CBOR form, and the text of a QR code', async () => {
      const { credential } = readCredentialFile(stage.facts().credential);
      const { page } = await stage.app().visit('/verify');
      await page
        .getByTestId('credential-file')
        .setInputFiles({ name: 'good.cbor', mimeType: 'application/cbor', buffer: Buffer.from(encodeCbor(credential)) });
      await page.locator('[data-verdict="valid"]').waitFor();
      await page.getByRole('button', { name: 'Verify another' }).click();
      expect(await drop(page, { name: 'code.txt', text: qrText(credential) })).toBe('valid');
    });

    it('says that a picture without a QR code has none', async () => {
      const { page } = await stage.app().visit('/verify');
      await settled(page);
      const picture = await page.screenshot();
      await page.getByTestId('credential-file').setInputFiles({ name: 'photo.png', mimeType: 'image/png', buffer: picture });
      await page.locator('[data-problem="noCode"]').waitFor();
    });

    it('takes pasted text', async () => {
      const { page } = await stage.app().visit('/verify');
      await page.getByRole('button', { name: 'Paste text or link' }).click();
      await page.getByLabel('JSON text, text of a QR code, or a link').fill(stage.facts().credential);
      await page.getByRole('button', { name: 'Verify', exact: true }).click();
      await page.locator('[data-verdict="valid"]').waitFor();
    });
  });
}

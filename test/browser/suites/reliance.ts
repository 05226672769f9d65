import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { describe, expect, it } from 'vitest';
import { settled } from '../support/settled.ts';
import type { Stage } from './stage.ts';

const MANY = 200;

/** Files of as many living credentials as wanted, as the issuer gives them out. */
async function credentialFiles(stage: Stage, count: number): Promise<{ id: string; text: string }[]> {
  const { context, page } = await stage.app().visit('/healthz', { role: 'risk_officer' });
  await page.close();
  const { batchId } = stage.facts();
  const files: { id: string; text: string }[] = [];
  let cursor: string | null = '';
  while (files.length < count && cursor !== null) {
    const query: string = `limit=100${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`;
    const answer = await context.request.get(`/v1/batches/${batchId}/credentials?${query}`);
    const rows = (await answer.json()) as { data: { id: string; state: string }[]; nextCursor: string | null };
    // Other tests revoke and replace a few of them.
    const live = rows.data.filter(({ state }) => state === 'anchored' || state === 'final');
    for (const { id } of live.slice(0, count - files.length)) {
      files.push({ id, text: await (await context.request.get(`/v1/credentials/${id}/file`)).text() });
    }
    cursor = rows.nextCursor;
  }
  return files;
}

/** Revokes as an officer asks and another approves. */
async function revoke(stage: Stage, credentialId: string): Promise<void> {
  const headers = { origin: stage.app().url };
  const asker = await stage.app().visit('/healthz', { role: 'risk_officer' });
  const order = { kind: 'revoke', credentialId, reason: 'error', note: 'test' };
  const asked = await asker.context.request.post('/v1/revocation-requests', { headers, data: order });
  expect(asked.ok(), await asked.text()).toBe(true);
  const { id } = (await asked.json()) as { id: string };
  const approver = await stage.app().visit('/healthz', { role: 'operator' });
  const decided = await approver.context.request.post(`/v1/revocation-requests/${id}/decision`, {
    headers,
    data: { decision: 'approve' },
  });
  expect(decided.ok(), await decided.text()).toBe(true);
}

export function relianceSuite(stage: Stage): void {
  describe('bulk verify', () => {
    it('judges two hundred credentials, filters them, gives a signed file and watches the valid ones', async () => {
      const files = await credentialFiles(stage, MANY);
      expect(files).toHaveLength(MANY);
      const lines = files.map(({ text }, place) => {
        const one = JSON.stringify(JSON.parse(text));
        return place === 7 ? one.replace(/("name":"score"[^}]*"value":")\d/, '$19') : one;
      });
      const { page } = await stage.app().visit('/bulk', { role: 'lender' });
      await settled(page);
      const body = `${lines.join('\n')}\nnot a credential\n`;
      await page
        .getByTestId('bulk-file')
        .setInputFiles({ name: 'loans.jsonl', mimeType: 'application/x-ndjson', buffer: Buffer.from(body) });
      await page.getByRole('button', { name: 'Start', exact: true }).click();
      await page.waitForURL(/\/bulk\/[\w-]+$/);
      const finding = page.getByRole('heading', { name: new RegExp(`^\\d+ of ${MANY + 1} are valid$`) });
      await finding.waitFor();
      const counts = await page
        .locator('[data-filter]')
        .evaluateAll((filters) =>
          Object.fromEntries(filters.map((filter) => [filter.getAttribute('data-filter'), filter.querySelector('b')?.innerText ?? ''])),
        );
      // A holder of another test may have taken a new credential, whose batch replaces the old one while this goes on.
      const { valid = '0', superseded = '0', forged } = counts;
      expect({ sound: Number(valid) + Number(superseded), forged }).toEqual({ sound: MANY - 1, forged: '1' });
      expect(Number.parseInt(await finding.innerText(), 10)).toBe(Number(valid));
      await page.locator('[data-filter="forged"]').click();
      await page.waitForURL(/verdict=forged/);
      await page.locator('tbody tr').nth(1).waitFor({ state: 'detached' });
      expect(await page.locator('tbody tr').innerText()).toContain('8');
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('link', { name: 'Signed result (JSON)' }).click(),
      ]);
      const result = JSON.parse(await readFile(await download.path(), 'utf8')) as Record<string, unknown>;
      expect(JSON.stringify(result)).toContain('forged');
      expect(Object.keys(result)).toEqual(expect.arrayContaining(['signature']));
      await page.getByRole('button', { name: 'Watch all valid ones' }).click();
      expect(await page.getByTestId('watch-added').innerText()).toMatch(/\d+ added to the watch list, \d+ were on it already/);
    });

    it('says why a file cannot be read', async () => {
      const { page } = await stage.app().visit('/bulk', { role: 'lender' });
      await settled(page);
      await page.getByTestId('bulk-file').setInputFiles({ name: 'empty.csv', mimeType: 'text/csv', buffer: Buffer.from('\n') });
      await page.getByRole('button', { name: 'Start', exact: true }).click();
      await page.getByRole('alert').filter({ hasText: /\S/ }).first().waitFor();
    });
  });

  describe('watch list', () => {
    it('shows a revocation as it happens, on the list, as an event and on Verify', async () => {
      const [, , victim] = await credentialFiles(stage, 3);
      const { page } = await stage.app().visit('/watch', { role: 'lender' });
      await settled(page);
      await page
        .getByTestId('watch-file')
        .setInputFiles({ name: 'victim.json', mimeType: 'application/json', buffer: Buffer.from(victim?.text ?? '') });
      await page.getByRole('row').nth(1).waitFor();
      await revoke(stage, victim?.id ?? '');
      await page.goto('/watch?state=revoked');
      await page.locator('tbody').getByText('revoked', { exact: true }).first().waitFor();
      await page.getByRole('tab', { name: 'What changed' }).click();
      await page.locator('tbody').getByText('revoked', { exact: true }).first().waitFor();
      await page.goto('/verify');
      const strip = page.getByTestId('changed-strip');
      await strip.waitFor();
      await page
        .getByTestId('credential-file')
        .setInputFiles({ name: 'victim.json', mimeType: 'application/json', buffer: Buffer.from(victim?.text ?? '') });
      await page.locator('[data-verdict="revoked"]').waitFor();
      await strip.getByRole('button', { name: 'Understood' }).click();
      await strip.waitFor({ state: 'detached' });
      await page.reload();
      await settled(page);
      expect(await strip.count()).toBe(0);
    });

    it('tells a server by webhook: the secret is shown once, and a test arrives signed', async () => {
      const heard: { signature: string | undefined; body: string }[] = [];
      const server = createServer((request, response) => {
        let body = '';
        request.on('data', (chunk) => {
          body += String(chunk);
        });
        request.on('end', () => {
          heard.push({ signature: String(request.headers['webhook-signature']), body });
          response.end('{}');
        });
      });
      await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      try {
        const { page } = await stage.app().visit('/watch?tab=webhooks', { role: 'lender' });
        await settled(page);
        await page.getByRole('textbox', { name: 'Address (https)' }).fill(`http://127.0.0.1:${port}/hook`);
        await page.getByRole('button', { name: 'Add', exact: true }).click();
        expect((await page.getByRole('textbox', { name: 'Signing secret' }).inputValue()).length).toBeGreaterThan(20);
        await page.getByRole('button', { name: 'Send a test' }).first().click();
        await page.getByText('delivered', { exact: true }).first().waitFor();
        expect(heard[0]?.signature).toMatch(/^v1,/);
        await page.reload();
        await settled(page);
        expect(await page.getByRole('textbox', { name: 'Signing secret' }).count()).toBe(0);
        await page.getByRole('button', { name: 'Pause' }).first().click();
        await page.getByText('paused', { exact: true }).waitFor();
        await page.getByRole('button', { name: 'Resume' }).first().click();
        await page.getByText('active', { exact: true }).waitFor();
        await page.getByRole('button', { name: 'Remove' }).first().click();
        await page.getByText('No webhook yet').waitFor();
      } finally {
        server.close();
      }
    });
  });

  describe('accepted credentials', () => {
    it('says the terms in plain words and judges by them', async () => {
      const { page } = await stage.app().visit('/profile', { role: 'lender' });
      await settled(page);
      await page.getByRole('textbox', { name: 'Score at least' }).fill('850');
      await page.getByTestId('terms-summary').getByText('its score is at least 850').waitFor();
      await page.getByRole('button', { name: 'Save', exact: true }).click();
      await page.getByText('Saved', { exact: false }).first().waitFor();
      await page.goto('/verify');
      await settled(page);
      await page
        .getByTestId('credential-file')
        .setInputFiles({ name: 'good.json', mimeType: 'application/json', buffer: Buffer.from(stage.facts().credential) });
      await page.locator('[data-verdict="valid"]').waitFor();
      await page.getByRole('button', { name: 'Apply my terms' }).click();
      await page.locator('[data-verdict="notAccepted"]').waitFor();
      await page.getByRole('button', { name: 'Make a signed receipt' }).click();
      const receipt = page.getByTestId('receipt');
      await receipt.waitFor();
      const [download] = await Promise.all([page.waitForEvent('download'), receipt.getByRole('button', { name: 'JSON' }).click()]);
      const file = JSON.parse(await readFile(await download.path(), 'utf8')) as { body: { verdict: string }; signature: string };
      expect(file.body.verdict).toBe('notAccepted');
      expect(file.signature).toMatch(/^0x[0-9a-f]{130}$/);
      const pdf = await page.request.get((await receipt.getByRole('link', { name: 'PDF' }).getAttribute('href')) ?? '');
      expect((await pdf.body()).subarray(0, 5).toString()).toBe('%PDF-');
      await page.goto('/profile');
      await settled(page);
      await page.getByRole('textbox', { name: 'Score at least' }).fill('');
      await page.getByRole('button', { name: 'Save', exact: true }).click();
      await page.getByText('Saved', { exact: false }).first().waitFor();
    });
  });
}

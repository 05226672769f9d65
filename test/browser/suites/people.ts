import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { DEMO_ACCOUNTS, DEMO_PAIR, DEMO_PASSWORD } from '../../../backend/apps/demo/demo-accounts.ts';
import { settled } from '../support/settled.ts';
import type { Stage } from './stage.ts';

const APPROVER = { email: DEMO_PAIR.approver, password: DEMO_PASSWORD };
const nameOf = (email: string) => DEMO_ACCOUNTS.find((account) => account.email === email)?.name ?? '';
const PREPARER = nameOf(DEMO_PAIR.preparer);
const DECIDER = nameOf(DEMO_PAIR.approver);
const OPERATOR = nameOf('operator@demo.credence.example');

/** Requests for names that a page sends from now on. */
function namesAsked(page: Page): string[] {
  const asked: string[] = [];
  page.on('request', (request) => {
    const { pathname, search } = new URL(request.url());
    if (pathname === '/v1/people') asked.push(search);
  });
  return asked;
}

/** Who acted is known by name to colleagues, and to nobody else. */
export function peopleSuite(stage: Stage): void {
  describe('names of colleagues', () => {
    it('tell an approver who prepared what, out of one request for the page, with the id behind the name', async () => {
      const { page } = await stage.app().visit('/healthz', { account: APPROVER });
      const asked = namesAsked(page);
      await page.goto(`/servicing/${stage.facts().deal}?tab=closings`);
      await settled(page);
      const row = page.getByRole('row').filter({ hasText: PREPARER }).first();
      await row.waitFor();
      expect(await row.locator('[title^="user:"]').allInnerTexts()).toEqual([PREPARER, 'you']);
      expect(asked).toHaveLength(1);
    });

    it('stand in the audit log in Chinese, beside the acts of the platform', async () => {
      const { page } = await stage.app().visit('/system?tab=audit', { role: 'operator', language: 'zh' });
      await settled(page);
      await page.getByText('您', { exact: true }).first().waitFor();
      await page
        .getByText(PREPARER, { exact: true })
        .or(page.getByText(DECIDER, { exact: true }))
        .first()
        .waitFor();
    });

    it('are not told to an investor, who sees what the models went through', async () => {
      const { page } = await stage.app().visit('/healthz', { role: 'investor' });
      const asked = namesAsked(page);
      await page.goto(`/scorecards/${stage.facts().scorecardHash}?tab=life`);
      await settled(page);
      const step = page.locator('[data-step="approve"]');
      await step.waitFor();
      expect(await step.locator('[title^="user:"]').innerText()).toMatch(/^usr_/);
      expect(await page.locator('main').innerText()).not.toMatch(new RegExp(`${PREPARER}|${DECIDER}`));
      expect(asked).toEqual([]);
    });

    it('tell of an act by a key whose key it is, and its maker does not decide about it', async () => {
      const operator = await stage.app().visit('/healthz', { role: 'operator', language: 'zh' });
      const { url } = stage.app();
      const label = `night run ${crypto.randomUUID().slice(0, 8)}`;
      const scopes = ['credentials:read', 'credentials:revoke'];
      const made = await operator.context.request.post('/v1/api-keys', { headers: { origin: url }, data: { name: label, scopes } });
      const { key } = (await made.json()) as { key: string };
      const data = { kind: 'suspend', credentialId: stage.facts().credentialId, reason: 'other', note: label };
      const ask = await fetch(`${url}/v1/revocation-requests`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body: JSON.stringify(data),
      });
      expect(ask.status).toBe(201);
      const { page } = operator;
      await page.goto('/revocations?state=pending');
      const own = page.getByRole('row').filter({ hasText: label });
      await own.getByText(`API 密钥“${label}” · 您`).waitFor();
      await own.getByText('这是您自己的申请，须由他人决定。').waitFor();
      await page.route('**/v1/revocation-requests?*', async (route) => {
        const answer = await route.fetch();
        await route.fulfill({ response: answer, body: (await answer.text()).replaceAll('"decidable":false', '"decidable":true') });
      });
      await page.reload();
      await own.getByRole('button', { name: '批准' }).click();
      await own.getByRole('alert').getByText('申请或提交的人不能自己审批').waitFor();
      const approver = await stage.app().visit('/revocations?state=pending', { account: APPROVER });
      const row = approver.page.getByRole('row').filter({ hasText: label });
      await row.getByText(`API key “${label}” · ${OPERATOR}`).waitFor();
      await row.getByRole('button', { name: 'Refuse' }).click();
      await row.waitFor({ state: 'detached' });
    });
  });
}

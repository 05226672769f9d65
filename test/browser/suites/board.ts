import { describe, expect, it } from 'vitest';
import type { BoardReading } from '../../../backend/rating/schemas.ts';
import { settled } from '../support/settled.ts';
import type { Stage } from './stage.ts';

export function boardSuite(stage: Stage): void {
  describe('rating board', () => {
    it('lets a lender read the place of a customer with the key that was handed out, until it is written anew', async () => {
      const holder = await stage.app().visit('/me/board', { role: 'customer' });
      await settled(holder.page);
      const reading = (await (await holder.context.request.get('/v1/rating-board/mine')).json()) as BoardReading;
      await holder.page.getByRole('button', { name: 'Make a view key' }).click();
      await holder.page.locator('[data-qr]').waitFor();
      const picture = await holder.page.locator('[data-qr]').screenshot({ scale: 'device' });
      const link = new URL(await holder.page.getByRole('textbox', { name: 'Link for the lender' }).inputValue());
      const text = await holder.page.getByRole('textbox', { name: 'Key as text' }).inputValue();
      expect(link.hash.slice(1)).toBe(text);

      const { page: lender } = await stage.app().visit(`${link.pathname}${link.search}${link.hash}`, { role: 'lender' });
      const sent: string[] = [];
      lender.on('request', (request) => sent.push(`${request.url()} ${request.postData() ?? ''}`));
      await lender.getByRole('button', { name: 'Open', exact: true }).click();
      await lender.locator(`[data-opened="${reading.grade}"]`).waitFor();
      expect(await lender.locator('[data-check][data-status="pass"]').count()).toBe(4);
      expect(sent.filter((request) => request.includes(text.split('.').at(-1) ?? ''))).toEqual([]);

      const { page: officer } = await stage.app().visit('/ratings?tab=board', { role: 'risk_officer' });
      await officer.getByRole('button', { name: 'Write it anew' }).click();
      await officer.locator('[data-board-fate="written"]').waitFor({ timeout: 120_000 });

      await lender.getByRole('textbox', { name: 'View key' }).fill('');
      await lender.locator('input[type="file"]').setInputFiles({ name: 'code.png', mimeType: 'image/png', buffer: picture });
      await lender.getByRole('button', { name: 'Open', exact: true }).and(lender.locator(':enabled')).click();
      await lender.locator('[data-opened="nothing"]').waitFor();
      await lender.locator('[data-check="sameEpoch"][data-status="fail"]').waitFor();
    });

    it('refuses what is no view key before it asks anybody', async () => {
      const { page } = await stage.app().visit('/ratings?tab=board');
      await settled(page);
      await page.getByRole('textbox', { name: 'View key' }).fill('0x1234');
      await page.getByText('This is no view key.').waitFor();
      expect(await page.getByRole('button', { name: 'Open', exact: true }).isDisabled()).toBe(true);
      expect(await page.getByRole('button', { name: /Write/ }).count()).toBe(0);
    });

    it('has a slot of its own for a customer who is rated alone', async () => {
      const { page } = await stage.app().visit(`/customers/${stage.facts().customerId}`, { role: 'risk_officer' });
      await settled(page);
      await page.getByRole('button', { name: 'Write the rating' }).click();
      await page.locator('[data-fate="mined"], [data-fate="final"]').waitFor();
      await page.goto('/ratings?tab=board');
      await page.getByRole('table', { name: 'Customers rated one by one' }).getByText('in force').waitFor();
    });
  });
}

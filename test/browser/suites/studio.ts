import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { settled } from '../support/settled.ts';
import type { Stage } from './stage.ts';

const figure = async (page: Page, name: string): Promise<number> => {
  const text = await page.locator(`[data-live="${name}"]`).innerText();
  return Number(/\d\.\d{4}/.exec(text)?.[0]);
};
const cuts = (page: Page) => page.getByRole('slider');
const placeOf = async (page: Page, cut: number): Promise<number> => Number(await cuts(page).nth(cut).getAttribute('aria-valuenow'));

export function studioSuite(stage: Stage): void {
  describe('model studio', () => {
    async function open(role = 'risk_officer'): Promise<Page> {
      const { page } = await stage.app().visit('/scorecards', { role });
      await settled(page);
      await page.getByRole('button', { name: 'Open the studio' }).click();
      await page.waitForURL(/\/scorecards\/studio\?source=german-credit/);
      await page.locator('[data-attribute="duration"]').click();
      await page.waitForURL(/attribute=duration/);
      await page.locator('[data-live="iv"]').waitFor();
      await settled(page);
      return page;
    }

    it('moves a cut by keyboard and shows at once what that does, takes it back and does it again', async () => {
      const page = await open();
      const before = {
        iv: await figure(page, 'iv'),
        auc: await figure(page, 'auc'),
        card: await figure(page, 'card'),
        cut: await placeOf(page, 1),
      };
      await cuts(page).nth(1).press('Shift+ArrowRight');
      await expect.poll(() => figure(page, 'iv')).not.toBe(before.iv);
      const told = page.locator('[data-told]');
      await expect.poll(() => told.innerText()).toMatch(/^Cut moved from .* to .*IV 0\.\d{4}, AUC of the card 0\.\d{4}\.$/);
      expect(await placeOf(page, 1)).toBeGreaterThan(before.cut);
      expect(await figure(page, 'auc')).not.toBe(before.auc);
      expect(await figure(page, 'card')).not.toBe(before.card);
      expect(await page.locator('[data-attribute="duration"]').innerText()).toContain('1 changed by hand');
      await page.keyboard.press('Control+z');
      await expect.poll(() => figure(page, 'card')).toBe(before.card);
      expect([await figure(page, 'iv'), await placeOf(page, 1)]).toEqual([before.iv, before.cut]);
      await expect.poll(() => told.innerText()).toMatch(/^Undone: /);
      await page.keyboard.press('Control+y');
      await expect.poll(() => figure(page, 'iv')).not.toBe(before.iv);
      await page.keyboard.press('Control+z');
    });

    it('merges and splits by keyboard, and a bin chosen in the chart is chosen in the table', async () => {
      const page = await open();
      const all = await cuts(page).count();
      await cuts(page).nth(0).press('Delete');
      await expect.poll(() => cuts(page).count()).toBe(all - 1);
      await cuts(page).nth(0).press('Enter');
      await expect.poll(() => cuts(page).count()).toBe(all);
      await page.locator('tbody tr').nth(2).hover();
      await page.locator('tbody tr').nth(2).getByRole('button').click();
      expect(await page.locator('tbody tr[data-chosen]').count()).toBe(1);
      const bars = page.locator('[data-chart="drawn"] svg path[fill="#2c58b3"]');
      await expect.poll(() => bars.count()).toBe(1);
      await page.getByRole('button', { name: 'Back to automatic' }).click();
      await expect.poll(() => page.getByText('These are the automatic bins.').count()).toBe(1);
    });

    it('takes levels of a category apart and joins them again', async () => {
      const page = await open();
      await page.locator('[data-attribute="purpose"]').click();
      const levels = page.getByRole('region', { name: 'Levels' });
      await levels.waitFor();
      const groups = await levels.getByRole('group').count();
      await levels.getByRole('checkbox', { name: /^repairs/ }).check();
      await levels.getByRole('button', { name: 'Part into an own bin' }).click();
      await expect.poll(() => levels.getByRole('group').count()).toBe(groups + 1);
      await page.keyboard.press('Control+z');
      await expect.poll(() => levels.getByRole('group').count()).toBe(groups);
    });

    it('drags a cut with the mouse, keeps it over a reload, asks for a reason and trains the card with it', async () => {
      const page = await open();
      const before = { iv: await figure(page, 'iv'), card: await figure(page, 'card'), cut: await placeOf(page, 0) };
      await cuts(page).nth(0).scrollIntoViewIfNeeded();
      const next = await cuts(page).nth(1).boundingBox();
      const box = await cuts(page).nth(0).boundingBox();
      if (box === null || next === null) throw new Error('The cuts are not on the screen.');
      const at = { x: box.x + box.width / 2, y: box.y + box.height / 3 };
      await page.mouse.move(at.x, at.y);
      await page.mouse.down();
      await page.mouse.move(at.x + (next.x - box.x) / 2, at.y, { steps: 8 });
      // The figures follow while the button is still down.
      await expect.poll(() => figure(page, 'iv')).not.toBe(before.iv);
      expect(await figure(page, 'card')).not.toBe(before.card);
      await page.mouse.up();
      const moved = await placeOf(page, 0);
      expect(moved).toBeGreaterThan(before.cut);
      await page.reload();
      await page.locator('[data-live="iv"]').waitFor();
      await expect.poll(() => placeOf(page, 0)).toBe(moved);

      await page.getByRole('button', { name: 'Train this card' }).click();
      const dialog = page.getByRole('dialog');
      await dialog
        .getByRole('alert')
        .getByText(/Reasons are missing for: Duration/)
        .waitFor();
      expect(await dialog.getByRole('button', { name: 'Start training' }).isDisabled()).toBe(true);
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'detached' });
      await page.getByRole('button', { name: 'One reason for all' }).click();
      await page.getByRole('dialog').getByRole('textbox', { name: 'Reason' }).fill('short loans were priced anew');
      await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
      await page.getByRole('dialog').waitFor({ state: 'detached' });

      await page.getByRole('button', { name: 'Train this card' }).click();
      await page.getByRole('dialog').getByRole('textbox', { name: 'Name' }).fill('By hand');
      await page.getByRole('dialog').getByRole('button', { name: 'Start training' }).click();
      await page.waitForURL(/\/scorecards\/0x[0-9a-f]{64}/);
      await page.getByRole('heading', { name: 'By hand' }).waitFor();
      const document = await page.request.get(`/v1${new URL(page.url()).pathname}/document`);
      const card: { characteristics: { name: string; edits?: object[]; bins: { upper?: number | null }[] }[] } = await document.json();
      const duration = card.characteristics.find(({ name }) => name === 'duration');
      expect(duration?.edits).toEqual([{ kind: 'move', from: before.cut, to: moved, reason: 'short loans were priced anew' }]);
      expect(duration?.bins.map(({ upper }) => upper)).toContain(moved);
    });

    it('is closed to those who may only read', async () => {
      const { page } = await stage.app().visit('/scorecards/studio?source=german-credit', { role: 'regulator' });
      await page.getByText('The studio is for those who build scorecards').waitFor();
      const { page: list } = await stage.app().visit('/scorecards', { role: 'regulator' });
      await settled(list);
      expect(await list.getByRole('button', { name: 'Open the studio' }).count()).toBe(0);
    });
  });
}

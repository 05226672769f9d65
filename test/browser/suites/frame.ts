import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { settled } from '../support/settled.ts';
import type { Stage } from './stage.ts';

/** Whether the page draws `text` with real glyphs: a missing glyph is as wide as any other missing glyph. */
function hasGlyphs(page: Page, text: string): Promise<boolean> {
  return page.evaluate((sample) => {
    const context = document.createElement('canvas').getContext('2d');
    if (context === null) return false;
    context.font = `32px ${getComputedStyle(document.body).fontFamily}`;
    const ink = (letter: string): string => {
      context.clearRect(0, 0, 64, 64);
      context.fillText(letter, 4, 40);
      return context.getImageData(0, 0, 64, 64).data.join();
    };
    const missing = ink('\u{10FFFD}');
    const empty = ink(' ');
    return [...sample].every((letter) => ink(letter) !== missing && ink(letter) !== empty);
  }, text);
}

export function frameSuite(stage: Stage): void {
  describe('frame', () => {
    it('switches language and theme, and keeps both', async () => {
      const { page } = await stage.app().visit('/', { role: 'risk_officer', language: 'en' });
      await settled(page);
      expect(await page.locator('html').getAttribute('lang')).toBe('en');
      await page.getByRole('button', { name: 'Language' }).click();
      await page.getByRole('menuitem', { name: '简体中文' }).click();
      await page.getByRole('heading', { level: 1, name: '首页' }).waitFor();
      expect(await page.locator('html').getAttribute('lang')).toBe('zh-CN');
      await page.getByRole('button', { name: '主题' }).click();
      await page.getByRole('menuitem', { name: '深色' }).click();
      expect(await page.locator('html').getAttribute('data-mantine-color-scheme')).toBe('dark');
      await page.reload();
      await page.getByRole('heading', { level: 1, name: '首页' }).waitFor();
      expect(await page.locator('html').getAttribute('data-mantine-color-scheme')).toBe('dark');
    });

    it.each([
      ['zh', 'zh-CN', '首页'],
      ['en', 'en', 'Home'],
    ] as const)('starts in the language of the browser: %s', async (language, lang, title) => {
      const { page } = await stage.app().visit('/', { role: 'lender', language });
      await page.getByRole('heading', { level: 1, name: title }).waitFor();
      expect(await page.locator('html').getAttribute('lang')).toBe(lang);
    });

    it('shows at home how well the scorecard in use ranks, as its own page says', async () => {
      const { page } = await stage.app().visit('/', { role: 'risk_officer' });
      await settled(page);
      const auc = await page.getByRole('button', { name: /AUC/ }).innerText();
      await page.goto(`/scorecards/${stage.facts().scorecardHash}`);
      await settled(page);
      const stated = /0\.\d{4}/.exec(await page.getByRole('button', { name: /AUC/ }).innerText())?.[0];
      expect(Number(stated)).toBeGreaterThan(0.79);
      expect(auc).toContain(stated);
    });

    it('draws Chinese with real glyphs, in charts too', async () => {
      const { page } = await stage.app().visit('/', { role: 'risk_officer', language: 'zh' });
      await settled(page);
      await page.waitForFunction(() => document.fonts.status === 'loaded');
      expect(await hasGlyphs(page, '信用评分凭证账本等级分布')).toBe(true);
      const chartFont = await page
        .locator('[data-chart="drawn"] svg text')
        .first()
        .evaluate((text) => getComputedStyle(text).fontFamily);
      expect(chartFont).toContain('Noto Sans SC Variable');
    });

    it('works by keyboard: palette, search, list of keys, chords and rows', async () => {
      const { page } = await stage.app().visit('/', { role: 'risk_officer' });
      await settled(page);
      await page.keyboard.press('Control+k');
      await page.getByPlaceholder(/A page, a customer number/).fill('DE-0007');
      await page
        .getByRole('button', { name: /DE-0007/ })
        .or(page.getByRole('option', { name: /DE-0007/ }))
        .first()
        .waitFor();
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { level: 1, name: 'Customer DE-0007' }).waitFor();
      await page.getByPlaceholder(/A page, a customer number/).waitFor({ state: 'detached' });
      await page.keyboard.press('?');
      await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await page.keyboard.press('g');
      await page.keyboard.press('c');
      await page.getByRole('heading', { level: 1, name: 'Customers' }).waitFor();
      await settled(page);
      await page.keyboard.press('j');
      await page.keyboard.press('j');
      const wanted = await page.locator('tbody tr').nth(1).locator('[data-row-link]').innerText();
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { level: 1, name: `Customer ${wanted}` }).waitFor();
      await page.keyboard.press('/');
      await page.getByPlaceholder(/A page, a customer number/).waitFor();
    });

    it('shows a job as soon as it runs, without a reload', async () => {
      const { page, context } = await stage.app().visit('/system', { role: 'operator' });
      await settled(page);
      // The table may be full: the newest job stands first.
      const newest = page.locator('tbody tr').first();
      const before = await newest.innerText();
      const answer = await context.request.post('/v1/scorecards', {
        headers: { origin: stage.app().url, 'idempotency-key': crypto.randomUUID() },
        data: { name: 'Second opinion', source: 'german-credit', pdo: 40 },
      });
      expect(answer.status()).toBe(202);
      const isShown = async () => {
        const text = await newest.innerText();
        return text !== before && text.includes('Train a scorecard');
      };
      await expect.poll(isShown, { timeout: 120_000 }).toBe(true);
      await page.locator('tbody tr', { hasText: 'Train a scorecard' }).first().getByText('100%').waitFor();
    });

    it('answers an unknown address with a page of its own', async () => {
      const { page } = await stage.app().visit('/no/such/page', { role: 'lender' });
      await page.getByText('There is no such page').waitFor();
    });
  });
}

import { describe, expect, it } from 'vitest';
import type { Language, Scheme } from '../support/console.ts';
import { routesByRole } from '../support/facts.ts';
import { faultsOf } from '../support/axe-faults.ts';
import { settled } from '../support/settled.ts';
import type { Stage } from './stage.ts';

const COMBINATIONS: readonly [Language, Scheme][] = [
  ['zh', 'light'],
  ['zh', 'dark'],
  ['en', 'light'],
  ['en', 'dark'],
];

export function accessSuite(stage: Stage): void {
  describe('accessibility (WCAG 2.2 AA)', () => {
    it.each(COMBINATIONS)('has no fault on any page in %s, %s', async (language, scheme) => {
      const faults: string[] = [];
      for (const [role, routes] of Object.entries(routesByRole(stage.facts()))) {
        const { page } = await stage.app().visit('/healthz', { role, language, scheme });
        for (const [name, path] of Object.entries(routes)) {
          await page.goto(path);
          await settled(page);
          if (path.includes('evidence=')) await page.getByRole('dialog').getByRole('heading', { level: 3 }).first().waitFor();
          faults.push(...(await faultsOf(page)).map((fault) => `${name}: ${fault}`));
        }
      }
      expect(faults).toEqual([]);
    });

    it.each(COMBINATIONS)('has no fault on sign-in and on a verdict in %s, %s', async (language, scheme) => {
      const { page } = await stage.app().visit('/sign-in', { language, scheme });
      await settled(page);
      expect(await faultsOf(page)).toEqual([]);
      await page.goto('/verify');
      const altered = stage.facts().credential.replace(/("name":\s*"score"[^}]*"value":\s*")\d/, '$19');
      await page
        .getByTestId('credential-file')
        .setInputFiles({ name: 'altered.json', mimeType: 'application/json', buffer: Buffer.from(altered) });
      await page.locator('[data-verdict]').waitFor();
      await settled(page);
      expect(await faultsOf(page)).toEqual([]);
    });
  });

  describe('on a phone of 390 px', () => {
    it('no page is wider than the screen', async () => {
      const wide: string[] = [];
      for (const [role, routes] of Object.entries(routesByRole(stage.facts()))) {
        const { page } = await stage.app().visit('/healthz', { role, width: 390, language: 'en' });
        for (const [name, path] of Object.entries(routes)) {
          await page.goto(path);
          await settled(page);
          const excess = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
          if (excess > 0) wide.push(`${name} by ${excess} px`);
        }
      }
      expect(wide).toEqual([]);
    });
  });
}

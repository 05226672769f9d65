import { describe, expect, it } from 'vitest';
import type { DealPage, DealView } from '../../../backend/securitization/deals/schemas.ts';
import type { OutlookBasis } from '../../../backend/securitization/outlook/schemas.ts';
import { settled } from '../support/settled.ts';
import type { Stage } from './stage.ts';

type Visitor = Awaited<ReturnType<ReturnType<Stage['app']>['visit']>>;

async function json<T>({ context }: Visitor, path: string): Promise<T> {
  return (await (await context.request.get(path)).json()) as T;
}

/** Texts of the cells of the table called `caption`, by row. */
async function cellsOf({ page }: Visitor, caption: string): Promise<string[][]> {
  const rows = page.getByRole('table', { name: caption }).locator('tbody tr');
  return rows.evaluateAll((lines) => lines.map((line) => [...line.querySelectorAll('td')].map((cell) => cell.innerText)));
}

const complete = ({ page }: Visitor) => page.locator('[data-study="complete"]').first().waitFor();
const percentOf = (text: string | undefined) => Number.parseFloat(text ?? '');

interface Tint {
  readonly text: string;
  readonly tint: string | null;
  readonly heat: number;
  /** Of the text against its cell, by WCAG 2. */
  readonly contrast: number;
}

/** The cells of the scenarios with their colours as they are painted. */
function tintsOf(visitor: Visitor, panel: string): Promise<Tint[]> {
  return visitor.page
    .getByRole('region', { name: panel, exact: true })
    .locator('tbody td')
    .evaluateAll((cells) => {
      const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
      const luminance = (color: string): number => {
        if (canvas === null) return Number.NaN;
        canvas.fillStyle = color;
        canvas.fillRect(0, 0, 1, 1);
        const [red = 0, green = 0, blue = 0] = [...canvas.getImageData(0, 0, 1, 1).data].map((part) =>
          part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4,
        );
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
      };
      return cells.map((cell) => {
        const style = getComputedStyle(cell);
        const [ink, ground] = [luminance(style.color), luminance(style.backgroundColor)];
        return {
          text: cell.textContent,
          tint: cell.getAttribute('data-tint'),
          heat: Number(style.getPropertyValue('--heat')),
          contrast: (Math.max(ink, ground) + 0.05) / (Math.min(ink, ground) + 0.05),
        };
      });
    });
}

export function outlookSuite(stage: Stage): void {
  describe('outlook of a deal', () => {
    it('projects from where the deal stands, with expected loss beside each yield', async () => {
      const { deal: address } = stage.facts();
      const visitor = await stage.app().visit(`/deals/${address}?tab=outlook`, { role: 'investor' });
      await complete(visitor);
      const [deal, basis] = await Promise.all([
        json<DealView>(visitor, `/v1/deals/${address}`),
        json<OutlookBasis>(visitor, `/v1/deals/${address}/outlook`),
      ]);
      expect(String(basis.lines.reduce((sum, { balance }) => sum + BigInt(balance), 0n))).toBe(deal.pool);
      expect(basis.state).toMatchObject({ period: deal.lastPeriod, pool: deal.pool });
      const rows = await cellsOf(visitor, 'What each class may expect');
      expect(rows).toHaveLength(deal.classes.length);
      for (const [, , bond, loss] of rows) if (bond !== '–') expect(loss).toMatch(/^\d+\.\d\d% ± \d+\.\d\d%$/);
    });

    it('answers a slider moved by keyboard', async () => {
      const visitor = await stage.app().visit(`/deals/${stage.facts().deal}?tab=outlook`, { role: 'investor' });
      await complete(visitor);
      const before = await cellsOf(visitor, 'What each class may expect');
      const slider = visitor.page.getByRole('slider', { name: 'Default, CDR' });
      await slider.press('End');
      expect(await slider.getAttribute('aria-valuenow')).toBe('30');
      // The figures before stay until those of the new assumption are there.
      const lossOf = visitor.page.getByRole('table', { name: 'What each class may expect' }).locator('tbody tr:last-child td:nth-child(8)');
      await lossOf.filter({ hasNotText: before.at(-1)?.[7] ?? '' }).waitFor();
      await complete(visitor);
      const after = await cellsOf(visitor, 'What each class may expect');
      const [junior, later] = [before.at(-1), after.at(-1)];
      expect(percentOf(later?.[7])).toBeGreaterThan(percentOf(junior?.[7]));
      expect(percentOf(later?.[2]) || -100).toBeLessThan(percentOf(junior?.[2]));
    });

    it.each([
      ['en', 'light', 'Scenarios', 'Show', ['Yield', 'Base case loss', 'WAL, years']],
      ['zh', 'dark', '情景', '显示', ['收益率', '基准情形损失', 'WAL（年）']],
    ] as const)('colours the scenarios by what they show, legibly, in %s, %s', async (language, scheme, panel, choice, measures) => {
      const visitor = await stage.app().visit(`/deals/${stage.facts().deal}?tab=outlook`, { role: 'investor', language, scheme });
      await complete(visitor);
      for (const [place, measure] of measures.entries()) {
        await visitor.page.getByRole('combobox', { name: choice, exact: true }).click();
        await visitor.page.getByRole('option', { name: measure, exact: true }).click();
        const cells = await tintsOf(visitor, panel);
        expect(cells).toHaveLength(20);
        for (const { contrast } of cells.filter(({ tint }) => tint !== 'none')) expect(contrast).toBeGreaterThanOrEqual(4.5);
        const told = cells.filter(({ text }) => text !== '–').map(({ text, heat, tint }) => ({ value: percentOf(text), heat, tint }));
        expect(new Set(told.map(({ tint }) => tint))).toEqual(new Set([place === 2 ? 'length' : 'risk']));
        // The best first: the highest yield, the lowest loss, the shortest life.
        const ranked = told.toSorted((one, other) => one.heat - other.heat).map(({ value }) => (place === 0 ? -value : value));
        expect(ranked).toEqual(ranked.toSorted((one, other) => one - other));
        expect(told.length).toBeGreaterThan(3);
      }
    });

    it('shows what is behind it: strata of every loan, and a proof checked here', async () => {
      const { deal: address } = stage.facts();
      const visitor = await stage.app().visit(`/deals/${address}?tab=pool`, { role: 'investor' });
      await settled(visitor.page);
      const { loanCount } = await json<DealView>(visitor, `/v1/deals/${address}`);
      const strata = await cellsOf(visitor, 'Stratification');
      expect(strata.reduce((sum, row) => sum + Number(row[1]?.replaceAll(',', '')), 0)).toBe(loanCount);
      const rolls = visitor.page.getByRole('region', { name: 'Roll rates by bucket' }).locator('tbody tr').first().locator('td');
      const rates = (await rolls.allInnerTexts()).slice(0, 8).map(percentOf);
      expect(Math.abs(rates.reduce((sum, rate) => sum + rate, 0) - 100)).toBeLessThan(0.5);
      expect(rates[0]).toBeGreaterThan(50);
      await visitor.page.getByLabel(/Number of the loan/).fill(String(loanCount - 1));
      await visitor.page.getByRole('button', { name: 'Prove' }).click();
      await visitor.page.getByText('the loan stands in the tape').waitFor();
    });

    it('compares deals class by class', async () => {
      const visitor = await stage.app().visit('/deals/compare', { role: 'investor' });
      await complete(visitor);
      const { data } = await json<DealPage>(visitor, '/v1/deals?limit=100');
      for (const deal of data.slice(0, 2)) {
        const rows = await cellsOf(visitor, deal.name);
        expect(rows.map((row) => row[0])).toEqual(deal.classes.map(({ symbol }) => symbol));
      }
    });
  });
}

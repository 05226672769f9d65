import { describe, expect, it } from 'vitest';
import { pdfText } from '../../../test/system/support/pdf-text.ts';
import { address, hash32 } from '../../kernel/hex.ts';
import type { StatementLine } from './schemas.ts';
import { major, statementCsv } from './statement.ts';
import { statementPdf } from './statement-pdf.ts';

const LINE: StatementLine = {
  at: '2026-11-15T10:00:00.000Z',
  deal: address(`0x${'11'.repeat(20)}`),
  dealName: '=cmd("x"), 2026-1',
  symbol: 'A',
  kind: 'claimed',
  units: '0',
  cash: '123456',
  currency: 'dEUR',
  decimals: 2,
  transaction: hash32(`0x${'22'.repeat(32)}`),
  block: '77',
};

describe('major', () => {
  it.each([
    ['0', 2, '0.00'],
    ['5', 2, '0.05'],
    ['-123456', 2, '-1234.56'],
    ['7', 0, '7'],
    ['1000000', 6, '1.000000'],
  ])('writes %s of %i decimals as %s', (units, decimals, text) => {
    expect(major(units, decimals)).toBe(text);
  });
});

describe('statementCsv', () => {
  it('keeps number and currency apart, and a name that looks like a formula a text', () => {
    const [head, row] = statementCsv([LINE]).split('\n');
    expect(head?.split(',')).toHaveLength(10);
    expect(row).toContain(`"'=cmd(""x""), 2026-1"`);
    expect(row).toContain(',0.00,1234.56,dEUR,');
  });
});

describe('statementPdf', () => {
  it.each(['en', 'zh'] as const)('is a document in %s, with as many pages as the lines need', async (lang) => {
    const pages = async (lines: number) => {
      const pdf = (
        await statementPdf(
          LINE.deal,
          Array.from({ length: lines }, () => LINE),
          lang,
        )
      ).toString('latin1');
      expect(pdf.startsWith('%PDF-')).toBe(true);
      return pdf.match(/\/Type \/Page\b/g)?.length;
    };
    expect(await pages(0)).toBe(1);
    expect(await pages(120)).toBe(3);
  });

  it.each(['en', 'zh'] as const)('says in %s every character of what it states', async (lang) => {
    const dealName = '汉萨消费贷款 2025-1: a name that is wider than its column';
    const text = pdfText(await statementPdf(LINE.deal, [{ ...LINE, dealName }], lang));
    expect(text).not.toContain('?');
    const joined = text.replaceAll(/\s/g, '');
    expect(joined).toContain(`CREDENCE${lang === 'zh' ? '票据对账单账户' : 'StatementofnotesAccount'}${LINE.deal}`);
    expect(joined).toContain('1234.56dEUR77');
    expect(joined).toContain('汉萨消费贷款2025-1:anamethati…A');
  });
});

import { describe, expect, it } from 'vitest';
import { draftOf, emptyDraft, poolEndOf, reportOf } from './report-draft.ts';

const ROOT = `0x${'ab'.repeat(32)}`;
const draft = {
  ...emptyDraft(12, ROOT),
  amounts: { interest: '10.5', principal: '100', recoveries: '', defaults: '25.25', purchases: '' },
};

describe('reportOf', () => {
  it('counts in units and lets the end balance follow from the rest', () => {
    const report = reportOf(draft, '100000', 2);
    expect(report).toMatchObject({ interest: '1050', principal: '10000', recoveries: '0', defaults: '2525', poolEnd: '87475' });
    const { principal = '', defaults = '', poolEnd = '' } = report ?? {};
    expect(BigInt(principal) + BigInt(defaults) + BigInt(poolEnd)).toBe(100_000n);
  });

  it('takes a stated end balance before the one that follows', () => {
    expect(poolEndOf({ ...draft, poolEnd: '1.01' }, '100000', 2)).toBe(101n);
  });

  it('reads the index as a percentage', () => {
    expect(reportOf({ ...draft, index: '4.3' }, '100000', 2)?.index).toBe(String(43n * 10n ** 15n));
  });

  it.each([
    { ...draft, poolEnd: 'much' },
    { ...draft, tapeRoot: '0x12' },
    { ...draft, loanCount: '1.5' },
    { ...draft, late: ['1.234', '', '', '', '', ''] },
    { ...draft, amounts: { ...draft.amounts, principal: '1000.01' } },
  ])('is nothing while a field is wrong', (wrong) => {
    expect(reportOf(wrong, '100000', 2)).toBeNull();
  });
});

describe('draftOf', () => {
  it('gives back the report that it was made of', () => {
    const report = {
      ...{ interest: '1050', principal: '10000', recoveries: '1', defaults: '2525', purchases: '0', poolEnd: '87475' },
      ...{ late: ['0', '12', '0', '0', '5', '100000'], index: '-4300000000000001', loanCount: 12, tapeRoot: ROOT },
    };
    const stated = { ...report, period: 3, delinquent: '100017', documentHash: ROOT };
    expect(reportOf(draftOf(stated, 2), '0', 2)).toEqual({ ...report, isCall: false });
  });
});

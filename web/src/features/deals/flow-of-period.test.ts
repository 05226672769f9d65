import { describe, expect, it } from 'vitest';
import { flowsOfPeriod } from './flow-of-period.ts';

const hash = `0x${'00'.repeat(32)}`;
const report = {
  period: 1,
  interest: '120',
  principal: '600',
  recoveries: '0',
  defaults: '0',
  purchases: '0',
  poolEnd: '0',
  delinquent: '0',
  index: '0',
  late: [],
  loanCount: 0,
  tapeRoot: hash,
  documentHash: hash,
};
const posting = (step: number, ...flows: [from: string, to: string, amount: string][]) => ({
  step,
  name: { en: '', zh: '' },
  isTest: flows.length === 0,
  due: '0',
  paid: '0',
  flows: flows.map(([from, to, amount]) => ({ from, to, amount })),
  words: { en: '', zh: '' },
});

describe('flowsOfPeriod', () => {
  const flows = flowsOfPeriod({
    report,
    opening: { interest: '0', principal: '0', reserve: '50' },
    reserve: '40',
    collections: { principalTo: 'principal', recoveriesTo: 'interest' },
    postings: [
      posting(0, ['interestBucket', 'fee:0', '100']),
      posting(1, ['interestBucket', 'class:0', '20'], ['reserve', 'class:0', '10']),
      posting(2, ['principalBucket', 'class:0', '600']),
      posting(3),
    ],
  });

  it('lets as much out of each bucket as came into it', () => {
    for (const bucket of ['interestBucket', 'principalBucket']) {
      const into = flows.filter(({ target }) => target === bucket).reduce((sum, { amount }) => sum + amount, 0n);
      const out = flows.filter(({ source }) => source === bucket).reduce((sum, { amount }) => sum + amount, 0n);
      expect(out).toBe(into);
    }
  });

  it('keeps what the reserve gives apart from what it keeps', () => {
    expect(flows).toContainEqual({ source: 'in:reserve', target: 'class:0', amount: 10n, step: 1 });
    expect(flows).toContainEqual({ source: 'in:reserve', target: 'out:reserve', amount: 40n, step: null });
  });

  it('draws no circle and nothing that moved no money', () => {
    expect(flows.every(({ source, target, amount }) => source !== target && amount > 0n)).toBe(true);
    expect(flows.some(({ step }) => step === 3)).toBe(false);
  });
});

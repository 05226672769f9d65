import { describe, expect, it } from 'vitest';
import { sampleLoan } from '../../../../test/system/support/sample-loans.ts';
import { substituteFaults } from './check-substitute.ts';
import type { PoolOrder } from './choose-pool.ts';

const order: PoolOrder = {
  currency: 'EUR',
  rules: [{ id: 'graded', field: 'grade', operator: 'in', value: ['A', 'B'] }],
  limits: [{ id: 'regions', by: 'region', max: '0.6' }],
  target: { count: 4 },
  mix: { by: 'region', shares: { BY: '0.5', HE: '0.5' } },
  method: 'random',
  seed: 1,
};
const pool = [1, 2, 3, 4].map((number) => sampleLoan(number, { region: number % 2 === 0 ? 'BY' : 'HE' }));
const [leaves = sampleLoan(1)] = pool;
const held = new Set(pool.map(({ key }) => key));
const codesFor = (change: Parameters<typeof sampleLoan>[1], number = 9) =>
  substituteFaults(order, { pool, leaves, comes: sampleLoan(number, { region: 'HE', ...change }), held }).map(({ code, detail }) => [
    code,
    /pool\.\w+|graded|regions/.exec(detail)?.[0],
  ]);

describe('substituteFaults', () => {
  it('takes a loan that meets all that the pool was chosen by', () => {
    expect(codesFor({})).toEqual([]);
    expect(substituteFaults({ ...order, mix: undefined, limits: [] }, { pool, leaves, comes: sampleLoan(9), held })).toEqual([]);
  });

  it('takes another registration of the loan that leaves', () => {
    expect(substituteFaults(order, { pool, leaves, comes: { ...leaves, loanId: 'again' }, held })).toEqual([]);
  });

  it.each([
    [{ grade: 'C' }, [['rule_failed', 'graded']]],
    [{ currency: 'USD' }, [['rule_failed', 'pool.currency']]],
    [{ flags: ['odd'] }, [['rule_failed', 'pool.flagged']]],
    [{ balanceMinor: leaves.balanceMinor - 1n }, [['balance_lower', undefined]]],
    [{ region: 'BY' }, [['limit_exceeded', 'regions']]],
    [{ region: 'HH' }, [['outside_mix', undefined]]],
  ])('names the reason against %o', (change, reasons) => {
    expect(codesFor(change)).toEqual(reasons);
  });

  it('takes no loan that the pool has, and none that another pool has', () => {
    expect(codesFor({}, 3)).toContainEqual(['rule_failed', 'pool.duplicate']);
    const comes = sampleLoan(9, { region: 'HE' });
    const faults = substituteFaults(order, { pool, leaves, comes, held: new Set([...held, comes.key]) });
    expect(faults).toMatchObject([{ pointer: '/in', code: 'rule_failed', detail: expect.stringContaining('pool.held') }]);
  });
});

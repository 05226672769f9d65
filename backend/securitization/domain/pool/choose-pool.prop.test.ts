import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sampleLoan } from '../../../../test/system/support/sample-loans.ts';
import { choosePool, type PoolOrder } from './choose-pool.ts';
import { findDuplicates } from './duplicates.ts';
import { type Loan, WAD } from './loan.ts';
import { LOAN_FIELDS, type LoanField } from './loan-field.ts';
import { poolStatistics } from './pool-statistics.ts';
import { seededOrder } from './seeded-order.ts';
import { stratify } from './stratify.ts';

const GRADES = ['A', 'B', 'C'];
const REGIONS = ['BY', 'BE', 'HH', null];

const someLoans = (max: number) =>
  fc
    .array(
      fc.record({
        balance: fc.bigInt(1n, 5_000n),
        grade: fc.constantFrom(...GRADES),
        region: fc.constantFrom(...REGIONS),
        obligor: fc.nat(6),
      }),
      {
        minLength: 1,
        maxLength: max,
      },
    )
    .map((rows) =>
      rows.map(({ balance, grade, region, obligor }, at) =>
        sampleLoan(at, { balanceMinor: balance, originalMinor: 5_000n, grade, region, obligor: sampleLoan(obligor).obligor }),
      ),
    );
const anOrder = fc.record({
  target: fc.oneof(
    fc.integer({ min: 1, max: 40_000 }).map((minor) => ({ balance: (minor / 100).toFixed(2) })),
    fc.integer({ min: 1, max: 30 }).map((count) => ({ count })),
  ),
  method: fc.constantFrom('random' as const, 'optimised' as const),
  seed: fc.nat(),
  limits: fc.constantFrom(
    [],
    [{ id: 'obligor', by: 'obligor', max: '0.4' }],
    [
      { id: 'region', by: 'region', max: '0.5' },
      { id: 'worst', by: 'grade', values: ['C'], max: '0.2' },
    ],
    [{ id: 'top', by: 'obligor', top: 2, max: '0.7' }],
  ),
  mix: fc.constantFrom(undefined, { by: 'grade', shares: { A: '0.5', B: '0.3' } }),
});
const orderOf = (part: Partial<PoolOrder>): PoolOrder => ({
  currency: 'EUR',
  rules: [],
  limits: [],
  target: { balance: '100' },
  method: 'optimised',
  seed: 1,
  ...part,
});
const sum = (loans: readonly Loan[]) => loans.reduce((total, loan) => total + loan.balanceMinor, 0n);

/** Balance of the largest groups of a field, counted anew. */
function largest(loans: readonly Loan[], of: (loan: Loan) => string, count: number): number {
  const sums = new Map<string, number>();
  for (const loan of loans) sums.set(of(loan), (sums.get(of(loan)) ?? 0) + Number(loan.balanceMinor));
  return [...sums.values()]
    .sort((a, b) => b - a)
    .slice(0, count)
    .reduce((total, one) => total + one, 0);
}

describe('choosing a pool', () => {
  it('never goes beyond the target, keeps every limit, and says what is missing', () => {
    fc.assert(
      fc.property(someLoans(40), anOrder, (loans, part) => {
        const choice = choosePool(loans, orderOf(part), new Set());
        const total = Number(sum(choice.loans));
        expect(choice.balanceMinor).toBe(BigInt(total));
        expect(new Set(choice.chosen).size).toBe(choice.chosen.length);
        if ('count' in part.target) expect(choice.gap).toBe(BigInt(part.target.count - choice.chosen.length));
        else expect(Number(choice.gap)).toBe(Math.round(Number(part.target.balance) * 100) - total);
        expect(choice.gap >= 0n).toBe(true);
        expect(choice.limits.every(({ isMet }) => isMet)).toBe(true);
        for (const limit of part.limits) {
          if (limit.id === 'obligor') expect(largest(choice.loans, (loan) => loan.obligor, 1)).toBeLessThanOrEqual(total * 0.4);
          if (limit.id === 'region') expect(largest(choice.loans, (loan) => loan.region ?? '-', 1)).toBeLessThanOrEqual(total * 0.5);
          if (limit.id === 'top') expect(largest(choice.loans, (loan) => loan.obligor, 2)).toBeLessThanOrEqual(total * 0.7 + 1e-9);
          if (limit.id === 'worst') expect(Number(sum(choice.loans.filter(({ grade }) => grade === 'C')))).toBeLessThanOrEqual(total * 0.2);
        }
        if (part.mix !== undefined) {
          expect(choice.loans.some(({ grade }) => grade === 'C')).toBe(false);
          for (const { wantedMinor, balanceMinor } of 'balance' in part.target ? choice.mix : [])
            expect(balanceMinor <= wantedMinor).toBe(true);
        }
      }),
      { numRuns: 400 },
    );
  });

  it('gives the same choice for the same order, and others for other seeds', () => {
    const loans = Array.from({ length: 60 }, (_, at) => sampleLoan(at, { balanceMinor: BigInt(1_000 + at * 37) }));
    const choose = (seed: number) => choosePool(loans, orderOf({ method: 'random', seed, target: { count: 20 } }), new Set()).chosen;
    expect(choose(5)).toEqual(choose(5));
    expect(new Set([1, 2, 3, 4].map((seed) => choose(seed).join())).size).toBe(4);
  });

  it('comes as near to a target as any set of few loans can, in nine of ten', () => {
    let [runs, best] = [0, 0];
    fc.assert(
      fc.property(fc.array(fc.bigInt(1n, 400n), { minLength: 8, maxLength: 12 }), fc.bigInt(300n, 1_500n), (balances, target) => {
        const loans = balances.map((balanceMinor, at) => sampleLoan(at, { balanceMinor }));
        const { balanceMinor } = choosePool(
          loans,
          orderOf({ target: { balance: `${target / 100n}.${String(target % 100n).padStart(2, '0')}` } }),
          new Set(),
        );
        let optimum = 0n;
        for (let set = 0; set < 1 << balances.length; set++) {
          const total = balances.reduce((all, balance, at) => ((set >> at) & 1 ? all + balance : all), 0n);
          if (total <= target && total > optimum) optimum = total;
        }
        expect(balanceMinor <= optimum).toBe(true);
        expect(balanceMinor * 100n >= optimum * 80n).toBe(true);
        runs++;
        if (balanceMinor * 100n >= optimum * 99n) best++;
      }),
      { numRuns: 100, seed: 7 },
    );
    expect(best / runs).toBeGreaterThan(0.9);
  });

  it('names all rules that a loan fails', () => {
    const loans = [
      sampleLoan(1),
      sampleLoan(2, { balanceMinor: 10n, daysPastDue: 31, grade: null }),
      sampleLoan(3, { currency: 'USD' }),
      sampleLoan(4, { flags: ['odd'] }),
      sampleLoan(1),
      sampleLoan(5),
    ];
    const rules = [
      { id: 'small', field: 'balance', operator: 'gte', value: '1' },
      { id: 'late', field: 'daysPastDue', operator: 'lt', value: '30' },
      { id: 'graded', field: 'grade', operator: 'in', value: ['A', 'B'] },
      { id: 'old', field: 'origination', operator: 'gt', value: '2024-10-03' },
    ] as const;
    const choice = choosePool(loans, orderOf({ rules, target: { count: 9 } }), new Set([sampleLoan(5).key]));
    expect(choice.chosen).toEqual([0]);
    expect(Object.fromEntries(choice.failures.map(({ rule, loans: count }) => [rule, count]))).toEqual({
      small: 1,
      late: 1,
      graded: 1,
      'pool.currency': 1,
      'pool.flagged': 1,
      'pool.duplicate': 1,
      'pool.held': 1,
    });
  });

  it('tells every fault of an order with its place', () => {
    const rules = [
      { id: 'a', field: 'colour', operator: 'eq', value: 'red' },
      { id: 'b', field: 'grade', operator: 'lt', value: 'B' },
      { id: 'b', field: 'balance', operator: 'gt', value: 'much' },
      { id: 'c', field: 'grade', operator: 'in', value: 'A' },
      { id: 'd', field: 'grade', operator: 'present', value: 'A' },
      { id: 'e', field: 'payment', operator: 'eq', value: 'never' },
      { id: 'f', field: 'maturity', operator: 'lt', value: '2026-02-30' },
    ] as const;
    const limits = [
      { id: 'x', by: 'colour', max: '0.5' },
      { id: 'y', by: 'grade', max: '2' },
      { id: 'z', by: 'grade', max: '0', values: ['A'], top: 1 },
    ];
    const wrong = orderOf({ rules, limits, target: { balance: '1e3' }, mix: { by: 'hue', shares: { A: '0.9', B: '0.2', C: 'x' } } });
    const fault = (() => {
      try {
        choosePool([], wrong, new Set());
      } catch (error) {
        return error;
      }
      return null;
    })();
    expect(fault).toMatchObject({ code: 'pool_order_invalid' });
    const pointers = (fault as { faults: { pointer: string; code: string }[] }).faults.map(({ pointer, code }) => `${pointer} ${code}`);
    expect(pointers).toEqual([
      '/rules/0/field field_unknown',
      '/rules/1/value operator_unfit',
      '/rules/2/id rule_duplicate',
      '/rules/2/value cell_not_amount',
      '/rules/3/value value_missing',
      '/rules/4/value value_unwanted',
      '/rules/5/value cell_unknown',
      '/rules/6/value cell_not_date',
      '/limits/0/by field_unknown',
      '/limits/1/max cell_out_of_range',
      '/limits/2/max limit_zero',
      '/limits/2/top limit_ambiguous',
      '/target/balance cell_not_amount',
      '/mix/by field_unknown',
      '/mix/shares/C cell_not_number',
      '/mix/shares shares_above_one',
    ]);
  });
});

describe('tables and statistics', () => {
  it('partition the loans, whatever the field', () => {
    fc.assert(
      fc.property(someLoans(30), fc.constantFrom(...(Object.keys(LOAN_FIELDS) as LoanField[])), (loans, by) => {
        const strata = stratify(loans, by);
        expect(strata.reduce((all, row) => all + row.loans, 0)).toBe(loans.length);
        expect(strata.reduce((all, row) => all + row.balanceMinor, 0n)).toBe(sum(loans));
        expect(new Set(strata.map(({ label }) => label)).size).toBe(strata.length);
        const shares = strata.reduce((all, row) => all + row.shareWad, 0n);
        expect(shares - WAD <= BigInt(strata.length) && WAD - shares <= BigInt(strata.length)).toBe(true);
      }),
    );
  });

  it('agree with figures worked out by hand', () => {
    const half = WAD / 2n;
    const loans = [
      sampleLoan(1, {
        balanceMinor: 100n,
        rateWad: WAD / 10n,
        remainingMonths: 12,
        pdWad: WAD / 50n,
        guaranteedWad: half,
        daysPastDue: 30,
      }),
      sampleLoan(2, { balanceMinor: 300n, rateWad: WAD / 20n, remainingMonths: 24, pdWad: null, obligor: sampleLoan(9).obligor }),
      sampleLoan(3, { balanceMinor: 100n, rateWad: WAD / 10n, remainingMonths: 36, pdWad: WAD / 25n, obligor: sampleLoan(9).obligor }),
    ];
    const percent = (part: bigint) => (part * WAD) / 10_000n;
    expect(poolStatistics(loans)).toMatchObject({
      loans: 3,
      obligors: 2,
      balanceMinor: 500n,
      averageMinor: 167n,
      wacWad: percent(700n),
      wamWad: 24n * WAD,
      walaWad: 12n * WAD,
      pdWad: percent(300n),
      // (2% * 45% * 50% + 4% * 45%) / 2
      expectedLossWad: 11_250_000_000_000_000n,
      scoredWad: percent(4_000n),
      guaranteedWad: percent(1_000n),
      delinquent30Wad: percent(2_000n),
      // 0.2² + 0.8²
      hhiWad: percent(6_800n),
      top10Wad: WAD,
    });
    expect(stratify(loans, 'rate').map(({ label, loans: count }) => `${label}: ${count}`)).toEqual(['4%-<6%: 1', '10%-<12%: 2']);
    expect(stratify(loans, 'remainingMonths').map(({ label }) => label)).toEqual(['12-<24', '24-<36', '36-<48']);
  });

  it('are empty for no loans', () => {
    expect(poolStatistics([])).toMatchObject({ loans: 0, wacWad: null, hhiWad: 0n, averageMinor: 0n });
    expect(stratify([], 'grade')).toEqual([]);
  });
});

describe('orders and duplicates', () => {
  it('shuffle to a permutation in which each loan comes first about equally often', () => {
    const first = new Map<number, number>();
    for (let seed = 0; seed < 3_000; seed++) {
      const order = seededOrder(6, seed);
      expect([...order].sort()).toEqual([0, 1, 2, 3, 4, 5]);
      first.set(order[0] ?? -1, (first.get(order[0] ?? -1) ?? 0) + 1);
    }
    for (const count of first.values()) expect(Math.abs(count - 500)).toBeLessThan(90);
  });

  it('find what is one loan, and what only looks like one', () => {
    const keyed = (tape: string, position: number, loan: Loan, likeness = loan.obligor) => ({
      tape,
      position,
      loanId: loan.loanId,
      key: loan.key,
      likeness,
    });
    const groups = findDuplicates([
      keyed('one', 0, sampleLoan(1)),
      keyed('one', 1, sampleLoan(2)),
      keyed('two', 0, sampleLoan(1)),
      keyed('two', 1, sampleLoan(3), sampleLoan(2).obligor),
    ]);
    expect(groups.map(({ kind, places }) => [kind, ...places.map(({ tape, position }) => `${tape} ${position}`)])).toEqual([
      ['same', 'one 0', 'two 0'],
      ['alike', 'one 1', 'two 1'],
    ]);
  });
});

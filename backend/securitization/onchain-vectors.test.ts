import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compileDeal } from './compile-deal.ts';
import { decimalText, readDecimal } from './domain/deal/decimal-text.ts';
import { initialState } from './domain/waterfall-state.ts';
import { runPeriod } from './domain/waterfall.ts';

interface Case {
  readonly case: string;
  readonly inputs: { readonly total_assets_now: string; readonly years_elapsed: string };
  readonly expected: Readonly<Record<'senior' | 'junior' | 'equity', string>>;
}
interface Vector {
  readonly id: string;
  readonly common_inputs: {
    readonly deposits: Readonly<Record<'senior' | 'junior' | 'equity', string>>;
    readonly target_apy_bps: Readonly<Record<'senior' | 'junior', number>>;
    readonly deal_length_years: number;
  };
  readonly cases: readonly Case[];
}

const { vectors } = JSON.parse(readFileSync(new URL('../../test/vectors/onchain.json', import.meta.url), 'utf8')) as {
  vectors: readonly Vector[];
};
const vector = vectors.find(({ id }) => id === 'wf-01') as Vector;
const units = (text: string) => readDecimal(text, 6) ?? -1n;

/** An asset value is a last period: all that the assets are worth is cash, and what the loans lack has defaulted. */
describe('wf-01: three classes divide an asset value', () => {
  const { deposits, target_apy_bps: rates, deal_length_years: length } = vector.common_inputs;
  it.each(vector.cases)('$case', ({ inputs, expected }) => {
    const years = Math.min(Number(inputs.years_elapsed), length);
    const end = years === 0.5 ? '2024-07-01' : `${2024 + years}-01-01`;
    const fixed = (bps: number) => ({ kind: 'fixed' as const, rate: decimalText(BigInt(bps), 4) });
    const { image } = compileDeal({
      type: 'CredenceDeal',
      version: 1,
      name: 'portfolio',
      token: { symbol: 'USDC', decimals: 6 },
      pool: { balance: '10000000' },
      dates: { list: ['2024-01-01', end] },
      collections: { principalTo: 'interest', recoveriesTo: 'interest' },
      classes: [
        { id: 'senior', size: deposits.senior, coupon: fixed(rates.senior) },
        { id: 'junior', size: deposits.junior, coupon: fixed(rates.junior) },
        { id: 'equity', size: deposits.equity, residual: true },
      ],
      payees: [],
      fees: [],
      waterfall: [
        ...['senior', 'junior'].flatMap((id) => [
          { do: 'payInterest', classes: [id], from: 'interest' },
          { do: 'payPrincipal', classes: [id], from: 'interest' },
        ]),
        { do: 'payResidual', class: 'equity', from: 'interest' },
      ],
    });
    const assets = units(inputs.total_assets_now);
    const principal = assets < image.originalPool ? assets : image.originalPool;
    const { outcome } = runPeriod(image, initialState(image), {
      period: 1,
      flags: 0,
      interest: assets - principal,
      principal,
      recoveries: 0n,
      defaults: image.originalPool - principal,
      purchases: 0n,
      poolEnd: 0n,
      delinquent: 0n,
      index: 0n,
    });
    const paid = ['senior', 'junior', 'equity'].map(
      (_, at) => (outcome.interest[at] ?? 0n) + (outcome.principal[at] ?? 0n) + (outcome.residual[at] ?? 0n),
    );
    expect(paid).toEqual([units(expected.senior), units(expected.junior), units(expected.equity)]);
  });
});

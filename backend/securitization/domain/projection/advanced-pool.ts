import { DomainError } from '../../../kernel/errors.ts';

/** A level-pay pool whose defaulted loans stay on the books until they are liquidated; rates and speeds are fractions. */
export interface AdvancedPool {
  readonly balance: number;
  readonly annualRate: number;
  readonly term: number;
  readonly smm: number;
  readonly mdr: number;
  /** Months from default to liquidation. */
  readonly monthsToLiquidation: number;
  /** Loss as a share of the balance at default. */
  readonly severity: number;
  /** Whether the servicer advances the principal and interest of defaulted loans until liquidation. */
  readonly isAdvanced: boolean;
}

export interface AdvancedMonth {
  readonly month: number;
  readonly performing: number;
  readonly newDefaults: number;
  readonly inForeclosure: number;
  /** Share of the original balance that the schedule still owes. */
  readonly amortFactor: number;
  readonly expectedAmortisation: number;
  readonly prepaid: number;
  readonly amortisationFromDefaults: number;
  readonly actualAmortisation: number;
  readonly expectedInterest: number;
  readonly interestLost: number;
  readonly actualInterest: number;
  readonly recovery: number;
  readonly loss: number;
  /** Balance of the liquidated loans, amortised since their default when the servicer advances. */
  readonly liquidated: number;
}

/**
 * Cash flow with defaults, foreclosure and advances, unrounded (BMA C.6, SF-20 to SF-23). New defaults are `performing * mdr`,
 * prepayment is `performing * (1 - share) * smm`, both of the month's beginning; loans default until the liquidation lag reaches the end.
 *
 * @throws {@link DomainError} `projection_input_invalid`
 */
export function projectAdvanced(pool: AdvancedPool, months: number): AdvancedMonth[] {
  const { term, monthsToLiquidation: lag } = pool;
  const isGood = term >= 1 && lag >= 1 && pool.annualRate > 0 && [pool.smm, pool.mdr, pool.severity].every((x) => x >= 0 && x <= 1);
  if (!isGood)
    throw new DomainError('projection_input_invalid', 'invalid', 'Rates and speeds are fractions; term and lag are at least one month.');
  const factors = Array.from({ length: term + 1 }, (_, k) => scheduleFactor(pool, k));
  const factor = (k: number) => factors[Math.min(k, term)] ?? 0;
  const rows: AdvancedMonth[] = [];
  let [performing, foreclosure] = [pool.balance, 0];
  for (let month = 1; month <= months; month++) {
    const share = factor(month - 1) > 0 ? 1 - factor(month) / factor(month - 1) : 1;
    const newDefaults = term - month + 1 > lag ? performing * pool.mdr : 0;
    const origin = rows[month - 1 - lag];
    const atDefault = origin?.newDefaults ?? 0;
    const kept = origin === undefined || !pool.isAdvanced ? 1 : factor(month - 1) / factor(month - 1 - lag);
    const liquidated = atDefault * kept;
    const loss = Math.min(atDefault * pool.severity, liquidated);
    const held = foreclosure + newDefaults - liquidated;
    const base = pool.isAdvanced ? foreclosure - liquidated : 0;
    const expectedAmortisation = (performing + base) * share;
    const amortisationFromDefaults = pool.isAdvanced ? held * share : newDefaults * share;
    const prepaid = Math.min(performing * (1 - share) * pool.smm, performing - newDefaults);
    const expectedInterest = ((performing + foreclosure) * pool.annualRate) / 12;
    const interestLost = ((newDefaults + foreclosure) * pool.annualRate) / 12;
    const actualAmortisation = expectedAmortisation - amortisationFromDefaults;
    performing = Math.max(0, performing - newDefaults - prepaid - actualAmortisation);
    foreclosure = pool.isAdvanced ? held - amortisationFromDefaults : held;
    rows.push({
      month,
      performing,
      newDefaults,
      inForeclosure: foreclosure,
      amortFactor: factor(month),
      expectedAmortisation,
      prepaid,
      amortisationFromDefaults,
      actualAmortisation,
      expectedInterest,
      interestLost,
      actualInterest: expectedInterest - interestLost,
      recovery: liquidated - loss,
      loss,
      liquidated,
    });
  }
  return rows;
}

function scheduleFactor({ annualRate, term }: AdvancedPool, month: number): number {
  const r = annualRate / 12;
  return -Math.expm1(-(term - month) * Math.log1p(r)) / -Math.expm1(-term * Math.log1p(r));
}

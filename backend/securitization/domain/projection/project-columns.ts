import type { ProjectionAssumptions, ProjectionRates } from './assumptions.ts';
import { projectionRates } from './assumptions.ts';
import { type LoanColumns, type PoolColumns, requireColumns } from './loan-columns.ts';
import type { SpeedCurve } from './speed-curve.ts';

const BULLET = 2;
const FLAT_FEE = 3;

/** A curve as doubles, long enough that no look-up leaves it. */
interface FlatCurve {
  readonly isByAge: boolean;
  readonly values: Float64Array;
}

/**
 * Loan-level flows of a whole tape, summed by month: the same months as `projectLines`, with doubles rounded half up to whole units at
 * each posting of each loan. Named `rounded-double` because a product near a half can round the other way than the exact one does.
 *
 * @throws {@link DomainError} `projection_input_invalid`, `speed_out_of_range`
 */
export function projectColumns(loans: LoanColumns, assumptions: ProjectionAssumptions, months: number): PoolColumns {
  requireColumns(loans);
  const rates = projectionRates(assumptions);
  const totals = emptyColumns(months);
  const ageMax = loans.age.reduce((most, age) => Math.max(most, age), 0) + months + 1;
  const prepay = flatten(rates.prepay, Math.max(months, ageMax));
  const defaults = flatten(rates.default, Math.max(months, ageMax));
  for (let loan = 0; loan < loans.balance.length; loan++) projectLoan(loans, loan, rates, { prepay, defaults, months, totals });
  return totals;
}

interface Run {
  readonly prepay: FlatCurve;
  readonly defaults: FlatCurve;
  readonly months: number;
  readonly totals: PoolColumns;
}

function projectLoan(loans: LoanColumns, loan: number, rates: ProjectionRates, run: Run): void {
  const { totals, months } = run;
  const lag = rates.recoveryLag;
  const recoveryRate = Number(rates.recoveryRate) / 1e18;
  const isBma = rates.order === 'bma';
  const kind = loans.kind[loan] as number;
  const r = (loans.annualRate[loan] as number) / 12;
  const age = loans.age[loan] as number;
  const term = age + (loans.remaining[loan] as number);
  const isLevel = kind === 0 && r > 0;
  let remaining = loans.remaining[loan] as number;
  let balance = loans.balance[loan] as number;
  let growth = isLevel ? (1 + r) ** remaining : 1;
  const active = Math.min(months, remaining);
  for (let month = 0; month < active && balance > 0; month++) {
    const share = remaining === 1 ? 1 : isLevel ? r / (growth - 1) : kind === BULLET ? 0 : 1 / remaining;
    const mdr = remaining > lag ? (run.defaults.values[run.defaults.isByAge ? age + month : month] as number) : 0;
    const smm = run.prepay.values[run.prepay.isByAge ? age + month : month] as number;
    const defaulted = Math.floor(balance * mdr + 0.5);
    const survivors = balance - defaulted;
    const interest = Math.floor(survivors * r * (kind === FLAT_FEE ? term / remaining : 1) + 0.5);
    let prepaid = isBma ? 0 : Math.floor(survivors * smm + 0.5);
    const scheduled = Math.floor((survivors - prepaid) * share + 0.5);
    if (isBma) prepaid = Math.min(Math.floor(balance * (1 - share) * smm + 0.5), survivors - scheduled);
    (totals.begin[month] as number) += balance;
    (totals.defaults[month] as number) += defaulted;
    (totals.interest[month] as number) += interest;
    (totals.scheduled[month] as number) += scheduled;
    (totals.prepaid[month] as number) += prepaid;
    balance = survivors - scheduled - prepaid;
    (totals.end[month] as number) += balance;
    if (defaulted > 0 && month + lag < months) {
      const recovered = Math.floor(defaulted * recoveryRate + 0.5);
      (totals.recoveries[month + lag] as number) += recovered;
      (totals.losses[month + lag] as number) += defaulted - recovered;
    }
    remaining -= 1;
    growth /= 1 + r;
  }
}

function emptyColumns(months: number): PoolColumns {
  const column = () => new Float64Array(months);
  return {
    method: 'rounded-double',
    begin: column(),
    defaults: column(),
    interest: column(),
    scheduled: column(),
    prepaid: column(),
    recoveries: column(),
    losses: column(),
    end: column(),
  };
}

function flatten(curve: SpeedCurve, length: number): FlatCurve {
  const last = curve.wad.length - 1;
  const values = Float64Array.from({ length }, (_, at) => Number(curve.wad[Math.min(at, last)]) / 1e18);
  return { isByAge: curve.basis === 'age', values };
}

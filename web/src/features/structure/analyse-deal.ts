import { breakEven } from '../../../../backend/securitization/domain/analytics/break-even.ts';
import { classAnalytics } from '../../../../backend/securitization/domain/analytics/class-analytics.ts';
import { type DealAssumptions, openDealModel } from '../../../../backend/securitization/domain/analytics/deal-assumptions.ts';
import { projectDeal } from '../../../../backend/securitization/domain/analytics/project-deal.ts';
import type { DealFault } from '../../../../backend/securitization/domain/deal/deal-fault.ts';
import { readDecimal, readRate } from '../../../../backend/securitization/domain/deal/decimal-text.ts';
import { WAD } from '../../../../backend/securitization/domain/integer-division.ts';
import { faultsOfDeal, openDeal } from '../../../../backend/securitization/waterfall.ts';
import type { Supposed } from './supposed.ts';

interface Figures {
  /** Years. */
  readonly averageLife: number | null;
  readonly yield: number | null;
  /** Loss over the original size. */
  readonly loss: number | null;
}

export interface ClassOutlook {
  readonly id: string;
  readonly base: Figures;
  readonly stress: Figures;
  /** Default multiple at which the first unit is lost; null when none does it. */
  readonly breakEven: number | null;
}

export interface Outlook {
  readonly faults: readonly DealFault[];
  /** Empty while the file has faults or the assumptions are no numbers. */
  readonly classes: readonly ClassOutlook[];
  /** Code of what the projection refused. */
  readonly refusal: string | null;
}

const SEARCH = { step: WAD / 20n, most: 32n * WAD };

/** Faults of a deal file; without any, what each class may expect of a base case and under stress. */
export function analyseDeal(file: unknown, supposed: Supposed): Outlook {
  const faults = faultsOfDeal(file);
  const base = assumptionsOf(supposed);
  const rate = percent(supposed.rate);
  const months = Number(supposed.months);
  if (faults.length > 0 || base === null || rate === null || !Number.isInteger(months)) return { faults, classes: [], refusal: null };
  try {
    const { image, file: deal } = openDeal(file);
    const assumptions = { ...base, monthsPerPeriod: 'everyMonths' in deal.dates ? deal.dates.everyMonths : 1 };
    const line = { balance: image.originalPool, annualRate: rate, remaining: months, age: 0, amortisation: 'level' } as const;
    const model = openDealModel(image, [line]);
    const stressed = { ...assumptions, default: timesFaster(assumptions.default, supposed.stress) };
    const runs = [projectDeal(model, assumptions), projectDeal(model, stressed)] as const;
    const classes = deal.classes.map(({ id }, at): ClassOutlook => {
      const [calm, hard] = runs.map((run) => figuresOf(run, at, Number(supposed.index) / 100));
      const point = image.classes[at]?.original === 0n ? null : breakEven(model, assumptions, at, SEARCH);
      const none = { averageLife: null, yield: null, loss: null };
      return { id, base: calm ?? none, stress: hard ?? none, breakEven: point === null ? null : Number(point.multiple) / Number(WAD) };
    });
    return { faults, classes, refusal: null };
  } catch (error) {
    return { faults, classes: [], refusal: error instanceof Error && 'code' in error ? String(error.code) : 'unknown' };
  }
}

function figuresOf(run: ReturnType<typeof projectDeal>, at: number, index: number): Figures {
  const { averageLife, yield: bond, loss, original } = classAnalytics(run, at, { price: 100, years: 'ACT/365F', index: [index] });
  return { averageLife, yield: bond, loss: original === 0n ? null : Number(loss) / Number(original) };
}

const percent = (text: string): bigint | null => readRate(`${text.trim()}%`);

function timesFaster(speed: DealAssumptions['default'], times: string): DealAssumptions['default'] {
  if (speed.kind !== 'cdr') return speed;
  const multiple = readDecimal(times.trim(), 2) ?? 100n;
  return { kind: 'cdr', vector: speed.vector.map((rate) => (rate * multiple) / 100n).map((rate) => (rate > WAD ? WAD : rate)) };
}

function assumptionsOf({ cpr, cdr, recovery, lag, index }: Supposed): DealAssumptions | null {
  const [prepay, fail, back, level] = [cpr, cdr, recovery, index].map(percent);
  const months = Number(lag);
  if (prepay == null || fail == null || back == null || level == null || !Number.isInteger(months)) return null;
  return {
    order: 'bma',
    prepay: { kind: 'cpr', vector: [prepay] },
    default: { kind: 'cdr', vector: [fail] },
    recoveryRate: back,
    recoveryLag: months,
    index: [level],
    delinquentShare: 0n,
    isCalled: false,
    monthsPerPeriod: 1,
  };
}

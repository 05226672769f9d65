import { type DealModel, openDealModel } from '../../../../backend/securitization/domain/analytics/deal-assumptions.ts';
import type { Obligors } from '../../../../backend/securitization/domain/analytics/loss-distribution.ts';
import type { RepLine } from '../../../../backend/securitization/domain/projection/rep-line.ts';
import { readMachine } from '../../../../backend/securitization/domain/machine-text.ts';
import { fromHex } from '../../../../backend/kernel/hex.ts';
import type { OutlookBasis } from '../../../../backend/securitization/outlook/schemas.ts';
import { openDeal, readImage } from '../../../../backend/securitization/waterfall.ts';
import { percent } from './supposed.ts';

/** Loans of one grade; without a PD they are like all others. */
export interface GradeOf {
  readonly count: number;
  readonly exposure: number;
  readonly pd: number | null;
}

/** A deal that is being written, with one line of loans in the place of a tape. */
export interface DraftSource {
  readonly kind: 'draft';
  readonly file: unknown;
  readonly rate: string;
  readonly months: string;
  readonly obligors: readonly GradeOf[];
}

/** A deal on the chain, from where it stands. */
export interface RunningSource {
  readonly kind: 'running';
  readonly basis: OutlookBasis;
}

export type DealSource = DraftSource | RunningSource;

/** What a study is made of. */
export interface OpenSource {
  readonly model: DealModel;
  readonly monthsPerPeriod: number;
  readonly classes: readonly string[];
  readonly obligors: readonly Obligors[];
}

/** Opens a deal for projection; null while rate or term of a draft is no number, or no tape is known of a running deal. */
export function openSource(source: DealSource): OpenSource | null {
  return source.kind === 'draft' ? openDraft(source) : openRunning(source.basis);
}

function openDraft({ file, rate: rateText, months, obligors }: DraftSource): OpenSource | null {
  const rate = percent(rateText);
  const remaining = Number(months);
  if (rate === null || !Number.isInteger(remaining)) return null;
  const { image, file: deal } = openDeal(file);
  const line = { balance: image.originalPool, annualRate: rate, remaining, age: 0, amortisation: 'level' } as const;
  return {
    model: openDealModel(image, [line]),
    monthsPerPeriod: 'everyMonths' in deal.dates ? deal.dates.everyMonths : 1,
    classes: deal.classes.map(({ id }) => id),
    obligors: spread(obligors),
  };
}

function openRunning(basis: OutlookBasis): OpenSource | null {
  if (basis.lines.length === 0) return null;
  const { image } = readImage(fromHex(basis.image));
  const lines = basis.lines.map((line): RepLine => ({ ...line, balance: BigInt(line.balance), annualRate: BigInt(line.annualRate) }));
  return {
    model: openDealModel(image, lines, readMachine(JSON.stringify(basis.state))),
    monthsPerPeriod: basis.monthsPerPeriod,
    classes: basis.classes,
    obligors: spread(basis.obligors),
  };
}

/** Grades without a PD have the mean of the others; nobody known is a thousand alike. */
function spread(grades: readonly GradeOf[]): Obligors[] {
  if (grades.length === 0) return [{ count: 1_000, exposure: 1, pd: 0.01, lgd: 1 }];
  const known = grades.filter(({ pd }) => pd !== null);
  const weight = known.reduce((sum, { count, exposure }) => sum + count * exposure, 0);
  const mean = known.reduce((sum, { count, exposure, pd }) => sum + count * exposure * (pd ?? 0), 0) / weight;
  return grades.map(({ count, exposure, pd }) => ({ count, exposure, pd: pd ?? (weight > 0 ? mean : 0.01), lgd: 1 }));
}

import type { ReportInput, ReportView } from '../../../../backend/securitization/deals/schemas.ts';
import { decimalText, readDecimal, readRate } from '../../../../backend/securitization/domain/deal/decimal-text.ts';
import type { FigureName } from '../deals/report-figures.ts';

export const AMOUNTS = ['interest', 'principal', 'recoveries', 'defaults', 'purchases'] as const;
/** A wad is a percentage with so many places. */
const PERCENT_PLACES = 16;
export type AmountName = (typeof AMOUNTS)[number];

/** The figures of a report as they stand in the form: amounts in major units, the index in per cent. */
export interface ReportDraft {
  readonly amounts: Readonly<Record<AmountName, string>>;
  /** Empty for what follows from the other figures. */
  readonly poolEnd: string;
  /** Balances late in the buckets M1 to M6. */
  readonly late: readonly string[];
  readonly index: string;
  readonly isCall: boolean;
  readonly loanCount: string;
  readonly tapeRoot: string;
}

export function emptyDraft(loanCount: number, tapeRoot: string): ReportDraft {
  return {
    amounts: { interest: '', principal: '', recoveries: '', defaults: '', purchases: '' },
    poolEnd: '',
    late: ['', '', '', '', '', ''],
    index: '0',
    isCall: false,
    loanCount: String(loanCount),
    tapeRoot,
  };
}

/** A report that was stated, as it stands in the form. */
export function draftOf(report: ReportView, decimals: number): ReportDraft {
  const major = (units: string) => decimalText(BigInt(units), decimals);
  const { interest, principal, recoveries, defaults, purchases, poolEnd, late, index, loanCount, tapeRoot } = report;
  return {
    amounts: {
      interest: major(interest),
      principal: major(principal),
      recoveries: major(recoveries),
      defaults: major(defaults),
      purchases: major(purchases),
    },
    poolEnd: major(poolEnd),
    late: late.map(major),
    index: decimalText(BigInt(index), PERCENT_PLACES),
    isCall: false,
    loanCount: String(loanCount),
    tapeRoot,
  };
}

/** Units of an amount in major units; nothing stands for 0, what is no amount gives null. */
export function unitsOf(text: string, decimals: number): bigint | null {
  const units = text.trim() === '' ? 0n : readDecimal(text.trim(), decimals);
  return units === null || units < 0n ? null : units;
}

/** What is left of the pool: what it was, less principal and defaults, with what was bought. Null while a figure is no amount. */
export function poolEndOf(draft: ReportDraft, pool: string, decimals: number): bigint | null {
  if (draft.poolEnd.trim() !== '') return unitsOf(draft.poolEnd, decimals);
  const [principal, defaults, purchases] = (['principal', 'defaults', 'purchases'] as const).map((name) =>
    unitsOf(draft.amounts[name], decimals),
  );
  if (principal == null || defaults == null || purchases == null) return null;
  const left = BigInt(pool) - principal - defaults + purchases;
  return left < 0n ? null : left;
}

/** The report as the API takes it, or null while a field is not what it should be. */
export function reportOf(draft: ReportDraft, pool: string, decimals: number): ReportInput | null {
  const amounts = AMOUNTS.map((name) => unitsOf(draft.amounts[name], decimals));
  const late = draft.late.map((text) => unitsOf(text, decimals));
  const poolEnd = poolEndOf(draft, pool, decimals);
  const index = readRate(`${draft.index.trim() === '' ? '0' : draft.index.trim()}%`);
  const [interest, principal, recoveries, defaults, purchases] = amounts;
  if (interest == null || principal == null || recoveries == null || defaults == null || purchases == null) return null;
  if (poolEnd === null || index === null || late.includes(null)) return null;
  if (!/^\d{1,9}$/.test(draft.loanCount) || !/^0x[0-9a-f]{64}$/.test(draft.tapeRoot)) return null;
  return {
    interest: String(interest),
    principal: String(principal),
    recoveries: String(recoveries),
    defaults: String(defaults),
    purchases: String(purchases),
    poolEnd: String(poolEnd),
    late: late.map(String),
    index: String(index),
    isCall: draft.isCall,
    loanCount: Number(draft.loanCount),
    tapeRoot: draft.tapeRoot,
  };
}

const isAmount = (name: string): name is AmountName => AMOUNTS.some((amount) => amount === name);

/** One figure as it stands in the form. */
export function draftText(draft: ReportDraft, name: FigureName): string {
  if (isAmount(name)) return draft.amounts[name];
  if (name === 'poolEnd' || name === 'index' || name === 'loanCount' || name === 'tapeRoot') return draft[name];
  return draft.late[bucketOf(name)] ?? '';
}

/** The form with one figure otherwise. */
export function withFigure(draft: ReportDraft, name: FigureName, value: string): ReportDraft {
  if (isAmount(name)) return { ...draft, amounts: { ...draft.amounts, [name]: value } };
  if (name === 'poolEnd' || name === 'index' || name === 'loanCount' || name === 'tapeRoot') return { ...draft, [name]: value };
  return { ...draft, late: draft.late.with(bucketOf(name), value) };
}

const bucketOf = (name: string): number => Number(name.slice(name.indexOf('.') + 1));

import type { PeriodView } from '../../../../backend/securitization/deals/schemas.ts';

/** A band of the drawing: money that went from one place to another. */
export interface Flow {
  readonly source: string;
  readonly target: string;
  /** Units. */
  readonly amount: bigint;
  /** The first step that moved it; null for what came in or stayed. */
  readonly step: number | null;
}

/** As much of a period, or of a dry run of one, as its drawing needs. */
export type ShownPeriod = Pick<PeriodView, 'postings' | 'opening' | 'reserve' | 'collections'> & {
  readonly report: Pick<PeriodView['report'], 'interest' | 'principal' | 'recoveries'>;
};

/**
 * Where the cash of a period came from and where it went. What the reserve gives and what it takes are two places, because
 * a drawing of flows has no circles.
 */
export function flowsOfPeriod({ postings, report, opening, reserve, collections }: ShownPeriod): Flow[] {
  const flows = new Map<string, Flow>();
  const add = (source: string, target: string, amount: bigint, step: number | null): void => {
    if (amount <= 0n || source === target) return;
    const key = `${source}>${target}`;
    const known = flows.get(key);
    flows.set(key, known === undefined ? { source, target, amount, step } : { ...known, amount: known.amount + amount });
  };
  const { principalTo, recoveriesTo } = collections;
  add('in:interest', 'interestBucket', BigInt(report.interest), null);
  add('in:principal', `${principalTo}Bucket`, BigInt(report.principal), null);
  add('in:recoveries', `${recoveriesTo}Bucket`, BigInt(report.recoveries), null);
  add('in:carried', 'interestBucket', BigInt(opening.interest), null);
  add('in:carried', 'principalBucket', BigInt(opening.principal), null);
  for (const { step, flows: moved } of postings) {
    for (const { from, to, amount } of moved) {
      add(from === 'reserve' ? 'in:reserve' : from, to === 'reserve' ? 'out:reserve' : to, BigInt(amount), step);
    }
  }
  const drawn = [...flows.values()].filter(({ source }) => source === 'in:reserve').reduce((sum, { amount }) => sum + amount, 0n);
  const kept = BigInt(opening.reserve) - drawn;
  if (kept > 0n && BigInt(reserve) > 0n) add('in:reserve', 'out:reserve', kept, null);
  return [...flows.values()];
}

import type { DealFault } from '../../../../backend/securitization/domain/deal/deal-fault.ts';
import { faultsOfDeal } from '../../../../backend/securitization/waterfall.ts';
import { refusalOf } from '../outlook/refusal.ts';
import { type ClassOutlook, openStudy, quickStudy } from '../outlook/study-deal.ts';
import type { Supposed } from '../outlook/supposed.ts';

export interface Outlook {
  readonly faults: readonly DealFault[];
  /** Empty while the file has faults or the assumptions are no numbers. */
  readonly classes: readonly ClassOutlook[];
  /** Code of what the projection refused. */
  readonly refusal: string | null;
}

/** Faults of a deal file; without any, what each class may expect of a base case and under stress. */
export function analyseDeal(file: unknown, supposed: Supposed): Outlook {
  const faults = faultsOfDeal(file);
  if (faults.length > 0) return { faults, classes: [], refusal: null };
  try {
    const source = { kind: 'draft', file, rate: supposed.rate, months: supposed.months, obligors: [] } as const;
    const study = openStudy({ source, behaviour: supposed, correlation: '0' });
    return { faults, classes: study === null ? [] : quickStudy(study.open, study.assumptions, supposed).classes, refusal: null };
  } catch (error) {
    return { faults, classes: [], refusal: refusalOf(error) };
  }
}

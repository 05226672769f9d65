import type { TFunction } from 'i18next';

const KINDS = {
  'scorecard.train': 'train',
  'binning.preview': 'preview',
  'scorecards.compare': 'compare',
  'customers.score': 'score',
  'batch.issue': 'issue',
  'rating-board.write': 'board',
} as const;

/** What a job does, in words. */
export function jobKind(t: TFunction, kind: string): string {
  const known = Object.entries(KINDS).find(([name]) => name === kind)?.[1];
  return known === undefined ? kind : t(`system.jobKind.${known}`);
}

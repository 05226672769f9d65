import type { TFunction } from 'i18next';

const KINDS = {
  'scorecard.train': 'train',
  'scorecard.import': 'import',
  'scorecard.refit': 'refit',
  'scorecards.compare': 'compare',
  'model.measure': 'measure',
  'model.record': 'record',
  'customers.score': 'score',
  'batch.issue': 'issue',
  'credentials.gather': 'gather',
  'credentials.verify-many': 'bulk',
  'log.audit': 'logAudit',
  'rating-board.write': 'board',
} as const;

/** What a job does, in words. */
export function jobKind(t: TFunction, kind: string): string {
  const known = Object.entries(KINDS).find(([name]) => name === kind)?.[1];
  return known === undefined ? kind : t(`system.jobKind.${known}`);
}

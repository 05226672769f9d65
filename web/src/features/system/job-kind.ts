import type { TFunction } from 'i18next';

const KINDS = ['train_scorecard', 'score_customers', 'issue_batch', 'import_file', 'anchor_batch'] as const;
const ALIASES: Record<string, (typeof KINDS)[number]> = {
  scorecard_train: 'train_scorecard',
  train: 'train_scorecard',
  scoring_run: 'score_customers',
  run_scoring: 'score_customers',
  score: 'score_customers',
  batch_issue: 'issue_batch',
  issue_credentials: 'issue_batch',
  import: 'import_file',
};

/** What a job does, in words; kinds may be written with dots or dashes. */
export function jobKind(t: TFunction, kind: string): string {
  const plain = kind.replaceAll(/[.\-: ]/g, '_').toLowerCase();
  const known = KINDS.find((name) => name === plain) ?? ALIASES[plain];
  return known === undefined ? kind : t(`system.jobKind.${known}`);
}

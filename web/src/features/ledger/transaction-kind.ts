import type { TFunction } from 'i18next';

const KINDS = [
  'anchor-batch',
  'revoke',
  'add-key',
  'remove-key',
  'freeze-batches',
  'thaw-batches',
  'suspend',
  'release',
  'revoke-batch',
  'rating-publish',
  'rating-default-rates',
  'rating-board',
  'rating-slot',
] as const;

/** What a transaction is for, in words. */
export function transactionKind(t: TFunction, kind: string): string {
  const known = KINDS.find((name) => name === kind.replace('.', '-'));
  return known === undefined ? kind : t(`ledger.txKind.${known}`);
}

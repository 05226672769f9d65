import type { TFunction } from 'i18next';

const KINDS = ['anchor-batch', 'revoke'] as const;

/** What a transaction is for, in words. */
export function transactionKind(t: TFunction, kind: string): string {
  const known = KINDS.find((name) => name === kind);
  return known === undefined ? kind : t(`ledger.txKind.${known}`);
}

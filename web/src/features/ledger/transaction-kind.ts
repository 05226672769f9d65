import type { TFunction } from 'i18next';

const KINDS = ['deploy', 'register_issuer', 'add_key', 'anchor_batch', 'revoke', 'suspend_issuer', 'grant_role'] as const;

/** What a transaction is for, in words; kinds may be written with dots or dashes. */
export function transactionKind(t: TFunction, kind: string): string {
  const plain = kind.replaceAll(/[.\-: ]/g, '_').toLowerCase();
  const known = KINDS.find((name) => name === plain);
  return known === undefined ? kind : t(`ledger.txKind.${known}`);
}

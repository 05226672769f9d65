import type { TFunction } from 'i18next';

export const KEY_ROLES = ['anchor', 'revoke', 'sign'] as const;

/** What a key may do, in words. */
export function keyRole(t: TFunction, role: string): string {
  const known = KEY_ROLES.find((name) => name === role);
  return known === undefined ? role : t(`ledger.keyRole.${known}`);
}

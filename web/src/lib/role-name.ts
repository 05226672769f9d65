import type { TFunction } from 'i18next';

const ROLES = ['operator', 'risk_officer', 'lender', 'investor', 'regulator', 'customer'] as const;

/** The role in the language of the screen; an unknown role stays as the API wrote it. */
export function roleName(t: TFunction, role: string): string {
  const known = ROLES.find((name) => name === role);
  return known === undefined ? role : t(`role.${known}`);
}

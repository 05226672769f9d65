export const PERMISSIONS = [
  'customers:read',
  'customers:write',
  'scorecards:read',
  'scorecards:write',
  'credentials:read',
  'credentials:issue',
  'credentials:revoke',
  'ledger:read',
  'verify:run',
  'audit:read',
  'system:read',
  'api-keys:manage',
  'members:manage',
] as const;
export type Permission = (typeof PERMISSIONS)[number];

export const ROLES = ['operator', 'risk_officer', 'lender', 'investor', 'regulator'] as const;
export type Role = (typeof ROLES)[number];

/** What each role of a member may do. The outsiders see the ledger and verify; personal data stays with the issuer's own people. */
const GRANTS: Readonly<Record<Role, readonly Permission[]>> = {
  operator: PERMISSIONS,
  risk_officer: [
    'customers:read',
    'customers:write',
    'scorecards:read',
    'scorecards:write',
    'credentials:read',
    'credentials:issue',
    'credentials:revoke',
    'ledger:read',
    'verify:run',
    'audit:read',
    'system:read',
  ],
  lender: ['scorecards:read', 'ledger:read', 'verify:run', 'api-keys:manage'],
  investor: ['scorecards:read', 'ledger:read', 'verify:run'],
  regulator: ['scorecards:read', 'credentials:read', 'ledger:read', 'verify:run', 'audit:read', 'system:read'],
};

const SETS = new Map<string, ReadonlySet<Permission>>(ROLES.map((role) => [role, new Set(GRANTS[role])]));
const NONE: ReadonlySet<Permission> = new Set();

/** Permissions of a role; none for a role that is not ours. */
export function permissionsOf(role: string): ReadonlySet<Permission> {
  return SETS.get(role) ?? NONE;
}

export function isPermission(text: string): text is Permission {
  return (PERMISSIONS as readonly string[]).includes(text);
}

export function isRole(text: string): text is Role {
  return (ROLES as readonly string[]).includes(text);
}

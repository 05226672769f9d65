export const PERMISSIONS = [
  'customers:read',
  'customers:write',
  'scorecards:read',
  'scorecards:write',
  'credentials:read',
  'credentials:issue',
  'credentials:revoke',
  'credentials:approve',
  'issuer:manage',
  'ledger:read',
  'log:publish',
  'ratings:read',
  'ratings:publish',
  'securitization:read',
  'securitization:write',
  'own:read',
  'own:write',
  'reliance:read',
  'reliance:write',
  'verify:run',
  'audit:read',
  'system:read',
  'api-keys:manage',
  'members:manage',
  'people:read',
] as const;
export type Permission = (typeof PERMISSIONS)[number];

export const ROLES = ['operator', 'risk_officer', 'lender', 'investor', 'regulator', 'customer'] as const;
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
    'credentials:approve',
    'ratings:read',
    'ratings:publish',
    'securitization:read',
    'securitization:write',
    'reliance:read',
    'reliance:write',
    'ledger:read',
    'verify:run',
    'audit:read',
    'system:read',
    'people:read',
  ],
  lender: [
    'scorecards:read',
    'ledger:read',
    'ratings:read',
    'securitization:read',
    'reliance:read',
    'reliance:write',
    'verify:run',
    'api-keys:manage',
    'people:read',
  ],
  investor: ['scorecards:read', 'ledger:read', 'ratings:read', 'securitization:read', 'verify:run'],
  regulator: [
    'scorecards:read',
    'credentials:read',
    'ledger:read',
    'ratings:read',
    'securitization:read',
    'verify:run',
    'audit:read',
    'system:read',
    'people:read',
  ],
  customer: ['own:read', 'own:write', 'ledger:read', 'ratings:read', 'verify:run'],
};

/** Kinds of organizations that are the house itself: they share customers, models, deals and whatever is done to them. */
export const HOUSE_KINDS = ['issuer', 'operator'] as const;

export function isHouseKind(organizationKind: string | null): boolean {
  return (HOUSE_KINDS as readonly (string | null)[]).includes(organizationKind);
}

/** What members of an outside organization may do at most, whatever their role: the rest is the issuer's own business. */
const OUTSIDERS: readonly Permission[] = [
  'scorecards:read',
  'ledger:read',
  'ratings:read',
  'securitization:read',
  'reliance:read',
  'reliance:write',
  'verify:run',
  'api-keys:manage',
  'members:manage',
  'people:read',
];
/** Members of the customers' organization see what is their own and nothing else of the house. */
const CUSTOMERS: readonly Permission[] = ['own:read', 'own:write', 'ledger:read', 'ratings:read', 'verify:run'];
const SUPERVISORS: readonly Permission[] = [...OUTSIDERS, 'credentials:read', 'audit:read', 'system:read'];

function limitOf(organizationKind: string): readonly Permission[] {
  if (isHouseKind(organizationKind)) return PERMISSIONS;
  if (organizationKind === 'customer') return CUSTOMERS;
  return organizationKind === 'regulator' ? SUPERVISORS : OUTSIDERS;
}

/** Permissions of a role in an organization of a kind; none for a role that is not ours. */
export function permissionsIn(organizationKind: string, role: string): ReadonlySet<Permission> {
  return isRole(role) ? withinLimit(organizationKind, GRANTS[role]) : new Set();
}

/** Those of `permissions` that an organization of a kind can have at all. */
export function withinLimit(organizationKind: string, permissions: readonly Permission[]): ReadonlySet<Permission> {
  const limit = limitOf(organizationKind);
  return new Set(permissions.filter((permission) => limit.includes(permission)));
}

/** Permissions of a role where nothing limits it; none for a role that is not ours. */
export function permissionsOf(role: string): ReadonlySet<Permission> {
  return permissionsIn('operator', role);
}

export function isPermission(text: string): text is Permission {
  return (PERMISSIONS as readonly string[]).includes(text);
}

export function isRole(text: string): text is Role {
  return (ROLES as readonly string[]).includes(text);
}

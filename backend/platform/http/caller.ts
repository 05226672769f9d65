import type { Permission } from './permissions.ts';

/** Who sent a request, as far as the request proves it. */
export interface Caller {
  readonly kind: 'user' | 'key' | 'anonymous';
  /** Row id of the user or the API key; empty for an anonymous caller. */
  readonly id: string;
  /** How the audit log names the caller: `user:<id>`, `key:<prefix>` or `anonymous`. */
  readonly actor: string;
  readonly organizationId: string | null;
  readonly organizationKind: string | null;
  readonly role: string | null;
  readonly permissions: ReadonlySet<Permission>;
}

export const ANONYMOUS: Caller = Object.freeze({
  kind: 'anonymous',
  id: '',
  actor: 'anonymous',
  organizationId: null,
  organizationKind: null,
  role: null,
  permissions: new Set<Permission>(),
});

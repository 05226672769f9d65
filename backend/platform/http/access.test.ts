import { fastify } from 'fastify';
import { describe, expect, it } from 'vitest';
import { DomainError } from '../../kernel/errors.ts';
import { assertAllowed, installAccess } from './access.ts';
import { ANONYMOUS, type Caller } from './caller.ts';
import { isPermission, isRole, PERMISSIONS, permissionsIn, permissionsOf, ROLES, withinLimit } from './permissions.ts';

const member = (role: string): Caller => ({
  ...ANONYMOUS,
  kind: 'user',
  id: 'usr_1',
  actor: 'user:usr_1',
  role,
  permissions: permissionsOf(role),
});

function guarded(caller: Caller, denied: string[] = []) {
  const server = fastify();
  installAccess(server, {
    authenticate: async () => caller,
    recordDenial: async (_request, error) => void denied.push(error.code),
  });
  return server;
}

describe('access', () => {
  it('does not let a server start with a route that says nothing about access', async () => {
    const server = guarded(ANONYMOUS);
    server.get('/open', { config: { access: 'public' } }, async () => 'ok');
    server.register(async (inner) => {
      inner.get('/forgotten', async () => 'ok');
    });
    await expect(server.ready()).rejects.toThrow('Routes without config.access: GET /forgotten, HEAD /forgotten.');
  });

  it('refuses by default: visitors 401, members without the permission 403, and records both', async () => {
    for (const [caller, code] of [
      [ANONYMOUS, 'sign_in_required'],
      [member('investor'), 'permission_missing'],
      [member('nobody'), 'permission_missing'],
    ] as const) {
      const denied: string[] = [];
      const server = guarded(caller, denied);
      let isReached = false;
      server.get('/secret', { config: { access: 'audit:read' } }, async () => {
        isReached = true;
        return 'ok';
      });
      const answer = await server.inject('/secret');
      expect(answer.statusCode).toBe(500);
      expect(isReached).toBe(false);
      expect(denied).toEqual([code]);
      await server.close();
    }
  });

  it('lets in who has the permission', () => {
    for (const role of ROLES) {
      for (const permission of PERMISSIONS) {
        const attempt = () => assertAllowed(member(role), permission);
        if (permissionsOf(role).has(permission)) expect(attempt).not.toThrow();
        else expect(attempt).toThrow(DomainError);
      }
      expect(() => assertAllowed(member(role), 'authenticated')).not.toThrow();
    }
    expect(() => assertAllowed(ANONYMOUS, 'public')).not.toThrow();
    expect(() => assertAllowed(ANONYMOUS, undefined)).toThrow('without config.access');
  });
});

describe('roles', () => {
  it('keep personal data and issuing with the issuer', () => {
    for (const role of ['lender', 'investor', 'regulator']) {
      for (const permission of [
        'customers:read',
        'customers:write',
        'credentials:issue',
        'credentials:revoke',
        'members:manage',
      ] as const) {
        expect(permissionsOf(role).has(permission)).toBe(false);
      }
      expect(permissionsOf(role).has('verify:run')).toBe(true);
    }
    expect([...permissionsOf('operator')].sort()).toEqual([...PERMISSIONS].sort());
    expect(permissionsOf('toString').size).toBe(0);
  });

  it('cannot bring the rights of an issuer into an outside organization', () => {
    for (const role of ROLES) {
      expect(permissionsIn('issuer', role)).toEqual(permissionsOf(role));
      for (const kind of ['lender', 'investor', 'regulator', 'no such kind']) {
        for (const permission of [
          'customers:read',
          'customers:write',
          'scorecards:write',
          'credentials:issue',
          'credentials:revoke',
        ] as const) {
          expect(permissionsIn(kind, role).has(permission)).toBe(false);
        }
      }
    }
    expect(permissionsIn('lender', 'operator').has('audit:read')).toBe(false);
    for (const kind of ['issuer', 'operator', 'lender', 'investor', 'regulator', 'customer']) {
      for (const role of ['investor', 'customer']) expect(permissionsIn(kind, role).has('people:read')).toBe(false);
    }
    for (const role of ROLES) expect(permissionsIn('customer', role).has('people:read')).toBe(false);
    expect(permissionsIn('regulator', 'regulator')).toEqual(permissionsOf('regulator'));
    expect([...withinLimit('lender', ['customers:read', 'ledger:read'])]).toEqual(['ledger:read']);
  });

  it('are told from other words', () => {
    expect(isRole('lender')).toBe(true);
    expect(isRole('owner')).toBe(false);
    expect(isPermission('audit:read')).toBe(true);
    expect(isPermission('audit:write')).toBe(false);
  });
});

import type { Database } from '../database/database.ts';
import { ANONYMOUS, type Caller } from '../http/caller.ts';
import { permissionsIn } from '../http/permissions.ts';
import { COOKIE_PREFIX } from './cookie-prefix.ts';
import type { Engine } from './engine.ts';

/** Whether a request brings a session, be it a good one or not. */
export function hasSessionCookie(cookie: string | undefined): boolean {
  return cookie?.includes(`${COOKIE_PREFIX}.session_token=`) ?? false;
}

/** The member behind a session cookie; anonymous when the session is over. Rights are those of the role in the active organization. */
export async function callerOfSession(engine: Engine, database: Database, cookie: string): Promise<Caller> {
  const found = await engine.api.getSession({ headers: new Headers({ cookie }) });
  if (found === null) return ANONYMOUS;
  const { activeOrganizationId } = found.session;
  const member =
    typeof activeOrganizationId === 'string'
      ? await database.client.member.findUnique({
          where: { organizationId_userId: { organizationId: activeOrganizationId, userId: found.user.id } },
          include: { organization: true },
        })
      : null;
  return {
    kind: 'user',
    id: found.user.id,
    actor: `user:${found.user.id}`,
    organizationId: member?.organizationId ?? null,
    organizationKind: member?.organization.kind ?? null,
    role: member?.role ?? null,
    permissions: permissionsIn(member?.organization.kind ?? '', member?.role ?? ''),
  };
}

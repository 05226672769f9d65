import { DomainError } from '../../kernel/errors.ts';
import type { Caller } from '../../platform/http/caller.ts';
import { isRole, permissionsIn } from '../../platform/http/permissions.ts';
import { buildApi } from '../api/build-api.ts';
import { type ApiClient, createApiClient } from '../cli/api-client.ts';
import type { System } from '../open-system.ts';

/** The API as one member of the demo after the other sees it: two people are two callers with two sets of permissions. */
export interface DemoPeople {
  as(email: string): Promise<ApiClient>;
  close(): Promise<void>;
}

const PERSON = 'x-demo-person';

/** Opens the API in this process; who owns the files of the installation needs nobody's password. */
export async function openDemoPeople(system: System): Promise<DemoPeople> {
  const callers = new Map<string, Caller>();
  const unknown = () => new DomainError('demo_incomplete', 'unavailable', 'The demo has no such account.');
  const server = await buildApi(system, {
    authenticate: async ({ headers }) => {
      const caller = callers.get(String(headers[PERSON]));
      if (caller === undefined) throw unknown();
      return caller;
    },
  });
  await server.ready();
  return {
    async as(email) {
      callers.set(email, await callerOf(system, email));
      return createApiClient(async ({ method, path, headers, payload }) => {
        const body = payload === undefined ? {} : { payload: typeof payload === 'string' ? payload : Buffer.from(payload) };
        const answer = await server.inject({ method, url: path, headers: { ...headers, [PERSON]: email }, ...body });
        return { status: answer.statusCode, bytes: new Uint8Array(answer.rawPayload) };
      });
    },
    close: async () => {
      await server.close();
    },
  };
}

async function callerOf({ database }: System, email: string): Promise<Caller> {
  const user = await database.client.user.findUniqueOrThrow({ where: { email } });
  const member = await database.client.member.findFirstOrThrow({ where: { userId: user.id }, include: { organization: true } });
  const { organization, role } = member;
  return {
    kind: 'user',
    id: user.id,
    actor: `user:${user.id}`,
    organizationId: organization.id,
    organizationKind: organization.kind,
    role: isRole(role) ? role : null,
    permissions: permissionsIn(organization.kind, role),
  };
}

import { userInfo } from 'node:os';
import { DomainError } from '../../kernel/errors.ts';
import type { Config } from '../../platform/config/config.ts';
import type { Caller } from '../../platform/http/caller.ts';
import { PERMISSIONS } from '../../platform/http/permissions.ts';
import { buildApi } from '../api/build-api.ts';
import { openSystem, type System } from '../open-system.ts';
import type { ApiTransport } from './api-client.ts';

export interface LocalApi {
  readonly transport: ApiTransport;
  close(): Promise<void>;
}

/**
 * The API in this process. Who may read the files of the installation may do everything in it, so no
 * sign-in is asked; the audit log names the user of the operating system.
 *
 * @param organization - slug of the organization to act for, where one is needed
 * @throws {@link DomainError} `organization_unknown`
 */
export async function openLocalApi(config: Config, organization: string | undefined): Promise<LocalApi> {
  const system = await openSystem(config, 'cli');
  const owner: Caller = {
    kind: 'user',
    id: '',
    actor: `system:cli:${userInfo().username}`,
    organizationId: organization === undefined ? null : await organizationIdOf(system, organization),
    organizationKind: 'operator',
    role: 'operator',
    permissions: new Set(PERMISSIONS),
  };
  const server = await buildApi(system, { authenticate: async () => owner });
  await server.ready();
  return {
    transport: async ({ method, path, headers, payload }) => {
      const body = payload === undefined ? {} : { payload: typeof payload === 'string' ? payload : Buffer.from(payload) };
      const answer = await server.inject({ method, url: path, headers: { ...headers }, ...body });
      return { status: answer.statusCode, bytes: new Uint8Array(answer.rawPayload) };
    },
    close: async () => {
      await server.close();
      await system.close();
    },
  };
}

async function organizationIdOf({ database, close }: System, slug: string): Promise<string> {
  const row = await database.client.organization.findUnique({ where: { slug } });
  if (row !== null) return row.id;
  await close();
  throw new DomainError('organization_unknown', 'not_found', 'No organization has this slug.', { params: { slug } });
}

import { userInfo } from 'node:os';
import type { Config } from '../../platform/config/config.ts';
import type { Caller } from '../../platform/http/caller.ts';
import { PERMISSIONS } from '../../platform/http/permissions.ts';
import { buildApi } from '../api/build-api.ts';
import { openSystem } from '../open-system.ts';
import type { ApiTransport } from './api-client.ts';

/**
 * The API in this process. Who may read the files of the installation may do everything in it, so no
 * sign-in is asked; the audit log names the user of the operating system.
 */
export async function openLocalApi(config: Config): Promise<{ transport: ApiTransport; close: () => Promise<void> }> {
  const system = await openSystem(config, 'cli');
  const owner: Caller = {
    kind: 'user',
    id: '',
    actor: `system:cli:${userInfo().username}`,
    organizationId: null,
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
      return { status: answer.statusCode, text: answer.body };
    },
    close: async () => {
      await server.close();
      await system.close();
    },
  };
}

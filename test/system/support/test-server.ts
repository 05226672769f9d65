import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify';
import { createOrganization, createUser } from '../../../backend/platform/auth/accounts.ts';
import { createAuth } from '../../../backend/platform/auth/auth.ts';
import { type Config, loadConfig } from '../../../backend/platform/config/config.ts';
import type { Secrets } from '../../../backend/platform/config/secrets.ts';
import type { Database } from '../../../backend/platform/database/database.ts';
import { buildServer, type ServerParts } from '../../../backend/platform/http/build-server.ts';
import type { ChainProbe } from '../../../backend/platform/http/chain-probe.ts';
import { ROLES, type Role } from '../../../backend/platform/http/permissions.ts';
import { createLogger, type Logger } from '../../../backend/platform/log/logger.ts';

export const CHAIN_ID = 31_337;
export const PASSWORD = 'correct horse battery';
export const ORIGIN = 'http://127.0.0.1:4100';

export const SECRETS: Secrets = {
  masterKey: new Uint8Array(32).fill(1),
  pepper: new Uint8Array(32).fill(2),
  authSecret: 'a1'.repeat(32),
  keystorePassword: 'b2'.repeat(32),
};

/** A chain that stands still at block 7. */
export const STILL_CHAIN: ChainProbe = {
  readHead: async () => ({ chainId: CHAIN_ID, number: 7n, hash: `0x${'11'.repeat(32)}`, timestamp: 1_700_000_000n }),
};

export function configForTest(env: Record<string, string> = {}): Config {
  return loadConfig({ CREDENCE_RATE_LIMIT: '100000000', CREDENCE_PUBLIC_URL: ORIGIN, ...env });
}

export interface TestServerOptions extends Partial<Pick<ServerParts, 'routes' | 'chain' | 'webRoot' | 'demoLogins' | 'isOwnClient'>> {
  readonly logger?: Logger;
  readonly config?: Config;
}

/** The whole server over a real database, to be asked with `inject`. */
export async function openServer(database: Database, options: TestServerOptions = {}): Promise<FastifyInstance> {
  const config = options.config ?? configForTest();
  const logger = options.logger ?? createLogger({ name: 'test', level: 'silent' });
  const auth = createAuth({ config, secrets: SECRETS, database, logger, chainId: async () => CHAIN_ID });
  const { routes = [], chain = STILL_CHAIN, webRoot, demoLogins = [], isOwnClient = false } = options;
  const parts = { config, secrets: SECRETS, database, chain, logger, auth, routes, demoLogins, isOwnClient };
  return buildServer(webRoot === undefined ? parts : { ...parts, webRoot });
}

/** One organization with a member of each role; e-mail addresses are `<role>@<slug>.example`. */
export async function seedMembers(database: Database, slug: string): Promise<{ organizationId: string; users: Record<Role, string> }> {
  const organizationId = await createOrganization(database, { name: `Organization ${slug}`, slug, kind: 'issuer' });
  const users: Partial<Record<Role, string>> = {};
  for (const role of ROLES) {
    const name = `A ${role}`;
    users[role] = await createUser(database, {
      name,
      email: emailOf(role, slug),
      password: PASSWORD,
      membership: { organizationId, role },
    });
  }
  return { organizationId, users: users as Record<Role, string> };
}

export function emailOf(role: Role, slug: string): string {
  return `${role}@${slug}.example`;
}

/** The cookie header of a fresh session. */
export async function signIn(server: FastifyInstance, email: string, password: string = PASSWORD): Promise<string> {
  const answer = await postJson(server, '/api/auth/sign-in/email', { email, password });
  if (answer.statusCode !== 200) throw new Error(`sign-in answered ${answer.statusCode}: ${answer.body}`);
  return cookieOf(answer);
}

export function cookieOf(answer: LightMyRequestResponse): string {
  return answer.cookies.map((cookie) => `${cookie.name}=${encodeURIComponent(cookie.value)}`).join('; ');
}

export function postJson(
  server: FastifyInstance,
  url: string,
  payload: object,
  headers: InjectOptions['headers'] = {},
): Promise<LightMyRequestResponse> {
  return server.inject({ method: 'POST', url, payload, headers: { origin: ORIGIN, ...headers } });
}

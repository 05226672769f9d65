import { randomBytes, randomUUID } from 'node:crypto';
import { prismaAdapter } from 'better-auth/adapters/prisma';
import { betterAuth } from 'better-auth/minimal';
import { organization } from 'better-auth/plugins/organization';
import { siwe } from 'better-auth/plugins/siwe';
import { createAccessControl } from 'better-auth/plugins/access';
import { adminAc, defaultStatements } from 'better-auth/plugins/organization/access';
import type { Database } from '../database/database.ts';
import type { Logger } from '../log/logger.ts';
import { COOKIE_PREFIX } from './cookie-prefix.ts';
import { hashPassword, verifyPassword } from './password-hash.ts';

export const SESSION_HOURS = 12;
const ID_PREFIX: Readonly<Record<string, string>> = { user: 'usr', session: 'ses', account: 'acc', organization: 'org', member: 'mem' };

export interface EngineParts {
  readonly publicUrl: string;
  readonly secret: string;
  readonly database: Database;
  readonly logger: Logger;
  readonly verifyWalletMessage: (message: string, signature: string, address: string) => Promise<boolean>;
}

export type Engine = ReturnType<typeof createEngine>;

/** better-auth with our parameters: who has which session is its work, who may do what is ours. */
export function createEngine(parts: EngineParts) {
  const accessControl = createAccessControl(defaultStatements);
  const without = accessControl.newRole({});
  const roles = {
    operator: accessControl.newRole(adminAc.statements),
    risk_officer: without,
    lender: without,
    investor: without,
    regulator: without,
    customer: without,
  };
  return betterAuth({
    appName: 'Credence',
    baseURL: parts.publicUrl,
    basePath: '/api/auth',
    secret: parts.secret,
    trustedOrigins: [new URL(parts.publicUrl).origin],
    database: prismaAdapter(parts.database.client, { provider: parts.database.provider }),
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: 10,
      maxPasswordLength: 200,
      password: { hash: hashPassword, verify: verifyPassword },
    },
    user: { additionalFields: { locale: { type: 'string', required: false, defaultValue: 'zh' } } },
    // A session ends after its hours whatever happens: the cookie and the row agree without refreshing either.
    session: { expiresIn: SESSION_HOURS * 3600, disableSessionRefresh: true },
    databaseHooks: { session: { create: { before: (session) => withFirstOrganization(parts.database, session) } } },
    advanced: {
      cookiePrefix: COOKIE_PREFIX,
      ipAddress: { disableIpTracking: true },
      database: { generateId: ({ model }) => `${ID_PREFIX[model] ?? 'row'}_${randomUUID()}` },
    },
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    logger: { disabled: false, level: 'warn', log: (level, message) => logEngine(parts.logger, level, message) },
    plugins: [
      organization({ ac: accessControl, roles, creatorRole: 'operator', allowUserToCreateOrganization: false }),
      siwe({
        domain: new URL(parts.publicUrl).host,
        getNonce: async () => randomBytes(16).toString('hex'),
        verifyMessage: ({ message, signature, address }) => parts.verifyWalletMessage(message, signature, address),
      }),
    ],
  });
}

async function withFirstOrganization<T extends { userId: string }>(database: Database, session: T) {
  const member = await database.client.member.findFirst({
    where: { userId: session.userId },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
  });
  return { data: { ...session, activeOrganizationId: member?.organizationId ?? null } };
}

/** Its messages can name addresses of people, so only their fixed beginning is kept. */
function logEngine(logger: Logger, level: string, message: string): void {
  const text = message.split(':', 1)[0]?.slice(0, 120);
  if (level === 'error') logger.error({ engine: text }, 'auth engine');
  else logger.debug({ engine: text }, 'auth engine');
}

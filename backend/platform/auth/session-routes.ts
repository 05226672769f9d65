import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { DomainError } from '../../kernel/errors.ts';
import type { Config } from '../config/config.ts';
import type { Database } from '../database/database.ts';
import { tooManyRequests } from '../http/limits.ts';
import { recordAudit } from '../http/record-audit.ts';
import type { Auth } from './auth.ts';
import { callEngine, type EngineCall } from './engine-call.ts';

const Password = z.string().min(1).max(200);
const Done = z.object({ done: z.literal(true) });
/** Of the requests that an address may send in a minute, one in so many may try to sign in: each costs a password hash. */
const SIGN_IN_SHARE = 10;
const FAILURES_PER_ACCOUNT = 10;

export interface SessionRouteParts {
  readonly config: Pick<Config, 'publicUrl' | 'rateLimitPerMinute'>;
  readonly database: Database;
  readonly auth: Auth;
}

/** Signing in and out, by password or wallet, and what a member changes of the own account. */
export const sessionRoutes =
  (parts: SessionRouteParts): FastifyPluginAsyncZod =>
  async (server) => {
    const call = (path: string, body: Readonly<Record<string, unknown>>, refusal: () => DomainError): EngineCall => ({
      engine: parts.auth.engine,
      publicUrl: parts.config.publicUrl,
      path,
      body,
      refusal,
    });
    const perAddress = { max: Math.ceil(parts.config.rateLimitPerMinute / SIGN_IN_SHARE), timeWindow: 60_000 };
    const attempts = server.createRateLimit({
      max: FAILURES_PER_ACCOUNT,
      timeWindow: 60_000,
      keyGenerator: (request) => `sign-in:${request.ip}:${emailOf(request.body)}`,
    });

    server.post(
      '/api/auth/sign-in/email',
      {
        config: { access: 'public', rateLimit: perAddress },
        schema: {
          tags: ['session'],
          summary: 'Sign in with a password',
          body: z.strictObject({ email: z.email().max(200), password: Password }),
          response: { 200: Done },
        },
      },
      async (request, reply) => {
        const { email, password } = request.body;
        const state = await attempts(request, { increment: false });
        if (!state.isAllowed && state.remaining <= 0) throw tooManyRequests(state.ttlInSeconds);
        try {
          await callEngine(request, reply, call('/sign-in/email', { email, password }, credentialsRefused));
        } catch (error) {
          await attempts(request);
          await recordSignIn(parts.database, request, email, 'denied');
          throw error;
        }
        await recordSignIn(parts.database, request, email, 'ok');
        return { done: true as const };
      },
    );
    await server.register(walletRoutes(parts.database, call, perAddress));
    await server.register(accountRoutes(parts.database, call));
  };

type MakeCall = (path: string, body: Readonly<Record<string, unknown>>, refusal: () => DomainError) => EngineCall;

const walletRoutes =
  (database: Database, call: MakeCall, perAddress: { readonly max: number; readonly timeWindow: number }): FastifyPluginAsyncZod =>
  async (server) => {
    server.post(
      '/api/auth/siwe/nonce',
      {
        config: { access: 'public', rateLimit: perAddress },
        schema: {
          tags: ['session'],
          summary: 'A nonce for one wallet sign-in',
          body: z.strictObject({}),
          response: { 200: z.object({ nonce: z.string() }) },
        },
      },
      async (request, reply) => {
        const answer = await callEngine(request, reply, call('/siwe/nonce', {}, walletRefused));
        return z.object({ nonce: z.string() }).parse(answer);
      },
    );
    server.post(
      '/api/auth/siwe/verify',
      {
        config: { access: 'public', rateLimit: perAddress },
        schema: {
          tags: ['session'],
          summary: 'Sign in with a wallet (EIP-4361)',
          body: z.strictObject({ message: z.string().min(1).max(4000), signature: z.string().regex(/^0x([0-9a-fA-F]{2}){1,4096}$/) }),
          response: { 200: Done },
        },
      },
      async (request, reply) => {
        const outcome = { action: 'session.sign_in', entity: 'session', entityId: '', detail: { method: 'wallet' } } as const;
        try {
          await callEngine(request, reply, call('/siwe/verify', request.body, walletRefused));
        } catch (error) {
          await recordAudit(database, request, { ...outcome, outcome: 'denied' });
          throw error;
        }
        await recordAudit(database, request, { ...outcome, outcome: 'ok' });
        return { done: true as const };
      },
    );
  };

const accountRoutes =
  (database: Database, call: MakeCall): FastifyPluginAsyncZod =>
  async (server) => {
    const simple = (path: string, summary: string, body: z.ZodObject, audit: string) =>
      server.post(
        `/api/auth${path}`,
        {
          config: { access: path === '/sign-out' ? 'public' : 'authenticated' },
          schema: { tags: ['session'], summary, body, response: { 200: Done } },
        },
        async (request, reply) => {
          const extra = path === '/change-password' ? { revokeOtherSessions: true } : {};
          await callEngine(request, reply, call(path, { ...request.body, ...extra }, credentialsRefused));
          await recordAudit(database, request, { action: audit, entity: 'user', entityId: request.caller.id, outcome: 'ok' });
          return { done: true as const };
        },
      );
    simple('/sign-out', 'End this session', z.strictObject({}), 'session.sign_out');
    simple('/revoke-other-sessions', 'End all other sessions of this user', z.strictObject({}), 'session.revoke_others');
    simple(
      '/organization/set-active',
      'Act for another of the own organizations',
      z.strictObject({ organizationId: z.string().min(1).max(100) }),
      'session.switch_organization',
    );
    simple(
      '/update-user',
      'Change name or language',
      z.strictObject({ name: z.string().trim().min(1).max(100).optional(), locale: z.enum(['zh', 'en']).optional() }),
      'user.update',
    );
    simple(
      '/change-password',
      'Change the password; ends all other sessions',
      z.strictObject({ currentPassword: Password, newPassword: z.string().min(10).max(200) }),
      'user.change_password',
    );
  };

async function recordSignIn(
  database: Database,
  request: Parameters<typeof recordAudit>[1],
  email: string,
  outcome: 'ok' | 'denied',
): Promise<void> {
  const user = await database.client.user.findUnique({ where: { email: email.toLowerCase() }, select: { id: true } });
  const actor = outcome === 'ok' && user !== null ? `user:${user.id}` : 'anonymous';
  await recordAudit(database, request, {
    action: 'session.sign_in',
    entity: 'user',
    entityId: user?.id ?? 'unknown',
    outcome,
    actor,
    detail: { method: 'password' },
  });
}

function emailOf(body: unknown): string {
  return typeof body === 'object' && body !== null && 'email' in body && typeof body.email === 'string' ? body.email.toLowerCase() : '';
}

const credentialsRefused = () => new DomainError('credentials_refused', 'unauthenticated', 'E-mail address or password is wrong.');
const walletRefused = () =>
  new DomainError(
    'wallet_sign_in_refused',
    'unauthenticated',
    'The wallet is not registered, or its message is not the one this server asked for.',
  );

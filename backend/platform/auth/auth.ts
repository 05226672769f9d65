import type { FastifyRequest } from 'fastify';
import { DomainError } from '../../kernel/errors.ts';
import type { Config } from '../config/config.ts';
import type { Secrets } from '../config/secrets.ts';
import type { Database } from '../database/database.ts';
import { ANONYMOUS, type Caller } from '../http/caller.ts';
import type { Logger } from '../log/logger.ts';
import { createEngine, type Engine } from './engine.ts';
import { callerOfKey } from './key-caller.ts';
import { callerOfSession, hasSessionCookie } from './session-caller.ts';
import { type ContractSignatureCheck, isWalletMessageValid } from './wallet-message.ts';

export interface AuthParts {
  readonly config: Pick<Config, 'publicUrl'>;
  readonly secrets: Pick<Secrets, 'authSecret' | 'pepper'>;
  readonly database: Database;
  readonly logger: Logger;
  /** Chain that wallets sign in on; asked once. */
  readonly chainId: () => Promise<number>;
  /** Lets contract wallets sign in. */
  readonly contractCheck?: ContractSignatureCheck;
}

export interface Auth {
  /** Who calls; anonymous without credentials. @throws {DomainError} for wrong ones */
  authenticate(request: FastifyRequest): Promise<Caller>;
  readonly engine: Engine;
}

export function createAuth(parts: AuthParts): Auth {
  let chainId: Promise<number> | undefined;
  const knownChainId = async () => {
    try {
      chainId ??= parts.chainId();
      return await chainId;
    } catch (cause) {
      chainId = undefined;
      throw cause;
    }
  };
  const engine = createEngine({
    publicUrl: parts.config.publicUrl,
    secret: parts.secrets.authSecret,
    database: parts.database,
    logger: parts.logger,
    verifyWalletMessage: async (message, signature, address) =>
      (await isKnownWallet(parts.database, address)) &&
      isWalletMessageValid(message, signature, {
        domain: new URL(parts.config.publicUrl).host,
        origin: new URL(parts.config.publicUrl).origin,
        chainId: await knownChainId(),
        now: new Date(),
        ...(parts.contractCheck === undefined ? {} : { contractCheck: parts.contractCheck }),
      }),
  });
  return { engine, authenticate: (request) => authenticate(parts, engine, request) };
}

async function authenticate(parts: AuthParts, engine: Engine, request: FastifyRequest): Promise<Caller> {
  const { authorization, cookie } = request.headers;
  if (authorization !== undefined) {
    const [, key] = /^Bearer +(\S+)$/i.exec(authorization) ?? [];
    if (key === undefined)
      throw new DomainError('authorization_malformed', 'unauthenticated', 'Send Authorization: Bearer and an API key.');
    return callerOfKey(parts.database, parts.secrets.pepper, key, new Date());
  }
  return cookie !== undefined && hasSessionCookie(cookie) ? callerOfSession(engine, parts.database, cookie) : ANONYMOUS;
}

/** A wallet nobody registered must not become a user by signing in. */
async function isKnownWallet(database: Database, address: string): Promise<boolean> {
  return (await database.client.walletAddress.count({ where: { address } })) > 0;
}

import type { KeyWrap } from '../intake/customer-keys.ts';
import { type ChainClient, createChainClient } from '../platform/chain/chain-client.ts';
import { openSigner } from '../platform/chain/key-folder.ts';
import type { Signer } from '../platform/chain/signer.ts';
import type { Config } from '../platform/config/config.ts';
import { openSecrets, type Secrets } from '../platform/config/secrets.ts';
import { type Database, migrate, openDatabase } from '../platform/database/database.ts';
import { createLogger, type Logger } from '../platform/log/logger.ts';

/** What every process of an installation is made of. */
export interface System {
  readonly config: Config;
  readonly secrets: Secrets;
  readonly logger: Logger;
  readonly database: Database;
  readonly chain: ChainClient;
  readonly wrap: KeyWrap;
  /** Distinct keys for distinct duties: `deployer` sets up contracts, `issuer` signs credentials and anchors them. */
  signer(duty: 'deployer' | 'issuer'): Signer;
  close(): Promise<void>;
}

/** Opens settings, secrets, database (with its migrations applied) and chain client. */
export async function openSystem(config: Config, name: 'api' | 'worker' | 'cli'): Promise<System> {
  const secrets = openSecrets(config.home);
  const logger = createLogger({ name, level: name === 'cli' ? 'warn' : config.logLevel });
  await migrate(config);
  const database = await openDatabase(config);
  const signers = new Map<string, Signer>();
  return {
    config,
    secrets,
    logger,
    database,
    chain: createChainClient({ rpcUrl: config.chainRpcUrl }),
    wrap: { masterKey: secrets.masterKey },
    signer(duty) {
      const known = signers.get(duty) ?? openSigner({ home: config.home, password: secrets.keystorePassword }, duty);
      signers.set(duty, known);
      return known;
    },
    close: () => database.close(),
  };
}

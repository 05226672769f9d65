import type { KeyWrap } from '../intake/customer-keys.ts';
import { type ChainClient, createChainClient } from '../platform/chain/chain-client.ts';
import { openSigner } from '../platform/chain/key-folder.ts';
import type { Signer } from '../platform/chain/signer.ts';
import type { Config } from '../platform/config/config.ts';
import { openSecrets, type Secrets } from '../platform/config/secrets.ts';
import { type Database, migrate, openDatabase } from '../platform/database/database.ts';
import { guardIssuer, openIssuerKey } from './issuer-signer.ts';
import { createLogger, type Logger } from '../platform/log/logger.ts';

export type Duty = 'deployer' | 'issuer' | 'standby' | 'rating' | 'originator' | 'servicer' | 'trustee';

/** What every process of an installation is made of. */
export interface System {
  readonly config: Config;
  readonly secrets: Secrets;
  readonly logger: Logger;
  readonly database: Database;
  readonly chain: ChainClient;
  readonly wrap: KeyWrap;
  /**
   * Distinct keys for distinct duties: `deployer` sets up contracts and manages the issuer's keys, `issuer` signs
   * credentials and anchors them, `standby` is accredited from the start to take over from it,
   * `rating` publishes for the house's rating agency, `originator` commits tapes of loans and sells them,
   * `servicer` reports and pays, `trustee` watches over both.
   */
  signer(duty: Duty): Signer;
  close(): Promise<void>;
}

/** Opens settings, secrets, database (with its migrations applied) and chain client. */
export async function openSystem(config: Config, name: 'api' | 'worker' | 'cli'): Promise<System> {
  const secrets = openSecrets(config.home);
  const logger = createLogger({ name, level: name === 'cli' ? 'warn' : config.logLevel });
  await migrate(config);
  const database = await openDatabase(config);
  const chain = createChainClient({ rpcUrl: config.chainRpcUrl });
  const folder = { home: config.home, password: secrets.keystorePassword };
  const openIssuer = await openIssuerKey(config, folder);
  const signers = new Map<Duty, Signer>();
  return {
    config,
    secrets,
    logger,
    database,
    chain,
    wrap: { masterKey: secrets.masterKey },
    signer(duty) {
      const known =
        signers.get(duty) ?? (duty === 'issuer' ? guardIssuer({ config, database, chain }, openIssuer()) : openSigner(folder, duty));
      signers.set(duty, known);
      return known;
    },
    close: () => database.close(),
  };
}

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { buildApi } from '../../../backend/apps/api/build-api.ts';
import type { System } from '../../../backend/apps/open-system.ts';
import { createLogger } from '../../../backend/platform/log/logger.ts';
import type { DatabaseUnderTest } from './databases.ts';
import { type LedgerChain, openLedgerChain } from './ledger-chain.ts';
import { configForTest, SECRETS } from './test-server.ts';

export interface ApiUnderTest {
  readonly server: FastifyInstance;
  readonly ledger: LedgerChain;
  readonly system: System;
  close(): Promise<void>;
}

/** The API with all its rooms over a real database and a local chain with the contracts on it. */
export async function openApi({ database, settings }: DatabaseUnderTest): Promise<ApiUnderTest> {
  const home = await mkdtemp(join(tmpdir(), 'credence-api-'));
  const ledger = await openLedgerChain(database);
  const config = { ...configForTest({ CREDENCE_HOME: home }), ...settings, chainRpcUrl: ledger.rpcUrl };
  const system: System = {
    config,
    secrets: SECRETS,
    logger: createLogger({ name: 'test', level: 'silent' }),
    database,
    chain: ledger.chain,
    wrap: { masterKey: SECRETS.masterKey },
    signer: (duty) => (duty === 'deployer' ? ledger.admin : ledger.issuer),
    close: async () => undefined,
  };
  const server = await buildApi(system);
  await server.ready();
  const close = async () => {
    await server.close();
    await ledger.close();
    await rm(home, { recursive: true, force: true });
  };
  return { server, ledger, system, close };
}

import type { Config } from '../config/config.ts';
import { checkChain } from './check-chain.ts';
import { checkDatabase } from './check-database.ts';
import { checkHome } from './check-home.ts';
import { checkNode } from './check-node.ts';
import { checkPort } from './check-port.ts';
import { type CheckResult, passed } from './check-result.ts';

/**
 * Looks at everything that a start needs. With `running` Credence is up: its own ports are taken rightly and
 * the local chain has to answer.
 */
export async function runPreflight(config: Config, options: { readonly running: boolean }): Promise<CheckResult[]> {
  const results = [checkNode(process.version), checkHome(config.home)];
  if (options.running) {
    results.push(passed('port', `Credence is running at ${config.publicUrl}`));
  } else {
    results.push(await checkPort(config.host, config.port, 'CREDENCE_PORT'));
    if (config.chainLocal) results.push(await checkPort('127.0.0.1', config.chainPort, 'CREDENCE_CHAIN_PORT'));
  }
  results.push(await checkDatabase(config.databaseUrl));
  if (options.running || !config.chainLocal) results.push(await checkChain(config.chainRpcUrl));
  return results;
}

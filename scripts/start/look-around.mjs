// A process of its own: it reads settings and surroundings with the back end's modules, prints one line of JSON and ends,
// so that the supervisor, which stays, need not hold those modules in memory.
import { DEMO_ACCOUNTS, DEMO_PASSWORD } from '../../backend/apps/demo/demo-accounts.ts';
import { DomainError } from '../../backend/kernel/errors.ts';
import { configFromEnvironment } from '../../backend/platform/config/environment.ts';
import { runPreflight } from '../../backend/platform/preflight/run-preflight.ts';

async function look() {
  try {
    const config = configFromEnvironment();
    if (process.argv.includes('--config-only')) return { config };
    const failed = (await runPreflight(config, { running: false })).find((result) => !result.ok);
    const logins = DEMO_ACCOUNTS.map(({ role, email }) => ({ role, email, password: DEMO_PASSWORD }));
    return { config, logins, obstacle: failed?.detail };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return { obstacle: error.message };
  }
}

process.stdout.write(`${JSON.stringify(await look())}\n`);

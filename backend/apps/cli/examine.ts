import type { Config } from '../../platform/config/config.ts';
import type { CheckResult } from '../../platform/preflight/check-result.ts';
import { runPreflight } from '../../platform/preflight/run-preflight.ts';

const TIMEOUT_MS = 2000;

/** What `credence doctor` tells: everything that a start needs, and when Credence runs, how it is. */
export async function examine(config: Config): Promise<CheckResult[]> {
  const ready = await askReadiness(config.publicUrl);
  const results = await runPreflight(config, { running: ready !== null });
  if (ready !== null) {
    const detail = ready.ok
      ? 'deployed, and the index follows the chain'
      : `not ready yet: ${ready.detail}; look at ${config.publicUrl}/readyz and the logs in ${config.home}/logs`;
    results.push({ name: 'ledger', ok: ready.ok, detail });
  }
  return results;
}

/** Null when no Credence answers at `url`. */
async function askReadiness(url: string): Promise<{ ok: boolean; detail: string } | null> {
  try {
    const alive = await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    if (!alive.ok) return null;
    const ready = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    return { ok: ready.ok, detail: (await ready.text()).slice(0, 300) };
  } catch {
    return null;
  }
}

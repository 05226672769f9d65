import { join } from 'node:path';
import { startChild, stopChild } from './child.mjs';
import { answersHttp, readyRecord, untilReady } from './readiness.mjs';

const STOP_PATIENCE_MS = 10_000;
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 30_000;
const STEADY_MS = 60_000;
const MOST_RESTARTS = 6;

/** A failure that is told in one sentence, without a stack. */
export class StartError extends Error {}

/** The processes in the order in which they start; they stop in the opposite order. */
export function partsFor(config) {
  const address = `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${config.port}`;
  const chain = {
    name: 'chain',
    entry: 'backend/platform/chain/run-local-chain.ts',
    flags: ['--max-semi-space-size=2'],
    timeoutMs: 120_000,
  };
  const api = {
    name: 'api',
    entry: 'backend/apps/api/main.ts',
    flags: ['--max-semi-space-size=4'],
    timeoutMs: 60_000,
    readyWhen: () => answersHttp(`${address}/healthz`),
  };
  const worker = {
    name: 'worker',
    entry: 'backend/apps/worker/main.ts',
    flags: ['--max-semi-space-size=4'],
    timeoutMs: 60_000,
    restarts: true,
  };
  return [...(config.chainLocal ? [chain] : []), api, worker];
}

/** Runs the parts as one group: all of them or, when one cannot be brought back, none. */
export function createGroup({ home, echo, tell }) {
  const logs = join(home, 'logs');
  const running = new Map();
  let stopping;
  let reportBroken;
  const broken = new Promise((resolve) => {
    reportBroken = resolve;
  });

  async function launch(part) {
    const child = startChild({ ...part, logs, echo });
    running.set(part.name, child);
    let ready;
    child.onLine((line) => {
      ready ??= part.readyLine?.test(line) ? {} : readyRecord(line);
    });
    const outcome = await untilReady({ child, probe: part.readyWhen ?? (() => ready !== undefined), timeoutMs: part.timeoutMs });
    if (outcome === 'ready') return { child, report: ready ?? {} };
    const words = child.lastWords();
    if (outcome === 'late')
      throw new StartError(
        `The ${part.name} did not become ready within ${part.timeoutMs / 1000} s: look into ${join(logs, `${part.name}.log`)}.`,
      );
    throw new StartError(words === '' ? `The ${part.name} ended at once: look into ${join(logs, `${part.name}.log`)}.` : words);
  }

  /** Keeps an eye on a part that is ready: brings it back when it may be, else gives the group up. */
  async function watch(part, first) {
    let child = first;
    let restarts = 0;
    for (;;) {
      const started = performance.now();
      const { code, signal } = await child.ended;
      if (stopping) return;
      const how = signal ? `was ended by ${signal}` : `ended with exit code ${code}`;
      if (performance.now() - started > STEADY_MS) restarts = 0;
      restarts += 1;
      if (!part.restarts || restarts > MOST_RESTARTS) {
        const words = child.lastWords();
        reportBroken(
          `The ${part.name} ${how}${restarts > 1 ? ` ${restarts} times in a row` : ''}: ${words || 'it said nothing'} (all of it in ${join(logs, `${part.name}.log`)}).`,
        );
        return;
      }
      const pause = Math.min(FIRST_PAUSE_MS * 2 ** (restarts - 1), LONGEST_PAUSE_MS);
      tell(`The ${part.name} ${how}; starting it again in ${pause / 1000} s.`);
      await Promise.race([new Promise((resolve) => setTimeout(resolve, pause).unref()), broken]);
      if (stopping) return;
      child = startChild({ ...part, logs, echo });
      running.set(part.name, child);
    }
  }

  return {
    /** Resolves to one sentence when the group cannot go on. */
    broken,
    logs,
    /** Resolves to what the part reported when it was ready. */
    async start(part) {
      const { child, report } = await launch(part);
      void watch(part, child);
      return report;
    },
    /** Stops the parts one after another, the last started first. */
    stop() {
      stopping ??= (async () => {
        for (const child of [...running.values()].reverse()) await stopChild(child, STOP_PATIENCE_MS);
      })();
      return stopping;
    },
    kill() {
      stopping ??= Promise.resolve();
      for (const child of running.values()) child.kill('SIGKILL');
    },
  };
}

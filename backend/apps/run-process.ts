import { DomainError } from '../kernel/errors.ts';
import type { Logger } from '../platform/log/logger.ts';

/**
 * Runs a process of the installation until it is told to stop: SIGTERM, SIGINT, or the end of the
 * supervisor. A start that fails says why in one sentence and ends with exit code 1.
 */
export async function runProcess(start: (signal: AbortSignal) => Promise<() => Promise<void>>): Promise<void> {
  const stop = new AbortController();
  for (const name of ['SIGTERM', 'SIGINT'] as const) process.once(name, () => stop.abort());
  try {
    const close = await start(stop.signal);
    process.stdout.write(`${JSON.stringify({ ready: true, pid: process.pid })}\n`);
    if (!stop.signal.aborted) await new Promise((resolve) => stop.signal.addEventListener('abort', resolve, { once: true }));
    await close();
  } catch (error) {
    process.stderr.write(`${error instanceof DomainError ? error.message : error instanceof Error ? error.stack : String(error)}\n`);
    process.exitCode = 1;
  }
}

/** A loop that must not end by itself: its failure ends the process, so that the supervisor starts it anew. */
export function watchLoop(logger: Logger, name: string, loop: Promise<void>): void {
  loop.catch((error: unknown) => {
    logger.fatal({ err: error }, `${name} failed`);
    process.exit(1);
  });
}

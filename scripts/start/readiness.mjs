const PROBE_MS = 50;
const PROBE_TIMEOUT_MS = 2000;

/** `url` answers with 2xx. */
export async function answersHttp(url) {
  const answer = await fetch(url, { signal: AbortSignal.timeout(PROBE_TIMEOUT_MS) });
  return answer.ok;
}

/** What a process reports in the line that it prints once it is ready, a JSON record with `ready: true`. */
export function readyRecord(line) {
  if (!line.startsWith('{') || !line.includes('"ready"')) return undefined;
  try {
    const record = JSON.parse(line);
    return record.ready === true ? record : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Waits until `probe` holds, `child` ends or the time is up.
 * @returns 'ready', 'ended' or 'late'
 */
export async function untilReady({ child, probe, timeoutMs }) {
  let ended = false;
  child.ended.then(() => {
    ended = true;
  });
  const deadline = performance.now() + timeoutMs;
  while (performance.now() < deadline) {
    if (ended) return 'ended';
    try {
      if (await probe()) return 'ready';
    } catch {
      // Nobody listens yet.
    }
    await new Promise((resolve) => setTimeout(resolve, PROBE_MS));
  }
  return 'late';
}

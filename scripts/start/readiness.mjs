import { get } from 'node:http';

const PROBE_MS = 50;
const PROBE_TIMEOUT_MS = 2000;

/** `url` answers with 2xx. Plain `http`, because `fetch` would cost the supervisor 20 MB for as long as it lives. */
export function answersHttp(url) {
  return new Promise((resolve, reject) => {
    const request = get(url, { agent: false, timeout: PROBE_TIMEOUT_MS }, (answer) => {
      answer.resume();
      resolve(answer.statusCode >= 200 && answer.statusCode < 300);
    });
    request.once('timeout', () => request.destroy(new Error('no answer in time')));
    request.once('error', reject);
  });
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

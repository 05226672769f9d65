const PROBE_MS = 50;
const PROBE_TIMEOUT_MS = 2000;

/** The JSON-RPC node at `url` answers. */
export async function answersRpc(url) {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"jsonrpc":"2.0","id":1,"method":"eth_chainId","params":[]}',
    signal: AbortSignal.timeout(PROBE_TIMEOUT_MS),
  });
  return answer.ok;
}

/** `url` answers with 2xx. */
export async function answersHttp(url) {
  const answer = await fetch(url, { signal: AbortSignal.timeout(PROBE_TIMEOUT_MS) });
  return answer.ok;
}

/** A line that a process prints once it is ready: a JSON record with `ready: true`. */
export function saysReady(line) {
  if (!line.startsWith('{') || !line.includes('"ready"')) return false;
  try {
    return JSON.parse(line).ready === true;
  } catch {
    return false;
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

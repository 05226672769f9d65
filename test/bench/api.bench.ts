import autocannon from 'autocannon';
import { type Stack, startStack } from '../system/support/stack.ts';
import type { Bench } from './bench.ts';

/** The default of autocannon. */
const CONNECTIONS = 10;
const SECONDS = 8;
const WARM_UP_SECONDS = 3;

interface Measured {
  readonly perSecond: number;
  readonly p99Ms: number;
}

let measured: Promise<{ anchored: Measured; signed: Measured }> | null = null;

/** Both ways of verifying are measured on one installation with the demo in it: a thousand credentials in one batch. */
function measure(): Promise<{ anchored: Measured; signed: Measured }> {
  measured ??= (async () => {
    const stack = await startStack();
    try {
      const files = await readFiles(stack);
      const anchored = await load(`${stack.url}/v1/verifications?signature=when-unanchored`, files);
      const signed = await load(`${stack.url}/v1/verifications`, files);
      return { anchored, signed };
    } finally {
      await stack.stop();
    }
  })();
  return measured;
}

/** Files of different credentials, so that no answer is one that was given before. */
async function readFiles({ url, logins }: Stack): Promise<string[]> {
  const operator = logins.find(({ role }) => role === 'operator');
  if (operator === undefined) throw new Error('The demo has no operator.');
  const signIn = await fetch(`${url}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify({ email: operator.email, password: operator.password }),
  });
  if (!signIn.ok) throw new Error(`Sign-in answered ${signIn.status}.`);
  const cookie = signIn.headers
    .getSetCookie()
    .map((line) => line.split(';', 1)[0])
    .join('; ');
  const get = async (path: string) => (await fetch(`${url}${path}`, { headers: { cookie } })).text();
  const batches = JSON.parse(await get('/v1/batches')) as { data: { id: string }[] };
  const page = JSON.parse(await get(`/v1/batches/${batches.data[0]?.id}/credentials?limit=100`)) as { data: { id: string }[] };
  return Promise.all(page.data.map(({ id }) => get(`/v1/credentials/${id}/file`)));
}

async function load(url: string, files: readonly string[]): Promise<Measured> {
  const headers = { 'content-type': 'application/json' };
  const requests = files.map((body) => ({ method: 'POST' as const, headers, body }));
  const [first] = files;
  const check = await fetch(url, { method: 'POST', headers, body: first ?? '' });
  const { verdict } = (await check.json()) as { verdict: string };
  if (verdict !== 'valid') throw new Error(`The sample is ${verdict}.`);
  await autocannon({ url, connections: CONNECTIONS, duration: WARM_UP_SECONDS, requests });
  const result = await autocannon({ url, connections: CONNECTIONS, duration: SECONDS, requests });
  if (result.non2xx > 0 || result.errors > 0) throw new Error(`${result.non2xx} answers were refusals, ${result.errors} were errors.`);
  return { perSecond: result.requests.average, p99Ms: result.latency.p99 };
}

export const benches: Bench[] = [
  {
    room: 'api',
    name: 'verifications of anchored credentials whose anchor proves the issuer',
    unit: 'requests/s',
    better: 'higher',
    target: 1000,
    run: async () => ({ value: (await measure()).anchored.perSecond }),
  },
  {
    room: 'api',
    name: 'verifications of anchored credentials, 99th percentile',
    unit: 'ms',
    better: 'lower',
    target: 50,
    run: async () => ({ value: (await measure()).anchored.p99Ms }),
  },
  {
    room: 'api',
    name: 'verifications with signature recovery',
    unit: 'requests/s',
    better: 'higher',
    target: 150,
    run: async () => ({ value: (await measure()).signed.perSecond }),
  },
  {
    room: 'api',
    name: 'verifications with signature recovery, 99th percentile',
    unit: 'ms',
    better: 'lower',
    target: 50,
    run: async () => ({ value: (await measure()).signed.p99Ms }),
  },
];

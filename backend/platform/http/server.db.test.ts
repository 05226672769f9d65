import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeOnEachDatabase } from '../../../test/system/support/databases.ts';
import { configForTest, emailOf, openServer, ORIGIN, seedMembers, signIn, STILL_CHAIN } from '../../../test/system/support/test-server.ts';
import { permissionsOf, ROLES } from './permissions.ts';
import { AuditEntryView, JobView, Problem, SessionView, SystemView } from './schemas.ts';

const INDEX_PAGE = '<!doctype html><title>Credence</title>';

describeOnEachDatabase('server', (under) => {
  let server: FastifyInstance;
  let webRoot: string;
  const cookies = new Map<string, string>();

  beforeAll(async () => {
    webRoot = await mkdtemp(join(tmpdir(), 'credence-web-'));
    await mkdir(join(webRoot, 'assets'));
    await writeFile(join(webRoot, 'index.html'), INDEX_PAGE);
    await writeFile(join(webRoot, 'assets', 'main-abc123.js'), 'export {};');
    await writeFile(
      join(webRoot, 'assets', 'main-abc123.js.gz'),
      Buffer.from([31, 139, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
    );
    await writeFile(join(webRoot, 'first-paint.js'), 'void 0;');
    await seedMembers(under.database, 'one');
    server = await openServer(under.database, { webRoot });
    await server.ready();
    for (const role of ROLES) cookies.set(role, await signIn(server, emailOf(role, 'one')));
  });
  afterAll(async () => {
    await server.close();
    await rm(webRoot, { recursive: true, force: true });
  });

  const as = (role: string, url: string) => server.inject({ url, headers: { cookie: cookies.get(role) ?? '', origin: ORIGIN } });

  describe('about itself', () => {
    it('says who I am', async () => {
      for (const role of ROLES) {
        const session = SessionView.parse((await as(role, '/v1/session')).json());
        expect(session.permissions).toEqual([...permissionsOf(role)].sort());
      }
      expect((await server.inject('/v1/session')).json()).toMatchObject({ status: 401, code: 'sign_in_required' });
    });

    it('says how it is doing', async () => {
      const { database } = under;
      await database.client.indexCursor.upsert({
        where: { chainId: 31_337 },
        create: { chainId: 31_337, number: 5n, hash: '0xabc' },
        update: {},
      });
      const system = SystemView.parse((await as('operator', '/v1/system')).json());
      expect(system).toMatchObject({
        demo: true,
        chain: { chainId: 31_337, reachable: true, head: { number: '7' } },
        index: { number: '5', lagBlocks: '2' },
      });
      expect(system.database.provider).toBe(database.provider);
      expect(system.database.migrations).toBeGreaterThan(0);
      expect(BigInt(system.audit.entries)).toBeGreaterThan(0n);
    });

    it('goes on when the chain is away, and says so', async () => {
      const readHead = () => Promise.reject(new Error('connection refused'));
      const lame = await openServer(under.database, { chain: { readHead } });
      const cookie = await signIn(lame, emailOf('operator', 'one'));
      expect((await lame.inject({ url: '/v1/system', headers: { cookie } })).json()).toMatchObject({ chain: { reachable: false } });
      expect((await lame.inject('/healthz')).statusCode).toBe(200);
      const readiness = await lame.inject('/readyz');
      expect(readiness.statusCode).toBe(503);
      expect(readiness.json()).toMatchObject({
        status: 'unready',
        checks: { database: { ok: true }, chain: { ok: false }, index: { ok: false } },
      });
      expect((await lame.inject('/metrics')).statusCode).toBe(200);
      await lame.close();
    });

    it('is not ready while the index is far behind', async () => {
      const far = await openServer(under.database, {
        chain: { readHead: async () => ({ ...(await STILL_CHAIN.readHead()), number: 10_000n }) },
      });
      expect((await far.inject('/readyz')).json()).toMatchObject({
        status: 'unready',
        checks: { chain: { ok: true }, index: { ok: false } },
      });
      await far.close();
      expect((await server.inject('/readyz')).json()).toMatchObject({ status: 'ready' });
    });

    it('pages through jobs and the audit log', async () => {
      const { client } = under.database;
      await client.job.createMany({
        data: Array.from({ length: 45 }, (_, index) => ({
          id: `job_${index}`,
          kind: index % 2 === 0 ? 'even' : 'odd',
          payload: '{}',
          result: '{"rows":1}',
          createdAt: new Date(1_700_000_000_000 + Math.floor(index / 3)),
        })),
      });
      const seen: string[] = [];
      for (let cursor: string | null = ''; cursor !== null; ) {
        const page = (await as('regulator', `/v1/jobs?limit=7${cursor === '' ? '' : `&cursor=${cursor}`}`)).json() as {
          data: unknown[];
          nextCursor: string | null;
        };
        seen.push(...page.data.map((row) => JobView.parse(row).id));
        cursor = page.nextCursor;
      }
      expect(seen).toHaveLength(45);
      expect(new Set(seen).size).toBe(45);
      expect((await as('regulator', '/v1/jobs?kind=odd&limit=100')).json().data).toHaveLength(22);
      expect((await as('risk_officer', '/v1/jobs/job_3')).json()).toMatchObject({ id: 'job_3', result: { rows: 1 } });
      expect((await as('lender', '/v1/jobs/job_3')).json()).toMatchObject({ status: 404, code: 'job_not_found' });
      expect((await as('operator', '/v1/jobs/job_none')).json()).toMatchObject({ status: 404, code: 'job_not_found' });
      const audit = (await as('regulator', '/v1/audit-log?action=session.sign_in&limit=2')).json();
      expect(audit.data.map((row: unknown) => AuditEntryView.parse(row).action)).toEqual(['session.sign_in', 'session.sign_in']);
      expect(audit.hasMore).toBe(true);
      const next = (await as('regulator', `/v1/audit-log?action=session.sign_in&limit=100&cursor=${audit.nextCursor}`)).json();
      expect(next.data.every((row: { seq: string }) => BigInt(row.seq) < BigInt(audit.data[1].seq))).toBe(true);
    });

    it.each([
      '/v1/jobs?limit=0',
      '/v1/jobs?limit=101',
      '/v1/jobs?limit=1e1',
      '/v1/jobs?offset=3',
      '/v1/jobs?cursor=x',
      '/v1/jobs?limit=1&limit=2',
      '/v1/audit-log?cursor=AAAA',
      '/v1/jobs?kind=%00',
    ])('refuses %s', async (url) => {
      const answer = await as('operator', url);
      expect(Problem.parse(answer.json()).status).toBe(400);
    });
  });

  it('records who was denied what', async () => {
    await as('investor', '/v1/audit-log');
    const [entry] = await under.database.client.auditEntry.findMany({
      where: { action: 'access.denied', entityId: 'GET /v1/audit-log' },
      orderBy: { seq: 'desc' },
      take: 1,
    });
    expect(entry).toMatchObject({ outcome: 'denied', entity: 'route', detail: '{"code":"permission_missing"}' });
    expect(entry?.actor).toMatch(/^user:usr_/);
    expect(entry?.requestId).toMatch(/^req_/);
  });

  describe('documents', () => {
    it('on a page that asks nothing of other hosts', async () => {
      const page = await server.inject('/docs');
      const script = await server.inject('/docs/reference.js');
      expect(page.body).not.toMatch(/https?:/);
      expect(page.headers['content-security-policy']).toContain("script-src 'self' 'wasm-unsafe-eval'");
      expect(script.headers['content-encoding']).toBe('gzip');
      expect(script.rawPayload.length).toBeLessThan(2_000_000);
      expect((await server.inject('/docs/start.js')).body).toContain(
        '"telemetry":false,"withDefaultFonts":false,"showDeveloperTools":"never"',
      );
    });

    it('its error codes where the type of a problem points', async () => {
      const problem = Problem.parse((await server.inject('/v1/session')).json());
      const [page, code] = new URL(problem.type).href.replace(ORIGIN, '').split('#');
      expect((await server.inject(page ?? '')).body).toContain(`<tr id="${code}">`);
    });
  });

  describe('headers', () => {
    it('keep pages to their own files', async () => {
      const { headers } = await server.inject('/');
      const policy = String(headers['content-security-policy']);
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval'");
      expect(policy).toContain("connect-src 'self'");
      expect(policy).not.toMatch(/unsafe-eval'(?<!wasm-unsafe-eval')|script-src[^;]*unsafe-inline|https?:|\*/);
      expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY', 'referrer-policy': 'no-referrer' });
      expect(headers['strict-transport-security']).toBeUndefined();
      expect(headers['x-powered-by']).toBeUndefined();
    });

    it('ask for https only where the public address has it', async () => {
      const secure = await openServer(under.database, { config: configForTest({ CREDENCE_PUBLIC_URL: 'https://credence.example' }) });
      const answer = await secure.inject('/healthz');
      expect(answer.headers['strict-transport-security']).toContain('max-age=31536000');
      const signedIn = await secure.inject({
        method: 'POST',
        url: '/api/auth/sign-in/email',
        payload: { email: emailOf('lender', 'one'), password: 'correct horse battery' },
      });
      expect(signedIn.cookies[0]).toMatchObject({ name: '__Secure-credence.session_token', secure: true });
      await secure.close();
    });

    it('forbid storing answers and name the request', async () => {
      const { headers } = await as('operator', '/v1/session');
      expect(headers['cache-control']).toBe('no-store');
      expect(headers['x-request-id']).toMatch(/^req_/);
    });
  });

  describe('console', () => {
    it('gets its page for any path of its own', async () => {
      for (const url of ['/', '/customers/cus_1', '/verify']) {
        const answer = await server.inject({ url, headers: { accept: 'text/html' } });
        expect(answer.body).toBe(INDEX_PAGE);
        expect(answer.headers['cache-control']).toBe('no-cache');
      }
    });

    it('keeps files with a hash for ever, others not, and sends them small', async () => {
      const hashed = await server.inject('/assets/main-abc123.js');
      expect(hashed.headers['cache-control']).toBe('public, max-age=31536000, immutable');
      expect(hashed.headers['content-type']).toContain('javascript');
      expect((await server.inject('/first-paint.js')).headers['cache-control']).toBe('no-cache');
      const small = await server.inject({ url: '/assets/main-abc123.js', headers: { 'accept-encoding': 'gzip' } });
      expect(small.headers['content-encoding']).toBe('gzip');
    });

    it.each([
      '/v1/none',
      '/api/none',
      '/assets/none.js',
      '/../package.json',
      '/%2e%2e/package.json',
      '/.env',
      '/assets/%00.js',
      '/docs/none',
    ])('does not answer %s with a page', async (url) => {
      const answer = await server.inject({ url, headers: { accept: 'text/html' } });
      expect(answer.statusCode).toBeGreaterThanOrEqual(400);
      expect(answer.statusCode).toBeLessThan(500);
      expect(Problem.parse(answer.json()).status).toBe(answer.statusCode);
    });
  });

  it('counts for Prometheus', async () => {
    await as('operator', '/v1/jobs/job_1');
    const { body, headers } = await server.inject('/metrics');
    expect(headers['content-type']).toContain('text/plain');
    expect(body).toMatch(/credence_http_request_duration_seconds_count\{method="GET",route="\/v1\/jobs\/:id",status="200"\} \d+/);
    expect(body).toMatch(/credence_jobs\{state="queued"\} \d+/);
    expect(body).toContain('credence_chain_head_block 7');
    expect(body).toMatch(/credence_index_lag_blocks \d+/);
    expect(body).toContain('credence_nodejs_eventloop_lag_seconds');
  });

  it('slows a caller down, not its neighbours', async () => {
    const strict = await openServer(under.database, { config: configForTest({ CREDENCE_RATE_LIMIT: '30' }) });
    const cookie = await signIn(strict, emailOf('regulator', 'one'));
    const mine = await Promise.all(Array.from({ length: 40 }, () => strict.inject({ url: '/v1/session', headers: { cookie } })));
    const refused = mine.filter((answer) => answer.statusCode === 429);
    expect(refused).toHaveLength(10);
    expect(refused[0]?.headers['content-type']).toContain('application/problem+json');
    expect(Number(refused[0]?.headers['retry-after'])).toBeGreaterThan(0);
    expect(Problem.parse(refused[0]?.json()).code).toBe('rate_limited');
    expect((await strict.inject('/v1/public-config')).statusCode).toBe(200);
    expect((await strict.inject('/healthz')).statusCode).toBe(200);
    await strict.close();
  });

  it('does not keep off the client that it shares its process with', async () => {
    const own = await openServer(under.database, { config: configForTest({ CREDENCE_RATE_LIMIT: '1' }), isOwnClient: true });
    const answers = await Promise.all(Array.from({ length: 5 }, () => own.inject('/v1/public-config')));
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200, 200, 200]);
    await own.close();
  });
});

import { readFile } from 'node:fs/promises';
import type { FastifyInstance, RouteOptions } from 'fastify';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { PERMISSIONS, permissionsOf, ROLES } from '../../backend/platform/http/permissions.ts';
import type { Access } from '../../backend/platform/http/route-config.ts';
import { describeOnEachDatabase } from './support/databases.ts';
import { type ApiUnderTest, openApi } from './support/test-api.ts';
import { emailOf, ORIGIN, seedMembers, signIn } from './support/test-server.ts';

const METHODS_THAT_CHANGE = ['POST', 'PUT', 'PATCH', 'DELETE'];

interface KnownRoute {
  readonly method: string;
  readonly url: string;
  readonly access: Access;
  readonly options: RouteOptions;
}

function routesOf(server: FastifyInstance): KnownRoute[] {
  const all = server.routeTable.flatMap((options) =>
    [options.method].flat().map((method) => ({ method, url: options.url, access: options.config?.access as Access, options })),
  );
  return all.filter((route) => route.method !== 'HEAD');
}

const isPage = (route: KnownRoute) => (route.options.schema as { hide?: boolean } | undefined)?.hide === true;

describeOnEachDatabase('every route of the API', (under) => {
  let api: ApiUnderTest;
  let server: FastifyInstance;
  const cookies = new Map<string, string>();

  beforeAll(async () => {
    await seedMembers(under.database, 'one');
    api = await openApi(under);
    server = api.server;
    for (const role of ROLES) cookies.set(role, await signIn(server, emailOf(role, 'one')));
  });
  afterAll(() => api.close());

  const ask = (route: KnownRoute, cookie: string | undefined) =>
    server.inject({
      method: route.method as 'GET',
      url: route.url.replaceAll(/:[A-Za-z]+/g, 'none'),
      headers: { origin: ORIGIN, ...(cookie === undefined ? {} : { cookie }) },
    });

  it('lets each role through exactly the doors it has a key for', async () => {
    let cells = 0;
    for (const route of routesOf(server)) {
      // A stream that opens does not end, and these end the session that the others need.
      if (route.url === '/v1/events' || route.url.startsWith('/api/auth/')) continue;
      for (const role of ROLES) {
        const { statusCode } = await ask(route, cookies.get(role));
        const mayPass = route.access === 'public' || route.access === 'authenticated' || permissionsOf(role).has(route.access);
        const name = `${route.method} ${route.url} as ${role} answers ${statusCode}`;
        if (mayPass) expect([401, 403].includes(statusCode), name).toBe(false);
        else expect(statusCode, name).toBe(403);
        cells++;
      }
      const { statusCode } = await ask(route, undefined);
      expect(statusCode === 401, `${route.method} ${route.url} as a visitor answers ${statusCode}`).toBe(route.access !== 'public');
    }
    expect(cells).toBeGreaterThan(150);
  });

  it('refuses changes that another site sends with a session', async () => {
    const cookie = cookies.get('operator') ?? '';
    const changing = routesOf(server).filter((route) => METHODS_THAT_CHANGE.includes(route.method));
    expect(changing.length).toBeGreaterThan(10);
    for (const route of changing) {
      const answer = await server.inject({
        method: route.method as 'POST',
        url: route.url.replaceAll(/:[A-Za-z]+/g, 'none'),
        headers: { cookie, origin: 'https://evil.example' },
      });
      expect(answer.json(), `${route.method} ${route.url}`).toMatchObject({ status: 403, code: 'origin_refused' });
    }
  });

  it('is described, with a summary, a tag, an answer and its problems', async () => {
    const document = (await server.inject('/openapi.json')).json();
    const Operation = z.object({
      summary: z.string().min(3),
      tags: z.array(z.string()).length(1),
      responses: z.record(z.string(), z.unknown()),
    });
    for (const route of routesOf(server).filter((one) => !isPage(one))) {
      const operation = document.paths[route.url.replaceAll(/:([A-Za-z]+)/g, '{$1}')]?.[route.method.toLowerCase()];
      const { responses } = Operation.parse(operation, { error: () => `${route.method} ${route.url} is not described` });
      const statuses = Object.keys(responses);
      expect(statuses, `${route.method} ${route.url}`).toContain('4XX');
      expect(
        statuses.some((status) => status.startsWith('2')),
        `${route.method} ${route.url} has no answer`,
      ).toBe(true);
    }
  });

  it('that is not described is a page or a file', () => {
    const pages = routesOf(server).filter(isPage);
    for (const page of pages) {
      expect(page.method).toBe('GET');
      expect(page.access).toBe('public');
      expect(page.url).toMatch(/^\/(\*|docs.*|log\/\*|schemas\/.*)?$/);
    }
  });

  it('names a permission that exists and that some role has', () => {
    for (const { method, url, access } of routesOf(server)) {
      const isKnown = access === 'public' || access === 'authenticated' || (PERMISSIONS as readonly string[]).includes(access);
      expect(isKnown, `${method} ${url}: ${access}`).toBe(true);
    }
  });

  it('reads no fields it does not know', async () => {
    const cookie = cookies.get('operator') ?? '';
    let bodies = 0;
    for (const route of routesOf(server).filter(
      (one) => one.method === 'POST' && (one.options.schema as { body?: unknown } | undefined)?.body instanceof z.ZodObject,
    )) {
      if (route.url.startsWith('/api/auth/')) continue;
      const answer = await server.inject({
        method: 'POST',
        url: route.url
          .replaceAll(':address', `0x${'00'.repeat(20)}`)
          .replaceAll(':period', '1')
          .replaceAll(':hash', `0x${'00'.repeat(32)}`)
          .replaceAll(/:[A-Za-z]+/g, 'none'),
        payload: { noSuchField: 1 },
        headers: { cookie, origin: ORIGIN },
      });
      expect(answer.json(), `POST ${route.url}`).toMatchObject({ status: 400, code: 'request_invalid' });
      expect(answer.json().errors, `POST ${route.url}`).toContainEqual({
        pointer: '/body/noSuchField',
        code: 'unknown_field',
        detail: 'There is no such field.',
      });
      bodies++;
    }
    expect(bodies).toBeGreaterThan(3);
  });

  it('can point at the row of each code', async () => {
    const page = await server.inject('/docs/errors');
    const table = await readFile(new URL('../../backend/docs/errors.md', import.meta.url), 'utf8');
    const codes = [...table.matchAll(/^\| `([a-z0-9_]+)`/gm)].map(([, code]) => code);
    expect(codes.length).toBeGreaterThan(50);
    for (const code of codes) expect(page.body).toContain(`<tr id="${code}">`);
  });
});

import { randomInt } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { newApiKey } from '../../backend/platform/auth/api-key.ts';
import { ensureIssuer } from '../../backend/attestation/register-issuer.ts';
import { PERMISSIONS } from '../../backend/platform/http/permissions.ts';
import { fuzzApi } from './support/api-fuzz.ts';
import { describeOnEachDatabase } from './support/databases.ts';
import { type ApiUnderTest, openApi } from './support/test-api.ts';
import { openServer, ORIGIN, SECRETS, seedMembers } from './support/test-server.ts';

const GERMAN = new URL('../../data/german/german_uci.csv', import.meta.url);
/** On SQLite the whole lot; PostgreSQL differs only in what its columns refuse. */
const REQUESTS = { sqlite: 2_500, postgresql: 800 };

/** A route with the fault that the search is for. */
const faultyRoutes: FastifyPluginAsyncZod = async (server) => {
  const body = z.strictObject({ name: z.string().max(20), count: z.int() });
  server.post(
    '/v1/faulty',
    { config: { access: 'public' }, schema: { tags: ['test'], summary: 'Faulty', body, response: { 200: z.object({}) } } },
    async (request) => {
      if (request.body.name.length > 3 && request.body.count < 0) throw new TypeError('x is undefined');
      return {};
    },
  );
};

describeOnEachDatabase('a server that is sent nonsense', (under) => {
  let api: ApiUnderTest;
  let credentials: Record<string, string>;

  beforeAll(async () => {
    const { organizationId } = await seedMembers(under.database, 'one');
    const { key, prefix, secretHash } = newApiKey(SECRETS.pepper);
    await under.database.client.apiKey.create({
      data: { id: 'key_all', organizationId, name: 'all', prefix, secretHash, scopes: PERMISSIONS.join(' ') },
    });
    credentials = { authorization: `Bearer ${key}`, origin: ORIGIN };
    api = await openApi(under);
    const { chain, place, admin, issuer } = api.ledger;
    await ensureIssuer({ chain, place, admin, key: issuer.address, name: 'Test Bank' });
    const rows = (await readFile(GERMAN, 'utf8')).split('\n').slice(0, 50).join('\n');
    const url = '/v1/imports?schema=german-credit&source=fuzz';
    const imported = await api.server.inject({
      method: 'POST',
      url,
      payload: rows,
      headers: { ...credentials, 'content-type': 'text/csv' },
    });
    expect(imported.statusCode, imported.body).toBeLessThan(300);
  });
  afterAll(() => api.close());

  it('answers it with problems, never with a fault of its own', async () => {
    const requests = REQUESTS[under.database.provider];
    const seed = randomInt(2 ** 31);
    const report = await fuzzApi(api.server, { requests, seed, credentials });
    expect(report.requests).toBeGreaterThanOrEqual(requests);
    expect(report.operations).toBeGreaterThan(30);
    const count = (pattern: RegExp) =>
      Object.entries(report.statuses).reduce((sum, [status, times]) => sum + (pattern.test(status) ? times : 0), 0);
    expect(count(/^2/), JSON.stringify(report.statuses)).toBeGreaterThan(requests / 20);
    expect(count(/^4/), JSON.stringify(report.statuses)).toBeGreaterThan(requests / 4);
  });

  it('would be caught with a fault', async () => {
    const faulty = await openServer(under.database, { routes: [faultyRoutes] });
    await faulty.ready();
    await expect(fuzzApi(faulty, { requests: 2_000, seed: 1, credentials: {} })).rejects.toThrow('"url":"/v1/faulty"');
    await faulty.close();
  });
});

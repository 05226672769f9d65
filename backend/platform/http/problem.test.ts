import type { FastifyInstance, InjectOptions } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { DomainError, type ErrorKind } from '../../kernel/errors.ts';
import { createLogger } from '../log/logger.ts';
import { createBareServer } from './bare-server.ts';
import { STATUS_OF_KIND } from './faults.ts';
import { installNotFound } from './not-found.ts';
import { Problem } from './schemas.ts';
import { installTextCheck } from './text-check.ts';

const DOCS = 'https://credence.example/docs/errors';
const SECRET = 'SELECT secret FROM vault';

const routes: FastifyPluginAsyncZod = async (server) => {
  const body = z.strictObject({
    name: z.string().max(5),
    inner: z.strictObject({ count: z.int() }).optional(),
    any: z.unknown().optional(),
  });
  server.post('/things', { schema: { body } }, async () => ({}));
  server.get('/kinds/:kind', { schema: { params: z.strictObject({ kind: z.string() }) } }, async (request) => {
    throw new DomainError('some_code', request.params.kind as ErrorKind, 'It was refused.', {
      params: { limit: 3 },
      faults: [{ pointer: '/a', code: 'b', detail: 'c' }],
    });
  });
  server.get('/bug', async () => {
    throw new Error(SECRET);
  });
  server.get('/wrong-answer', { schema: { response: { 200: z.object({ secret: z.number() }) } } }, async () => ({
    secret: SECRET as unknown as number,
  }));
};

describe('problem answers', () => {
  let server: FastifyInstance;
  beforeAll(async () => {
    server = createBareServer(createLogger({ name: 'test', level: 'silent' }), DOCS);
    installTextCheck(server);
    installNotFound(server, { docsUrl: DOCS });
    await server.register(routes);
  });
  afterAll(() => server.close());

  const ask = async (options: InjectOptions | string) => {
    const answer = await server.inject(options);
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    const problem = Problem.parse(answer.json());
    expect(problem.status).toBe(answer.statusCode);
    expect(problem.type).toBe(`${DOCS}#${problem.code}`);
    return { answer, problem };
  };
  const post = (payload: string, type = 'application/json') =>
    ask({ method: 'POST', url: '/things', payload, headers: { 'content-type': type } });

  it.each(Object.entries(STATUS_OF_KIND))('maps kind %s to status %i', async (kind, status) => {
    const { answer, problem } = await ask(`/kinds/${kind}`);
    expect(answer.statusCode).toBe(status);
    expect(problem).toMatchObject({ code: 'some_code', detail: 'It was refused.', instance: `/kinds/${kind}`, params: { limit: 3 } });
    expect(problem.errors).toEqual([{ pointer: '/a', code: 'b', detail: 'c' }]);
  });

  it('points at each wrong field, unknown ones included', async () => {
    const { problem } = await post('{"name":"too long a name","inner":{"count":"1"},"a/b~c":1}');
    expect(problem.code).toBe('request_invalid');
    expect(problem.errors?.map((fault) => fault.pointer).sort()).toEqual(['/body/a~1b~0c', '/body/inner/count', '/body/name']);
  });

  it.each([
    ['half a document', '{"name":'],
    ['nothing at all', ''],
    ['a prototype', '{"name":"a","__proto__":{"x":1}}'],
    ['a constructor', '{"name":"a","constructor":{"prototype":{"x":1}}}'],
    ['a number that is none', '{"name":NaN}'],
  ])('refuses %s as malformed', async (_name, payload) => {
    const { problem } = await post(payload);
    expect(problem.code).toBe('body_malformed');
    expect(problem.status).toBe(400);
  });

  it.each([
    ['NUL', '{"name":"a\\u0000"}', '/body/name'],
    ['half a surrogate pair', '{"name":"\\ud800"}', '/body/name'],
    ['a number too large', '{"name":"a","any":1e999}', '/body/any'],
    ['a bad member name', '{"name":"a","any":{"\\u0000":1}}', '/body/any'],
    ['a deep structure', `{"name":"a","any":${'['.repeat(1000)}${']'.repeat(1000)}}`, '/body/any/0/0/0/0/0/0/0'],
  ])('refuses %s', async (_name, payload, pointer) => {
    const { problem } = await post(payload);
    expect(problem.code).toBe('text_unstorable');
    expect(problem.errors?.[0]?.pointer).toBe(pointer);
  });

  it('refuses other content types, large bodies, unknown paths, wrong methods, long and broken addresses', async () => {
    expect((await post('a=1', 'application/x-www-form-urlencoded')).problem).toMatchObject({
      status: 415,
      code: 'content_type_unsupported',
    });
    expect((await post(JSON.stringify({ name: 'x'.repeat(70_000) }))).problem).toMatchObject({ status: 413, code: 'body_too_large' });
    expect((await ask('/nowhere')).problem).toMatchObject({ status: 404, code: 'route_not_found' });
    const wrongMethod = await ask({ method: 'DELETE', url: '/things' });
    expect(wrongMethod.problem).toMatchObject({ status: 405, code: 'method_not_allowed' });
    expect(wrongMethod.answer.headers.allow).toBe('POST');
    expect((await ask(`/kinds/${'x'.repeat(201)}`)).problem.status).toBeLessThan(500);
    expect((await ask('/kinds/%zz')).problem).toMatchObject({ status: 400, code: 'url_malformed' });
  });

  it.each(['/bug', '/wrong-answer'])('says nothing about the cause of a fault of ours (%s)', async (url) => {
    const { answer, problem } = await ask(url);
    expect(problem).toMatchObject({ status: 500, code: 'internal' });
    expect(answer.body).not.toContain('secret');
  });
});

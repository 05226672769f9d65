import fc from 'fast-check';
import type { FastifyInstance, InjectOptions } from 'fastify';
import { Problem } from '../../../backend/platform/http/schemas.ts';
import { hostileValues, type JsonSchema, oneWrong, valuesOf } from './schema-values.ts';

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly schema?: JsonSchema;
}

interface Operation {
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly Parameter[];
  readonly body: { readonly type: string; readonly schema: JsonSchema } | null;
}

export interface FuzzOptions {
  readonly requests: number;
  readonly seed: number;
  /** Headers of a caller that may do everything. */
  readonly credentials: Readonly<Record<string, string>>;
  /** Answers of 5xx that say the truth: a part behind the server is away. */
  readonly isExcused?: (problem: Problem) => boolean;
}

export interface FuzzReport {
  readonly requests: number;
  readonly operations: number;
  /** How often each status came. */
  readonly statuses: Readonly<Record<string, number>>;
}

/** Sends requests with one thing wrong, and hostile ones, to every route of the server's own description. */
export async function fuzzApi(server: FastifyInstance, options: FuzzOptions): Promise<FuzzReport> {
  const operations = operationsOf(server);
  const statuses: Record<string, number> = {};
  let requests = 0;
  const property = fc.asyncProperty(requestsTo(operations, options.credentials), async (request) => {
    const answer = await server.inject(request);
    requests++;
    statuses[answer.statusCode] = (statuses[answer.statusCode] ?? 0) + 1;
    if (answer.statusCode < 400) return;
    const name = `${request.method} ${String(request.url)} answered ${answer.statusCode}: ${answer.body.slice(0, 500)}`;
    if (request.url === '/readyz' && answer.statusCode === 503) return;
    if (!String(answer.headers['content-type']).startsWith('application/problem+json'))
      throw new Error(`${name} (${answer.headers['content-type']})`);
    const problem = Problem.parse(answer.json());
    if (problem.status !== answer.statusCode) throw new Error(`${name}: its status is another`);
    if (answer.statusCode >= 500 && options.isExcused?.(problem) !== true) throw new Error(name);
  });
  await fc.assert(property, { numRuns: options.requests, seed: options.seed, endOnFailure: false });
  return { requests, operations: operations.length, statuses };
}

function operationsOf(server: FastifyInstance): Operation[] {
  const { paths = {} } = server.swagger() as unknown as {
    paths?: Record<
      string,
      Record<
        string,
        {
          parameters?: Parameter[];
          requestBody?: { content: Record<string, { schema: JsonSchema }> };
          responses?: Record<string, { content?: object }>;
        }
      >
    >;
  };
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, operation]) => {
      // A stream that opens does not end; it has tests of its own.
      if (Object.keys(operation.responses?.['200']?.content ?? {}).includes('text/event-stream')) return [];
      const [content] = Object.entries(operation.requestBody?.content ?? {});
      const body = content === undefined ? null : { type: content[0], schema: content[1].schema };
      return [{ method: method.toUpperCase(), path, parameters: operation.parameters ?? [], body }];
    }),
  );
}

const JSON_TYPE = 'application/json';
const rawBodies = fc.constantFrom(
  '',
  '{',
  'null',
  '"',
  '[]',
  '[1e999]',
  '{"a":1e999}',
  '{"__proto__":{"admin":true}}',
  '{"constructor":{"prototype":{"x":1}}}',
  '{"a":"\\ud800"}',
  '{"a":"\\u0000"}',
  `${'['.repeat(20_000)}${']'.repeat(20_000)}`,
  `${'{"a":'.repeat(9_000)}1${'}'.repeat(9_000)}`,
  `"${'x'.repeat(70_000)}"`,
  '\ufeff{}',
  '{"a":1,"a":2}',
  '{}garbage',
  '\xff\xfe',
  'a,b\n1,2\n',
  '--x\r\n',
);
const contentTypes = fc.constantFrom(
  JSON_TYPE,
  'application/json; charset=utf-8',
  'application/json;charset=utf-7',
  'APPLICATION/JSON',
  'application/json, text/plain',
  'application/json\t;a',
  ' application/json',
  'application/jsonx',
  'text/json',
  'text/csv',
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'application/xml',
  'application/octet-stream',
  'json',
  '',
  ';',
  'a/b/c',
  '*/*',
);
const oddHeaders = fc.oneof(
  { weight: 5, arbitrary: fc.constant({}) },
  fc.constantFrom<Record<string, string>>(
    { 'idempotency-key': 'fuzz' },
    { 'idempotency-key': '' },
    { 'idempotency-key': 'x'.repeat(300) },
    { authorization: 'Bearer' },
    { authorization: 'Basic eA==' },
    { authorization: `Bearer crd_0123456789_${'a'.repeat(43)}` },
    { cookie: 'credence.session_token=forged.signature' },
    { cookie: 'credence.session_token=%00%zz' },
    { cookie: ';;;===' },
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: '%%%' },
    { 'accept-encoding': 'br;q=2, *;q=x' },
    { accept: 'text/html' },
    { 'content-encoding': 'gzip' },
    { 'if-none-match': '"' },
    { range: 'bytes=9-1' },
    { 'last-event-id': 'x' },
    { host: '[' },
    { 'sec-fetch-site': 'cross-site' },
  ),
);

function requestsTo(operations: readonly Operation[], credentials: Readonly<Record<string, string>>): fc.Arbitrary<InjectOptions> {
  return fc.constantFrom(...operations).chain((operation) =>
    fc
      .record({
        url: urlsOf(operation),
        body: bodiesOf(operation),
        headers: oddHeaders,
        isCredentialed: fc.nat(9).map((dice) => dice > 0),
      })
      .map(({ url, body, headers, isCredentialed }) => ({
        method: operation.method as 'GET',
        url,
        ...(body === null ? {} : { payload: body.text }),
        headers: { ...(isCredentialed ? credentials : {}), ...(body === null ? {} : { 'content-type': body.type }), ...headers },
      })),
  );
}

function urlsOf({ path, parameters }: Operation): fc.Arbitrary<string> {
  const values = parameters.map((parameter) => {
    const good = valuesOf(parameter.schema ?? {});
    return fc
      .oneof({ weight: 3, arbitrary: good }, { weight: 1, arbitrary: hostileValues })
      .map((value) => [parameter, asText(value)] as const);
  });
  const odd = fc.constantFrom(
    '',
    '',
    '',
    '',
    '?',
    '&x=1',
    '&limit=1&limit=2',
    '&cursor=AAAA',
    '&__proto__=1',
    '&a[b]=1',
    '%',
    '%00',
    '#x',
    '&%ff=%ff',
  );
  return fc.tuple(fc.tuple(...values), fc.subarray(parameters.map((parameter) => parameter.name)), odd).map(([pairs, chosen, tail]) => {
    const inPath = pairs.filter(([parameter]) => parameter.in === 'path');
    const filled = inPath.reduce((text, [{ name }, value]) => text.replace(`{${name}}`, encode(value) || 'x'), path);
    const query = pairs.filter(
      ([parameter]) => parameter.in === 'query' && (parameter.required === true || chosen.includes(parameter.name)),
    );
    const text = query.map(([{ name }, value]) => `${name}=${encode(value)}`).join('&');
    return `${filled}${text === '' && !tail.startsWith('&') ? '' : '?'}${text}${tail}`;
  });
}

function bodiesOf({ method, body }: Operation): fc.Arbitrary<{ type: string; text: string } | null> {
  if (method === 'GET' || method === 'HEAD') return fc.constant(null);
  const raw = fc.record({ type: contentTypes, text: rawBodies });
  if (body === null) return fc.oneof(fc.constant(null), raw);
  const good = valuesOf(body.schema);
  const asBody = (value: unknown) => ({ type: body.type, text: body.type === JSON_TYPE ? (JSON.stringify(value) ?? '') : String(value) });
  const typed = fc.tuple(good, contentTypes).map(([value, type]) => ({ ...asBody(value), type }));
  return fc.oneof(
    { weight: 2, arbitrary: good.map(asBody) },
    { weight: 8, arbitrary: good.chain(oneWrong).map(asBody) },
    { weight: 3, arbitrary: raw },
    { weight: 2, arbitrary: typed },
  );
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}

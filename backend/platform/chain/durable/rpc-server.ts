import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DomainError } from '../../../kernel/errors.ts';
import { isErrno } from '../durable-file.ts';

/** Answers one JSON-RPC question; throws what becomes the error of the answer. */
export type AnswerRpc = (method: string, params: readonly unknown[]) => Promise<unknown>;

export interface RpcServer {
  readonly port: number;
  /** Until then every request is answered with 503. */
  begin(answer: AnswerRpc): void;
  close(): Promise<void>;
}

const HOST = '127.0.0.1';
/** For answers that are on their way when the server closes. */
const CLOSE_PATIENCE_MS = 1_000;
const BODY_LIMIT = 4 * 1024 * 1024;
const BATCH_LIMIT = 1_000;
const PARSE_ERROR = -32_700;
const INVALID_REQUEST = -32_600;
const INTERNAL_ERROR = -32_603;
/** JSON-RPC code under which nodes hand out the data of a revert. */
const REVERT = 3;

/**
 * JSON-RPC over HTTP for programs of this machine. It listens on the loopback address only, answers POST of
 * JSON only and sends no CORS headers, and it wants to be addressed by a loopback name, so that no page in a
 * browser can reach it, by DNS rebinding neither.
 * @throws {DomainError} `chain_port_busy`
 */
export async function listenRpc(port: number): Promise<RpcServer> {
  let answer: AnswerRpc | null = null;
  const server = createServer((request, response) => void handle(request, response, answer));
  server.requestTimeout = 30_000;
  server.headersTimeout = 10_000;
  await listen(server, port);
  return {
    port: (server.address() as AddressInfo).port,
    begin: (given) => {
      answer = given;
    },
    close: () =>
      new Promise((resolve) => {
        const late = setTimeout(() => server.closeAllConnections(), CLOSE_PATIENCE_MS);
        server.close(() => {
          clearTimeout(late);
          resolve();
        });
      }),
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(cannotListen(port, error)));
    server.listen(port, HOST, resolve);
  });
}

function cannotListen(port: number, cause: Error): DomainError {
  const reason =
    isErrno(cause) && cause.code === 'EADDRINUSE'
      ? 'is used by another program'
      : `cannot be opened (${isErrno(cause) ? cause.code : cause.message})`;
  return new DomainError(
    'chain_port_busy',
    'conflict',
    `Port ${port} on ${HOST} ${reason}; stop that program or set CREDENCE_CHAIN_PORT to a free port.`,
    { params: { port }, cause },
  );
}

async function handle(request: IncomingMessage, response: ServerResponse, answer: AnswerRpc | null): Promise<void> {
  const status = refuseRequest(request);
  if (status !== 200) {
    response.writeHead(status, { connection: 'close' }).end();
    return;
  }
  if (answer === null) {
    response.writeHead(503, { 'retry-after': '1', connection: 'close' }).end();
    return;
  }
  const body = await readBody(request).catch(() => null);
  if (body === null) {
    response.writeHead(413, { connection: 'close' }).end();
    return;
  }
  const text = JSON.stringify(await answerText(body, answer));
  response.writeHead(200, { 'content-type': 'application/json' }).end(text);
}

function refuseRequest({ method, headers }: IncomingMessage): number {
  if (!/^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(headers.host ?? '')) return 403;
  if (method !== 'POST') return 405;
  if (!/^application\/json\b/i.test(headers['content-type'] ?? '')) return 415;
  return 200;
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > BODY_LIMIT) throw new RangeError('The body is too large.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

async function answerText(body: string, answer: AnswerRpc): Promise<unknown> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return failure(null, PARSE_ERROR, 'The body is not JSON.');
  }
  if (!Array.isArray(parsed)) return answerOne(parsed, answer);
  if (parsed.length === 0 || parsed.length > BATCH_LIMIT)
    return failure(null, INVALID_REQUEST, `A batch has 1 to ${BATCH_LIMIT} requests.`);
  return Promise.all(parsed.map((each) => answerOne(each, answer)));
}

async function answerOne(request: unknown, answer: AnswerRpc): Promise<unknown> {
  const { id, method, params } = (typeof request === 'object' && request !== null ? request : {}) as {
    id?: unknown;
    method?: unknown;
    params?: unknown;
  };
  const echoed = typeof id === 'string' || typeof id === 'number' ? id : null;
  if (typeof method !== 'string' || !(params === undefined || Array.isArray(params)))
    return failure(echoed, INVALID_REQUEST, 'A request has a method and a list of parameters.');
  try {
    return { jsonrpc: '2.0', id: echoed, result: await answer(method, params ?? []) };
  } catch (error) {
    return errorAnswer(echoed, error);
  }
}

type Id = string | number | null;

function errorAnswer(id: Id, error: unknown): unknown {
  if (!(error instanceof Error)) return failure(id, INTERNAL_ERROR, 'Internal error.');
  const { code, data } = error as { code?: unknown; data?: unknown };
  if (typeof code !== 'number') return failure(id, INTERNAL_ERROR, 'Internal error.');
  return failure(id, code, error.message, code === REVERT ? revertData(data) : undefined);
}

function revertData(data: unknown): unknown {
  return typeof data === 'object' && data !== null && 'data' in data ? data.data : data;
}

function failure(id: Id, code: number, message: string, data?: unknown): unknown {
  return { jsonrpc: '2.0', id, error: data === undefined ? { code, message } : { code, message, data } };
}

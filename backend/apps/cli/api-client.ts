import type { z } from 'zod';
import { DomainError, type ErrorKind } from '../../kernel/errors.ts';
import { Problem } from '../../platform/http/schemas.ts';

export interface WireRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly payload: string | Uint8Array | undefined;
}

/** Carries one request to the API, in this process or over the network. */
export type ApiTransport = (request: WireRequest) => Promise<{ readonly status: number; readonly bytes: Uint8Array }>;

type Query = Readonly<Record<string, string | undefined>>;

/** The API as a command sees it: answers are checked against their schemas, problems are thrown. */
export interface ApiClient {
  get<T extends z.ZodType>(shape: T, path: string, query?: Query): Promise<z.infer<T>>;
  post<T extends z.ZodType>(shape: T, path: string, body: unknown): Promise<z.infer<T>>;
  upload<T extends z.ZodType>(shape: T, path: string, query: Query, bytes: Uint8Array, contentType: string): Promise<z.infer<T>>;
  put<T extends z.ZodType>(shape: T, path: string, body: unknown): Promise<z.infer<T>>;
  /** A file as it is. */
  download(path: string, query?: Query): Promise<Uint8Array>;
  remove(path: string): Promise<void>;
}

const KIND_OF_STATUS: Readonly<Record<number, ErrorKind>> = {
  400: 'invalid',
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not_found',
  409: 'conflict',
  410: 'gone',
  413: 'too_large',
  422: 'unprocessable',
  429: 'rate_limited',
};

export function createApiClient(transport: ApiTransport): ApiClient {
  async function fetchBytes(
    method: WireRequest['method'],
    path: string,
    payload?: string | Uint8Array,
    contentType?: string,
  ): Promise<Uint8Array> {
    const headers = contentType === undefined ? {} : { 'content-type': contentType };
    const { status, bytes } = await transport({ method, path, headers, payload });
    if (status >= 400) throw problemError(status, readAnswer(bytes, status));
    return bytes;
  }
  const send = async (...request: Parameters<typeof fetchBytes>): Promise<unknown> => readAnswer(await fetchBytes(...request), 200);
  return {
    get: async (shape, path, query = {}) => shape.parse(await send('GET', withQuery(path, query))),
    post: async (shape, path, body) => shape.parse(await send('POST', path, JSON.stringify(body), 'application/json')),
    upload: async (shape, path, query, bytes, contentType) => shape.parse(await send('POST', withQuery(path, query), bytes, contentType)),
    put: async (shape, path, body) => shape.parse(await send('PUT', path, JSON.stringify(body), 'application/json')),
    download: (path, query = {}) => fetchBytes('GET', withQuery(path, query)),
    remove: async (path) => {
      await send('DELETE', path);
    },
  };
}

/** The API of another machine, spoken to with an API key. */
export function httpTransport(url: string, apiKey: string | undefined): ApiTransport {
  return async ({ method, path, headers, payload }) => {
    const authorization: Record<string, string> = apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` };
    const body = payload === undefined ? {} : { body: typeof payload === 'string' ? payload : Buffer.from(payload) };
    try {
      const response = await fetch(new URL(path, url), { method, headers: { ...headers, ...authorization }, ...body });
      return { status: response.status, bytes: new Uint8Array(await response.arrayBuffer()) };
    } catch (cause) {
      throw new DomainError('api_unreachable', 'unavailable', `No Credence API answers at ${url}; check the address or start it there.`, {
        cause,
      });
    }
  };
}

function withQuery(path: string, query: Query): string {
  const pairs = Object.entries(query).filter((pair): pair is [string, string] => pair[1] !== undefined);
  return pairs.length === 0 ? path : `${path}?${new URLSearchParams(pairs).toString()}`;
}

function readAnswer(bytes: Uint8Array, status: number): unknown {
  const text = new TextDecoder().decode(bytes);
  if (text === '') return null;
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new DomainError('api_answer_unreadable', 'unavailable', `The API answered ${status} with something that is not JSON.`, { cause });
  }
}

function problemError(status: number, answer: unknown): DomainError {
  const problem = Problem.safeParse(answer);
  const kind = KIND_OF_STATUS[status] ?? 'unavailable';
  if (!problem.success)
    return new DomainError('api_answer_unreadable', 'unavailable', `The API answered ${status} without a problem document.`);
  return new DomainError(problem.data.code, kind, problem.data.detail, { faults: problem.data.errors ?? [] });
}

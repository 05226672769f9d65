import type { Problem } from '../../../backend/platform/http/schemas.ts';

/** An answer of the API that is not a success; `problem` is null when the API could not be reached at all. */
export class ApiFault extends Error {
  readonly status: number;
  readonly problem: Problem | null;

  constructor(status: number, problem: Problem | null, cause?: unknown) {
    super(problem?.detail ?? `HTTP ${status}`, { cause });
    this.name = 'ApiFault';
    this.status = status;
    this.problem = problem;
  }
}

export type Query = Record<string, string | number | undefined>;

/** `path` with those members of `query` that have a value. */
export function withQuery(path: string, query: Query): string {
  const parts = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== '') parts.set(name, String(value));
  }
  const text = parts.toString();
  return text === '' ? path : `${path}?${text}`;
}

async function request(path: string, init: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, { credentials: 'same-origin', ...init });
  } catch (cause) {
    if (init.signal?.aborted) throw cause;
    throw new ApiFault(0, null, cause);
  }
  if (response.ok) return response;
  throw new ApiFault(response.status, await readProblem(response));
}

async function readProblem(response: Response): Promise<Problem | null> {
  if (!/json/.test(response.headers.get('content-type') ?? '')) return null;
  const body: unknown = await response.json().catch(() => null);
  return isProblem(body) ? body : null;
}

function isProblem(body: unknown): body is Problem {
  return typeof body === 'object' && body !== null && 'code' in body && 'detail' in body;
}

export async function getJson<T>(path: string, signal?: AbortSignal): Promise<T> {
  const response = await request(path, { headers: { accept: 'application/json' }, ...(signal ? { signal } : {}) });
  return (await response.json()) as T;
}

interface Sent {
  /** Text is sent as it is, everything else as JSON. */
  body?: unknown;
  headers?: Record<string, string>;
}

/** A request that changes something; null for an answer without content. */
async function send<T>(method: 'POST' | 'PUT' | 'DELETE', path: string, { body, headers = {} }: Sent): Promise<T> {
  const response = await request(path, {
    method,
    headers: { accept: 'application/json', ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return (text === '' ? null : JSON.parse(text)) as T;
}

/** A whole file as it is, with the type that says how to read it. */
export async function uploadFile<T>(path: string, file: Blob, type: string): Promise<T> {
  const response = await request(path, {
    method: 'POST',
    headers: { accept: 'application/json', 'content-type': type, 'idempotency-key': crypto.randomUUID() },
    body: file,
  });
  return (await response.json()) as T;
}

export function postJson<T>(path: string, body: unknown, headers: Record<string, string> = {}): Promise<T> {
  return send('POST', path, { body, headers });
}

/** Marked with a key of its own, so that a repeated request has its effect once. */
export function createJson<T>(path: string, body: unknown, headers: Record<string, string> = {}): Promise<T> {
  return send('POST', path, { body, headers: { ...headers, 'idempotency-key': crypto.randomUUID() } });
}

export function putJson<T>(path: string, body: unknown): Promise<T> {
  return send('PUT', path, { body });
}

export function deleteJson<T>(path: string, body?: unknown): Promise<T> {
  return send('DELETE', path, { body });
}

export async function getText(path: string): Promise<string> {
  const response = await request(path, { headers: { accept: 'application/json' } });
  return response.text();
}

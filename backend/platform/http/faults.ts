import { STATUS_CODES } from 'node:http';
import type { ErrorKind } from '../../kernel/errors.ts';

export const STATUS_OF_KIND: Readonly<Record<ErrorKind, number>> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  gone: 410,
  unprocessable: 422,
  too_large: 413,
  rate_limited: 429,
  unavailable: 503,
};

/** A refusal that the HTTP layer makes by itself, before or around a handler. */
export interface HttpFault {
  readonly code: string;
  readonly status: number;
  readonly detail: string;
}

/** Refusals without a `DomainError`; `backend/docs/errors.md` lists them with kind `http`. */
export const HTTP_FAULTS = {
  requestInvalid: {
    code: 'request_invalid',
    status: 400,
    detail: 'The request does not have the shape that this route asks for; errors names each place.',
  },
  bodyMalformed: { code: 'body_malformed', status: 400, detail: 'The body is not well-formed JSON.' },
  urlMalformed: { code: 'url_malformed', status: 400, detail: 'The address is not a well-formed URL.' },
  requestMalformed: { code: 'request_malformed', status: 400, detail: 'The request is not well-formed HTTP.' },
  routeNotFound: { code: 'route_not_found', status: 404, detail: 'There is no such route; /openapi.json lists all.' },
  methodNotAllowed: {
    code: 'method_not_allowed',
    status: 405,
    detail: 'This route does not answer that method; the Allow header names those it does.',
  },
  requestTimeout: { code: 'request_timeout', status: 408, detail: 'The request did not arrive in time.' },
  bodyTooLarge: { code: 'body_too_large', status: 413, detail: 'The body is larger than this route takes.' },
  urlTooLong: { code: 'url_too_long', status: 414, detail: 'A part of the address is longer than this route takes.' },
  contentTypeUnsupported: { code: 'content_type_unsupported', status: 415, detail: 'This route does not read that content type.' },
  requestRefused: { code: 'request_refused', status: 400, detail: 'The request was refused.' },
  headersTooLarge: { code: 'headers_too_large', status: 431, detail: 'The headers are larger than the server takes.' },
  internal: { code: 'internal', status: 500, detail: 'Something went wrong here; the request id finds it in the log.' },
  handlerTimeout: {
    code: 'handler_timeout',
    status: 503,
    detail: 'The answer took too long; it is safe to try again with the same Idempotency-Key.',
  },
} as const satisfies Record<string, HttpFault>;

const OF_FASTIFY: Readonly<Record<string, HttpFault>> = {
  FST_ERR_CTP_INVALID_JSON_BODY: HTTP_FAULTS.bodyMalformed,
  FST_ERR_CTP_EMPTY_JSON_BODY: HTTP_FAULTS.bodyMalformed,
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: HTTP_FAULTS.requestMalformed,
  FST_ERR_CTP_BODY_TOO_LARGE: HTTP_FAULTS.bodyTooLarge,
  FST_ERR_CTP_INVALID_MEDIA_TYPE: HTTP_FAULTS.contentTypeUnsupported,
  FST_ERR_BAD_URL: HTTP_FAULTS.urlMalformed,
  FST_ERR_MAX_PARAM_LENGTH: HTTP_FAULTS.urlTooLong,
  FST_ERR_NOT_FOUND: HTTP_FAULTS.routeNotFound,
  FST_ERR_HANDLER_TIMEOUT: HTTP_FAULTS.handlerTimeout,
};

/** The fault that a thrown value which is no `DomainError` stands for. */
export function faultOf(error: unknown): HttpFault {
  if (!(error instanceof Error)) return HTTP_FAULTS.internal;
  const { code, statusCode } = error as { code?: unknown; statusCode?: unknown };
  const known = typeof code === 'string' ? OF_FASTIFY[code] : undefined;
  if (known !== undefined) return known;
  // The JSON parser refuses `__proto__` with a SyntaxError that carries only a status.
  if (error instanceof SyntaxError && statusCode === 400) return HTTP_FAULTS.bodyMalformed;
  if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500) return { ...HTTP_FAULTS.requestRefused, status: statusCode };
  return HTTP_FAULTS.internal;
}

export function titleOf(code: string, status: number): string {
  const words = code.replaceAll('_', ' ');
  return code === 'internal' ? (STATUS_CODES[status] ?? words) : `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

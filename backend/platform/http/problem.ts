import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { DomainError, type FieldFault } from '../../kernel/errors.ts';
import { faultOf, HTTP_FAULTS, type HttpFault, STATUS_OF_KIND, titleOf } from './faults.ts';
import { loggableError } from './loggable-error.ts';
import type { Problem } from './schemas.ts';

export const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';
const MAX_FAULTS = 100;

/** Where a problem arose: `docsUrl` is the address under which the codes are explained. */
export interface ProblemPlace {
  readonly docsUrl: string;
  readonly instance: string;
  readonly requestId: string;
}

/** RFC 9457 body for anything thrown. The message of an error that is not ours never leaves the server. */
export function problemOf(error: unknown, place: ProblemPlace): Problem {
  if (error instanceof DomainError) return ofDomainError(error, place);
  const fault = hasZodFastifySchemaValidationErrors(error) ? HTTP_FAULTS.requestInvalid : faultOf(error);
  const faults = hasZodFastifySchemaValidationErrors(error) ? faultsOf(error) : [];
  return ofFault(fault, place, faults);
}

export function ofFault(fault: HttpFault, place: ProblemPlace, faults: readonly FieldFault[] = []): Problem {
  const { code, status, detail } = fault;
  return { ...frame(code, status, detail, place), ...(faults.length === 0 ? {} : { errors: faults.slice(0, MAX_FAULTS) }) };
}

function ofDomainError(error: DomainError, place: ProblemPlace): Problem {
  return {
    ...frame(error.code, STATUS_OF_KIND[error.kind], error.message, place),
    ...(Object.keys(error.params).length === 0 ? {} : { params: error.params }),
    ...(error.faults.length === 0 ? {} : { errors: error.faults.slice(0, MAX_FAULTS) }),
  };
}

function frame(code: string, status: number, detail: string, place: ProblemPlace): Problem {
  const { docsUrl, instance, requestId } = place;
  return { type: `${docsUrl}#${code}`, title: titleOf(code, status), status, detail, instance, code, requestId };
}

/** Zod puts unknown keys into one issue of their parent; each gets a pointer of its own. */
function faultsOf(error: FastifyError): FieldFault[] {
  const part = error.validationContext ?? 'body';
  return (error.validation ?? []).flatMap((issue) => {
    const at = `/${part}${issue.instancePath === '/' ? '' : issue.instancePath}`;
    const keys = (issue.params as { keys?: unknown }).keys;
    if (issue.keyword === 'unrecognized_keys' && Array.isArray(keys)) {
      return keys.map((key) => ({
        pointer: `${at}/${escapePointer(String(key))}`,
        code: 'unknown_field',
        detail: 'There is no such field.',
      }));
    }
    return [{ pointer: at, code: issue.keyword, detail: issue.message ?? 'is not valid' }];
  });
}

function escapePointer(key: string): string {
  return key.slice(0, 100).toWellFormed().replaceAll('~', '~0').replaceAll('/', '~1');
}

/** Installs the one error handler and the answer to unknown routes. */
export function installProblems(server: FastifyInstance, docsUrl: string): void {
  server.setErrorHandler((error: unknown, request, reply) => sendProblem(error, request, reply, docsUrl));
}

export async function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply, docsUrl: string): Promise<FastifyReply> {
  const problem = problemOf(error, { docsUrl, instance: pathOf(request), requestId: request.id });
  if (problem.status >= 500) request.log.error({ fault: loggableError(error), code: problem.code }, 'request failed');
  else request.log.debug({ code: problem.code, status: problem.status }, 'request refused');
  if (error instanceof DomainError) {
    const seconds = error.params.retryAfterSeconds;
    if (typeof seconds === 'number') reply.header('retry-after', String(seconds));
    if (error.kind === 'unauthenticated') reply.header('www-authenticate', 'Bearer realm="credence"');
  }
  if (problem.status === 503 && !reply.hasHeader('retry-after')) reply.header('retry-after', '5');
  return reply.code(problem.status).type(PROBLEM_TYPE).serializer(JSON.stringify).send(problem);
}

function pathOf(request: FastifyRequest): string {
  const path = request.url.split('?', 1)[0] ?? '/';
  return path.slice(0, 300);
}

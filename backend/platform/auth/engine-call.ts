import type { FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '../../kernel/errors.ts';
import type { Engine } from './engine.ts';

export interface EngineCall {
  readonly engine: Engine;
  readonly publicUrl: string;
  /** Path below `/api/auth`. */
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
  /** What to say when the engine answers 401. */
  readonly refusal: () => DomainError;
}

/**
 * Has better-auth answer a request whose shape and origin are already checked. Cookies go through;
 * a refusal becomes one of our errors, because the engine's own answers are not problem documents.
 */
export async function callEngine(request: FastifyRequest, reply: FastifyReply, call: EngineCall): Promise<unknown> {
  const origin = new URL(call.publicUrl).origin;
  const headers = new Headers({ 'content-type': 'application/json', origin });
  if (request.headers.cookie !== undefined) headers.set('cookie', request.headers.cookie);
  if (request.headers['user-agent'] !== undefined) headers.set('user-agent', request.headers['user-agent'].slice(0, 200));
  const answer = await call.engine.handler(
    new Request(`${origin}/api/auth${call.path}`, { method: 'POST', headers, body: JSON.stringify(call.body) }),
  );
  const text = await answer.text();
  if (!answer.ok) throw refusalOf(answer.status, text, call.refusal);
  for (const cookie of answer.headers.getSetCookie()) reply.header('set-cookie', cookie);
  return text === '' ? null : JSON.parse(text);
}

function refusalOf(status: number, text: string, refusal: () => DomainError): Error {
  if (status === 401) return refusal();
  if (status === 403) return new DomainError('account_action_forbidden', 'forbidden', 'This account may not do that.');
  if (status >= 400 && status < 500)
    return new DomainError('account_action_refused', 'unprocessable', 'The account service refused the request.');
  return new Error(`The auth engine answered ${status}: ${text.slice(0, 200)}`);
}

import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { DomainError } from '../kernel/errors.ts';
import { type WebhookMessage, webhookHeaders } from './domain/webhook-signature.ts';
import { checkWebhookUrl, guardedLookup } from './webhook-address.ts';

export interface WebhookTarget {
  readonly url: string;
  readonly secret: Uint8Array;
  /** Hosts that may be reached over plain http and in private networks. */
  readonly allowed: readonly string[];
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/** What came of one attempt: the status of an answer, or why there was none. */
export type SendOutcome = { readonly status: number } | { readonly error: string };

const TIMEOUT_MS = 10_000;

/** One attempt. Redirects are not followed, and the answer's body is not read: neither may lead anywhere. */
export async function sendWebhook(
  { url, secret, allowed, timeoutMs = TIMEOUT_MS, signal }: WebhookTarget,
  message: WebhookMessage,
): Promise<SendOutcome> {
  let target: URL;
  try {
    target = checkWebhookUrl(url, allowed);
  } catch (error) {
    if (error instanceof DomainError) return { error: error.message };
    throw error;
  }
  const deadline = AbortSignal.timeout(timeoutMs);
  const body = Buffer.from(message.body, 'utf8');
  const options = {
    method: 'POST',
    lookup: guardedLookup(target, allowed),
    signal: signal === undefined ? deadline : AbortSignal.any([deadline, signal]),
    agent: false as const,
    headers: {
      ...webhookHeaders(secret, message),
      'content-type': 'application/json; charset=utf-8',
      'content-length': String(body.length),
      'user-agent': 'Credence-Webhooks/1',
    },
  };
  try {
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const request = (target.protocol === 'https:' ? requestHttps : requestHttp)(target, options, resolve);
      request.once('error', reject);
      request.end(body);
    });
    answer.destroy();
    return { status: answer.statusCode ?? 0 };
  } catch (error) {
    if (signal?.aborted === true) throw error;
    return { error: deadline.aborted ? `no answer within ${timeoutMs / 1000} s` : faultOf(error) };
  }
}

/** The system's own short name of a fault of a connection; its message could tell of networks that the asker does not see. */
function faultOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'EREFUSED') return 'the name leads into a private network';
  return /^[A-Z][A-Z0-9_]{2,60}$/.test(code) ? code : 'the connection failed';
}

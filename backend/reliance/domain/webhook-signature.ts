import { hmac } from '@noble/hashes/hmac';
import { sha256 } from '@noble/hashes/sha2';
import { utf8 } from '../../attestation/domain/words.ts';

/** Standard Webhooks, symmetric signatures: https://www.standardwebhooks.com */
export interface WebhookMessage {
  /** The same on every attempt, so that a receiver can drop what it has had. */
  readonly id: string;
  /** Seconds since 1970, of the attempt. */
  readonly timestamp: number;
  readonly body: string;
}

/** The headers that prove to a receiver who sent the message, and when. */
export function webhookHeaders(secret: Uint8Array, { id, timestamp, body }: WebhookMessage): Readonly<Record<string, string>> {
  const tag = hmac(sha256, secret, utf8(`${id}.${timestamp}.${body}`));
  return {
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': `v1,${base64(tag)}`,
  };
}

/** A secret as its receiver is shown it. */
export function secretText(secret: Uint8Array): string {
  return `whsec_${base64(secret)}`;
}

function base64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}

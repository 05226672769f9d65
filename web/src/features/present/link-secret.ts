import { fromBase64Url, toBase64Url } from '../../../../backend/kernel/base64url.ts';

const KEY_BYTES = 32;
const NONCE_BYTES = 12;

interface SealedLink {
  /** Base64url of the nonce, then the ciphertext with its tag. */
  ciphertext: string;
  /** Stands after the `#` of the address, which a browser sends to nobody. */
  secret: string;
}

/** Encrypts `text` under a fresh key that leaves this browser only as part of the link. */
export async function sealForLink(text: string): Promise<SealedLink> {
  const raw = crypto.getRandomValues(new Uint8Array(KEY_BYTES));
  const iv = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
  const key = await crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt']);
  const sealed = new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, new TextEncoder().encode(text)));
  const whole = new Uint8Array(NONCE_BYTES + sealed.length);
  whole.set(iv);
  whole.set(sealed, NONCE_BYTES);
  return { ciphertext: toBase64Url(whole), secret: toBase64Url(raw) };
}

/** Null when the secret does not open the ciphertext. */
export async function openLink(ciphertext: string, secret: string): Promise<string | null> {
  try {
    const whole = fromBase64Url(ciphertext);
    const key = await crypto.subtle.importKey('raw', fromBase64Url(secret), 'AES-GCM', false, ['decrypt']);
    const iv = whole.subarray(0, NONCE_BYTES);
    const opened = await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, key, whole.subarray(NONCE_BYTES));
    return new TextDecoder('utf-8', { fatal: true }).decode(opened);
  } catch {
    return null;
  }
}

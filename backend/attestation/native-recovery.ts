import { recover } from 'tiny-secp256k1';
import type { KeyRecovery } from './domain/signature.ts';

/** Recovery by libsecp256k1 in WebAssembly: about eight times as fast as the portable one; for the server. */
export const recoverNative: KeyRecovery = (digest, compact, parity) => {
  try {
    return recover(digest, compact, parity, false)?.slice(1) ?? null;
  } catch {
    // Numbers that are no point of the curve are refused by exception.
    return null;
  }
};

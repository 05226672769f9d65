import { p256 } from '@noble/curves/p256';
import { sha256 } from '@noble/hashes/sha2.js';
import { concatBytes } from '@noble/hashes/utils.js';
import { recoverAddress, Signature } from 'ethers';
import type { HolderSignature } from './files.ts';
import { bytesOf, hexOf, keccak, textBytes } from './hashes.ts';

/** Section 5 of the rules. */

const ORDER_K1 = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
const ORDER_P256 = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/** Who signed, why nobody did, or that a contract would have to be asked. */
export type Signing = { readonly signer: string } | { readonly fault: string } | { readonly open: 'contract_not_asked' };
/** Whether a contract takes a signature; null when it can't be asked. */
export type AskContract = (contract: string, digest: string, signature: string) => boolean | null;

export function signingOf(digest: string, signature: string, contract: string | null, ask: AskContract): Signing {
  if (contract !== null) return contractSigning(digest, signature, contract, ask);
  const bytes = bytesOf(signature);
  return bytes.length === 65 ? secp256k1Signing(digest, bytes) : p256Signing(bytesOf(digest), bytes, true);
}

export function holderSigning(digest: string, signature: HolderSignature, holder: string, ask: AskContract): Signing {
  switch (signature.kind) {
    case 'ecdsa':
    case 'p256':
      return signingOf(digest, signature.value, null, ask);
    case 'erc1271':
      return contractSigning(digest, signature.value, holder, ask);
    case 'webauthn':
      return passkeySigning(digest, signature);
  }
}

function contractSigning(digest: string, signature: string, contract: string, ask: AskContract): Signing {
  const answer = ask(contract, digest, signature);
  if (answer === null) return { open: 'contract_not_asked' };
  return answer ? { signer: contract } : { fault: 'signature_refused_by_contract' };
}

function secp256k1Signing(digest: string, bytes: Uint8Array): Signing {
  if (bytes.every((byte) => byte === 0)) return { fault: 'signature_zero' };
  const v = bytes[64];
  if (v !== 27 && v !== 28) return { fault: 'signature_wrong_v' };
  const fault = scalarFault(bytes, ORDER_K1, true);
  if (fault !== null) return { fault };
  try {
    return { signer: recoverAddress(digest, Signature.from(hexOf(bytes))).toLowerCase() };
  } catch {
    return { fault: 'signature_unrecoverable' };
  }
}

function scalarFault(bytes: Uint8Array, order: bigint, isLow: boolean): string | null {
  const r = BigInt(hexOf(bytes.subarray(0, 32)));
  const s = BigInt(hexOf(bytes.subarray(32, 64)));
  if (r === 0n && s === 0n) return 'signature_zero';
  if (r === 0n || s === 0n || r >= order || s >= order) return 'signature_out_of_range';
  return isLow && s > order / 2n ? 'signature_high_s' : null;
}

function p256Signing(hash: Uint8Array, bytes: Uint8Array, isLow: boolean): Signing {
  if (bytes.every((byte) => byte === 0)) return { fault: 'signature_zero' };
  const fault = scalarFault(bytes, ORDER_P256, isLow);
  if (fault !== null) return { fault };
  const point = bytes.subarray(64);
  try {
    if (p256.verify(bytes.subarray(0, 64), hash, concatBytes(Uint8Array.of(4), point), { lowS: false, prehash: false })) {
      return { signer: hexOf(keccak(point).subarray(12)) };
    }
  } catch {
    // No point of the curve.
  }
  return { fault: 'signature_unrecoverable' };
}

function passkeySigning(digest: string, signature: Extract<HolderSignature, { kind: 'webauthn' }>): Signing {
  const data = bytesOf(signature.authenticatorData);
  const client = clientData(signature.clientDataJSON);
  const challenge = Buffer.from(bytesOf(digest)).toString('base64url');
  const isPresent = data.length >= 37 && ((data[32] ?? 0) & 1) === 1;
  if (!isPresent || client?.['type'] !== 'webauthn.get' || client['challenge'] !== challenge) return { fault: 'passkey_answer_differs' };
  const hash = sha256(concatBytes(data, sha256(textBytes(signature.clientDataJSON))));
  return p256Signing(hash, concatBytes(bytesOf(signature.value), bytesOf(signature.x), bytesOf(signature.y)), false);
}

function clientData(json: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

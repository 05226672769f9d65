import { ed25519 } from '@noble/curves/ed25519';
import { concatBytes, uintBytes, utf8 } from '../../attestation/domain/words.ts';
import { keyIdOf, type NoteSignature, type SignedNote, signaturesOf, type VerifierKey, verifyEd25519 } from './signed-note.ts';

/** What a cosigner signs of a checkpoint's text (C2SP tlog-cosignature, Ed25519). */
function cosignedMessage(text: string, time: bigint): Uint8Array {
  return utf8(`cosignature/v1\ntime ${time}\n${text}`);
}

/**
 * A cosigner's signature: it has seen this checkpoint, and no other that contradicts it.
 * @param time - seconds, when it looked
 */
export function cosign(text: string, time: bigint, key: VerifierKey, privateKey: Uint8Array): NoteSignature {
  const signature = ed25519.sign(cosignedMessage(text, time), privateKey);
  return { name: key.name, keyId: keyIdOf(key), signature: concatBytes(uintBytes(time, 8), signature) };
}

/** Time of the valid cosignature of `key` under `note`, the latest of several; null when there is none. */
export function cosignedAt(note: SignedNote, key: VerifierKey): bigint | null {
  let latest: bigint | null = null;
  for (const { signature } of signaturesOf(note, key)) {
    const time = timeOf(signature);
    if (time === null || !verifyEd25519(signature.subarray(8), cosignedMessage(note.text, time), key.publicKey)) continue;
    if (latest === null || time > latest) latest = time;
  }
  return latest;
}

/** Time that a cosignature states; null when its length is not that of one. */
export function timeOf(signature: Uint8Array): bigint | null {
  if (signature.length !== 72) return null;
  return new DataView(signature.buffer, signature.byteOffset).getBigUint64(0);
}

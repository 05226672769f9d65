import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { encode } from 'cborg';
import { toHex } from '../../../backend/kernel/hex.ts';

const USER_VERIFIED = 0x05;
const WITH_KEY = 0x45;
const ID = new Uint8Array(16).fill(8);

const base64url = (bytes: Uint8Array | string) => Buffer.from(bytes).toString('base64url');
const sha256 = (data: Uint8Array | string) => createHash('sha256').update(data).digest();

/** An authenticator in software that answers as a browser does. */
export function makePasskey(origin: string) {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const jwk = publicKey.export({ format: 'jwk' });
  const [x, y] = [jwk.x, jwk.y].map((text) => new Uint8Array(Buffer.from(text ?? '', 'base64url')));
  const rpHash = sha256(new URL(origin).hostname);

  return {
    credentialId: base64url(ID),
    /** Body of PUT /v1/me/holder-key; `odd` replaces members of the client data. */
    register(challenge: string, odd: object = {}) {
      const key = encode(
        new Map<number, unknown>([
          [1, 2],
          [3, -7],
          [-1, 1],
          [-2, x],
          [-3, y],
        ]),
      );
      const authData = Buffer.concat([
        rpHash,
        Uint8Array.of(WITH_KEY, 0, 0, 0, 0),
        new Uint8Array(16),
        Uint8Array.of(0, ID.length),
        ID,
        key,
      ]);
      const object = new Map<string, unknown>([
        ['fmt', 'none'],
        ['attStmt', {}],
        ['authData', new Uint8Array(authData)],
      ]);
      const clientData = JSON.stringify({ type: 'webauthn.create', challenge, origin, ...odd });
      return {
        kind: 'passkey',
        credentialId: base64url(ID),
        clientDataJSON: base64url(clientData),
        attestationObject: base64url(encode(object)),
      };
    },
    /** `signature` of a presentation with this digest. */
    sign(digest: string) {
      const challenge = base64url(Buffer.from(digest.slice(2), 'hex'));
      const clientDataJSON = JSON.stringify({ type: 'webauthn.get', challenge, origin, crossOrigin: false });
      const data = Buffer.concat([rpHash, Uint8Array.of(USER_VERIFIED, 0, 0, 0, 1)]);
      const value = sign('sha256', Buffer.concat([data, sha256(clientDataJSON)]), { key: privateKey, dsaEncoding: 'ieee-p1363' });
      const hex = (bytes: Uint8Array | undefined) => toHex(bytes ?? new Uint8Array());
      return { kind: 'webauthn', value: toHex(value), authenticatorData: toHex(data), clientDataJSON, x: hex(x), y: hex(y) };
    },
  };
}

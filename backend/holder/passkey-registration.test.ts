import { createHash, generateKeyPairSync } from 'node:crypto';
import { encode } from 'cborg';
import { describe, expect, it } from 'vitest';
import { keyAddress } from '../attestation/domain/holder-key.ts';
import { fromHex } from '../kernel/hex.ts';
import { type PasskeyAnswer, readPasskey } from './passkey-registration.ts';

const CHALLENGE = new Uint8Array(32).fill(9);
const ORIGIN = 'https://credence.example';
const RULES = { challenge: CHALLENGE, origins: [ORIGIN] };
const ID = new Uint8Array(20).fill(3);

interface Odd {
  readonly clientData?: Readonly<Record<string, unknown>>;
  readonly rpId?: string;
  readonly flags?: number;
  readonly key?: readonly (readonly [number, unknown])[];
  readonly id?: Uint8Array;
}

const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const jwk = publicKey.export({ format: 'jwk' });
const X = new Uint8Array(Buffer.from(jwk.x ?? '', 'base64url'));
const Y = new Uint8Array(Buffer.from(jwk.y ?? '', 'base64url'));
const KEY = [
  [1, 2],
  [3, -7],
  [-1, 1],
  [-2, X],
  [-3, Y],
] as const;

/** What a browser answers, made byte by byte as the standard lays it out. */
function answer({ clientData = {}, rpId = 'credence.example', flags = 0x45, key = KEY, id = ID }: Odd = {}): PasskeyAnswer {
  const data = { type: 'webauthn.create', challenge: Buffer.from(CHALLENGE).toString('base64url'), origin: ORIGIN, crossOrigin: false };
  const authData = Buffer.concat([
    createHash('sha256').update(rpId).digest(),
    Uint8Array.of(flags, 0, 0, 0, 0),
    new Uint8Array(16),
    Uint8Array.of(id.length >> 8, id.length & 0xff),
    id,
    encode(new Map(key)),
    encode(new Map([['credProtect', 2]])),
  ]);
  return {
    credentialId: ID,
    clientDataJSON: new TextEncoder().encode(JSON.stringify({ ...data, ...clientData })),
    attestationObject: encode(
      new Map<string, unknown>([
        ['fmt', 'none'],
        ['attStmt', {}],
        ['authData', new Uint8Array(authData)],
      ]),
    ),
  };
}

describe('a new passkey', () => {
  it('is known by the address of its public key', () => {
    const read = readPasskey(answer(), RULES);
    expect(read.address).toBe(keyAddress(new Uint8Array([...X, ...Y])));
    expect(fromHex(read.x)).toEqual(X);
    expect(fromHex(read.y)).toEqual(Y);
    expect(read.rpId).toBe('credence.example');
  });

  const offCurve = [...KEY.slice(0, 4), [-3, new Uint8Array(32).fill(1)]] as const;
  it.each<[string, Odd]>([
    ['type', { clientData: { type: 'webauthn.get' } }],
    ['challenge', { clientData: { challenge: 'AAAA' } }],
    ['origin', { clientData: { origin: 'https://evil.example' } }],
    ['origin', { clientData: { origin: `${ORIGIN}.evil.example` } }],
    ['origin', { clientData: { crossOrigin: true } }],
    ['rp_id', { rpId: 'evil.example' }],
    ['user_absent', { flags: 0x40 }],
    ['no_key', { flags: 0x05 }],
    ['credential_id', { id: new Uint8Array(20).fill(4) }],
    ['algorithm', { key: [[1, 3], [3, -257], ...KEY.slice(2)] }],
    ['algorithm', { key: [...KEY.slice(0, 2), [-1, 2], ...KEY.slice(3)] }],
    ['key', { key: offCurve }],
    ['key', { key: [...KEY.slice(0, 3), [-2, X.subarray(1)], [-3, Y]] }],
  ])('is refused for its %s', (part, odd) => {
    expect(() => readPasskey(answer(odd), RULES)).toThrow(expect.objectContaining({ code: 'passkey_refused', params: { part } }));
  });

  it.each([new Uint8Array(), Uint8Array.of(0xff), new TextEncoder().encode('{}'), new Uint8Array(100).fill(0x9f)])(
    'is refused when it is something else (%#)',
    (bytes) => {
      expect(() => readPasskey({ ...answer(), attestationObject: bytes }, RULES)).toThrow(/answer/i);
      expect(() => readPasskey({ ...answer(), clientDataJSON: bytes }, RULES)).toThrow();
    },
  );
});

import { readFileSync } from 'node:fs';
import { DomainError } from '../../../kernel/errors.ts';
import type { DigestKey } from '../signer.ts';
import { keyOfDevice } from './device-key.ts';
import type { Pkcs11Place } from './pkcs11-uri.ts';

/** The calls of the native package `pkcs11js` that are used; it is installed by those who have a token. */
interface Pkcs11 {
  load(path: string): void;
  C_Initialize(): void;
  C_GetSlotList(tokenPresent: boolean): Buffer[];
  C_GetTokenInfo(slot: Buffer): { readonly label: string };
  C_OpenSession(slot: Buffer, flags: number): Buffer;
  C_Login(session: Buffer, userType: number, pin: string): void;
  C_FindObjectsInit(session: Buffer, template: readonly { readonly type: number; readonly value: number | string }[]): void;
  C_FindObjects(session: Buffer): Buffer | null;
  C_FindObjectsFinal(session: Buffer): void;
  C_GetAttributeValue(session: Buffer, object: Buffer, template: readonly { readonly type: number }[]): { readonly value: Buffer }[];
  C_SignInit(session: Buffer, mechanism: { readonly mechanism: number }, key: Buffer): void;
  C_Sign(session: Buffer, data: Buffer, signature: Buffer): Buffer;
}

interface Pkcs11Package {
  readonly PKCS11: new () => Pkcs11;
}

/** Numbers of the standard, PKCS#11 version 2.40. */
const CKF_SERIAL_SESSION = 4;
const CKU_USER = 1;
const CKA_CLASS = 0;
const CKA_LABEL = 3;
const CKA_EC_POINT = 0x181;
const CKO_PUBLIC_KEY = 2;
const CKO_PRIVATE_KEY = 3;
const CKM_ECDSA = 0x1041;
const PACKAGE = 'pkcs11js';

/**
 * The key pair at `place`: the token signs, the private key stays in it.
 * @throws {DomainError} `pkcs11_unavailable`, `pkcs11_key_missing`, `device_key_invalid`
 */
export async function openPkcs11Key(place: Pkcs11Place): Promise<DigestKey> {
  const token = await openToken(place);
  const publicKey = token.find(CKO_PUBLIC_KEY);
  const privateKey = token.find(CKO_PRIVATE_KEY);
  return keyOfDevice({
    name: `the PKCS#11 key ${place.object} in ${place.token}`,
    publicKey: pointOf(token.attribute(publicKey, CKA_EC_POINT)),
    sign: async (digest) => {
      token.module.C_SignInit(token.session, { mechanism: CKM_ECDSA }, privateKey);
      return token.module.C_Sign(token.session, Buffer.from(digest), Buffer.alloc(64));
    },
  });
}

interface Token {
  readonly module: Pkcs11;
  readonly session: Buffer;
  find(kind: number): Buffer;
  attribute(object: Buffer, type: number): Buffer;
}

async function openToken(place: Pkcs11Place): Promise<Token> {
  const module = await loadModule(place);
  const session = openSession(module, place);
  return {
    module,
    session,
    find(kind) {
      module.C_FindObjectsInit(session, [
        { type: CKA_CLASS, value: kind },
        { type: CKA_LABEL, value: place.object },
      ]);
      const found = module.C_FindObjects(session);
      module.C_FindObjectsFinal(session);
      if (found !== null) return found;
      throw new DomainError(
        'pkcs11_key_missing',
        'invalid',
        `The token ${place.token} holds no complete key pair with the label ${place.object}.`,
        { params: { token: place.token, object: place.object } },
      );
    },
    attribute(object, type) {
      return module.C_GetAttributeValue(session, object, [{ type }])[0]?.value ?? Buffer.alloc(0);
    },
  };
}

/** A library may be initialized once in a process. */
const LOADED = new Map<string, Pkcs11>();

async function loadModule({ modulePath }: Pkcs11Place): Promise<Pkcs11> {
  const known = LOADED.get(modulePath);
  if (known !== undefined) return known;
  try {
    const { PKCS11 } = (await import(PACKAGE)) as Pkcs11Package;
    const module = new PKCS11();
    module.load(modulePath);
    module.C_Initialize();
    LOADED.set(modulePath, module);
    return module;
  } catch (cause) {
    throw unavailable(
      `its library ${modulePath} cannot be loaded; install it, and the package with npm install --no-save ${PACKAGE}`,
      cause,
    );
  }
}

/** A process logs in to a token once; all its sessions are logged in then. */
const SESSIONS = new Map<string, Buffer>();

function openSession(module: Pkcs11, place: Pkcs11Place): Buffer {
  const name = `${place.modulePath} ${place.token}`;
  const session = SESSIONS.get(name) ?? logIn(module, place);
  SESSIONS.set(name, session);
  return session;
}

function logIn(module: Pkcs11, place: Pkcs11Place): Buffer {
  const slot = module.C_GetSlotList(true).find((each) => module.C_GetTokenInfo(each).label.trim() === place.token);
  if (slot === undefined) throw unavailable(`no token is labelled ${place.token}`);
  try {
    const session = module.C_OpenSession(slot, CKF_SERIAL_SESSION);
    module.C_Login(session, CKU_USER, readFileSync(place.pinFile, 'utf8').trim());
    return session;
  } catch (cause) {
    throw unavailable(`the token ${place.token} does not take the PIN in ${place.pinFile}`, cause);
  }
}

function unavailable(reason: string, cause?: unknown): DomainError {
  return new DomainError('pkcs11_unavailable', 'unavailable', `The PKCS#11 key cannot be used: ${reason}.`, { cause, params: { reason } });
}

/** The point inside the DER octet string that the standard asks for; some tokens leave the wrapping out. */
function pointOf(value: Buffer): Uint8Array {
  return value.length === 67 && value[0] === 0x04 && value[1] === 0x41 ? value.subarray(2) : value;
}

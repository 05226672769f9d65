import { parseBoundedJson } from '../../attestation/domain/bounded-json.ts';
import { type Credential, type CredentialFile, credentialFile } from '../../attestation/domain/credential.ts';
import type { CredentialSecrets } from '../../attestation/domain/customer-secrets.ts';
import { SALT_SIZE, SLOT_COUNT } from '../../attestation/domain/field-tree.ts';
import { malformed } from '../../attestation/domain/malformed.ts';
import { readCredential } from '../../attestation/domain/parse-credential.ts';
import { readAddress, readHash, readLiteral, readObject } from '../../attestation/domain/strict-shape.ts';
import { type Address, fromHex, type Hash32, toHex } from '../../kernel/hex.ts';

export const HOLDER_FILE_TYPE = 'CredenceHolderFile';
export const HOLDER_FILE_VERSION = 1;

/** What a holder keeps to himself: a whole credential, and the secrets that make presentations of it. */
export interface HolderFile {
  /** Every field open. */
  readonly credential: Credential;
  readonly secrets: CredentialSecrets;
  readonly holder: { readonly key: Address; readonly blind: Hash32 };
}

/** JSON of {@link HolderFile}. */
export interface HolderFileJson {
  readonly type: typeof HOLDER_FILE_TYPE;
  readonly version: typeof HOLDER_FILE_VERSION;
  readonly credential: CredentialFile;
  readonly holder: { readonly key: string; readonly blind: string };
  readonly seeds: { readonly scoreAtLeast: string; readonly pdAtMost: string };
}

/** The file of `held`; the salts stand in the open fields. */
export function holderFile({ credential, secrets, holder }: HolderFile): HolderFileJson {
  return {
    type: HOLDER_FILE_TYPE,
    version: HOLDER_FILE_VERSION,
    credential: credentialFile(credential),
    holder,
    seeds: { scoreAtLeast: toHex(secrets.scoreSeed), pdAtMost: toHex(secrets.pdSeed) },
  };
}

/**
 * Reads a holder's file from its text, its bytes or its parsed value.
 * @throws {@link DomainError} `credential_malformed` naming the first member that is wrong
 */
export function parseHolderFile(input: unknown): HolderFile {
  const value = typeof input === 'string' || input instanceof Uint8Array ? parseBoundedJson(input) : input;
  const top = readObject(value, '', ['type', 'version', 'credential', 'holder', 'seeds']);
  readLiteral(top.type, '/type', HOLDER_FILE_TYPE);
  readLiteral(top.version, '/version', HOLDER_FILE_VERSION);
  const credential = readCredential(top.credential, '/credential');
  if (credential.fields.length !== SLOT_COUNT) throw malformed('/credential/fields', 'missing_field', 'the holder has every field open');
  const holder = readObject(top.holder, '/holder', ['key', 'blind']);
  const seeds = readObject(top.seeds, '/seeds', ['scoreAtLeast', 'pdAtMost']);
  const salts = new Uint8Array(SLOT_COUNT * SALT_SIZE);
  for (const { index, salt } of credential.fields) salts.set(fromHex(salt), index * SALT_SIZE);
  const scoreSeed = fromHex(readHash(seeds.scoreAtLeast, '/seeds/scoreAtLeast'));
  const pdSeed = fromHex(readHash(seeds.pdAtMost, '/seeds/pdAtMost'));
  return {
    credential,
    secrets: { salts, scoreSeed, pdSeed },
    holder: { key: readAddress(holder.key, '/holder/key'), blind: readHash(holder.blind, '/holder/blind') },
  };
}

import { gzipSync } from 'node:zlib';
import { secp256k1 } from '@noble/curves/secp256k1';
import { toBase64Url } from '../kernel/base64url.ts';
import { fromHex, type Hash32, hash32, toHex } from '../kernel/hex.ts';
import { keccakHex } from '../kernel/keccak.ts';
import type { Signer } from '../platform/chain/signer.ts';
import type { DatabaseClient } from '../platform/database/database.ts';
import { sha256 } from '@noble/hashes/sha2.js';
import type { CredentialFile } from './domain/credential.ts';
import { compactSdJwt, sdJwtOf } from './domain/exchange/sd-jwt.ts';
import { statusBits, statusPlace, wordsOfList } from './domain/exchange/status-bits.ts';
import { VC_CONTEXT, vcDocument } from './domain/exchange/vc-document.ts';
import { utf8 } from './domain/words.ts';

export interface ExchangeParts {
  readonly signer: Signer;
  /** Address under which others reach this installation. */
  readonly publicUrl: string;
}

/** The credential as SD-JWT VC (RFC 9901), signed with ES256K by the issuer's key. */
export async function exportSdJwt(
  { signer, publicUrl }: ExchangeParts,
  file: CredentialFile,
  holderJwk: Readonly<Record<string, string>> | null = null,
): Promise<string> {
  const terms = { issuerUrl: publicUrl, kid: kidOf(signer), status: statusOf(publicUrl, file), holderJwk };
  const unsigned = sdJwtOf(file, terms);
  return compactSdJwt(unsigned, await signEs256k(signer, unsigned.signingInput));
}

/** The credential as W3C Verifiable Credential 2.0. A credential that was issued in a batch is signed here, by itself. */
export async function exportVc({ signer, publicUrl }: ExchangeParts, file: CredentialFile, digest: Hash32): Promise<unknown> {
  const signature = await signer.signDigest(digest);
  return vcDocument(file, signature, { baseUrl: publicUrl, signer: signer.address, status: statusOf(publicUrl, file) });
}

export interface StatusListOrder {
  readonly chainId: number;
  readonly issuerId: number;
  readonly list: bigint;
  /** Credentials of the issuer; a list beyond them does not exist. */
  readonly leaves: bigint;
}

/**
 * The status lists of an issuer's credentials as the ledger has them: VC 2.0 secured as JWT (media type
 * `application/vc+jwt`). Anybody may ask for them, so a list is signed again only when its bits have changed.
 */
export function openStatusLists(client: DatabaseClient) {
  const signed = new Map<string, { readonly hash: string; readonly text: string }>();
  return async (parts: ExchangeParts, order: StatusListOrder): Promise<{ readonly text: string } | null> => {
    const { chainId, issuerId, list } = order;
    const { from, to } = wordsOfList(list);
    if (from * 256n >= order.leaves) return null;
    const rows = await client.ledgerWord.findMany({ where: { chainId, issuerId, word: { gte: from, lt: to } } });
    const bits = statusBits(list, new Map(rows.map((row) => [row.word, BigInt(row.bits)])));
    const name = `${chainId}:${issuerId}:${list}`;
    const hash = toHex(sha256(bits));
    const known = signed.get(name);
    if (known?.hash === hash) return known;
    const fresh = { hash, text: await signStatusList(parts, order, bits) };
    signed.set(name, fresh);
    return fresh;
  };
}

async function signStatusList(
  { signer, publicUrl }: ExchangeParts,
  { chainId, issuerId, list }: StatusListOrder,
  bits: Uint8Array,
): Promise<string> {
  const uri = statusUri(publicUrl, issuerId, list);
  const issuer = `did:pkh:eip155:${chainId}:${signer.address}`;
  const document = {
    '@context': [VC_CONTEXT],
    id: uri,
    type: ['VerifiableCredential', 'BitstringStatusListCredential'],
    issuer,
    credentialSubject: {
      id: `${uri}#list`,
      type: 'BitstringStatusList',
      statusPurpose: 'revocation',
      // Multibase: u stands for base64url without padding.
      encodedList: `u${toBase64Url(gzipSync(bits))}`,
    },
  };
  const header = { alg: 'ES256K', typ: 'vc+jwt', cty: 'vc', kid: kidOf(signer), iss: issuer };
  const signingInput = [header, document].map((part) => toBase64Url(utf8(JSON.stringify(part)))).join('.');
  return `${signingInput}.${toBase64Url(await signEs256k(signer, signingInput))}`;
}

/** The issuer's public key as JSON Web Key Set; a key tells its public half by signing, so it is asked once. */
export async function issuerKeySet(signer: Signer): Promise<{ readonly keys: readonly Readonly<Record<string, string>>[] }> {
  const known = KEY_SETS.get(signer.address);
  if (known !== undefined) return known;
  const digest = keccakHex(utf8('Credence: public key of the issuer'));
  const signature = fromHex(await signer.signDigest(digest));
  const point = secp256k1.Signature.fromCompact(signature.subarray(0, 64))
    .addRecoveryBit((signature[64] ?? 27) - 27)
    .recoverPublicKey(fromHex(digest))
    .toRawBytes(false);
  const [x, y] = [toBase64Url(point.subarray(1, 33)), toBase64Url(point.subarray(33))];
  const set = { keys: [{ kty: 'EC', crv: 'secp256k1', alg: 'ES256K', use: 'sig', kid: kidOf(signer), x, y }] };
  KEY_SETS.set(signer.address, set);
  return set;
}

const KEY_SETS = new Map<string, { readonly keys: readonly Readonly<Record<string, string>>[] }>();

/** JOSE signs the SHA-256 of the input; r and s stand one after the other, without the recovery id. */
async function signEs256k(signer: Signer, signingInput: string): Promise<Uint8Array> {
  const digest = hash32(toHex(sha256(utf8(signingInput))));
  return fromHex(await signer.signDigest(digest)).subarray(0, 64);
}

function kidOf(signer: Signer): string {
  return `issuer-${signer.address}`;
}

function statusOf(publicUrl: string, file: CredentialFile): { readonly uri: string; readonly idx: number } | null {
  if (file.anchor === null) return null;
  const { list, place } = statusPlace(BigInt(file.anchor.firstLeaf) + BigInt(file.anchor.index));
  return { uri: statusUri(publicUrl, Number(file.credit.issuer), list), idx: place };
}

function statusUri(publicUrl: string, issuerId: number, list: bigint): string {
  return `${publicUrl}/v1/status-lists/${issuerId}/${list}`;
}

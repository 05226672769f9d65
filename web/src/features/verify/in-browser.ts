import { checkWords } from '../../../../backend/attestation/domain/sentences.ts';
import type { Check } from '../../../../backend/attestation/domain/check-list.ts';
import type { Credential } from '../../../../backend/attestation/domain/credential.ts';
import { disclosedLeaf, SLOT_COUNT } from '../../../../backend/attestation/domain/field-tree.ts';
import { hashPair, PREFIX } from '../../../../backend/attestation/domain/merkle-tree.ts';
import { verifyCredential } from '../../../../backend/attestation/verify.ts';
import { address, fromHex, toHex } from '../../../../backend/kernel/hex.ts';

export interface LocalSentence {
  en: string;
  zh: string;
}

export interface LocalVerification {
  verdict: Awaited<ReturnType<typeof verifyCredential>>['verdict'];
  words: LocalSentence;
  checks: (Check & { words: LocalSentence })[];
  credential: Credential | null;
  digest: string | null;
  /** Hashes of the field tree, leaves first and root last; null for a malformed file. */
  tree: string[][] | null;
  /** Time that the whole verification took here. */
  milliseconds: number;
}

export interface LocalTrust {
  chainId: number;
  ledger: string | null;
  savedProof: string | null;
  /** Keys of issuers that the signed-in reader knows; a saved proof must be signed by one of them. */
  keys: string[];
}

/** Runs the verifier of the API once more, in this browser and without the server. */
export async function verifyHere(text: string, trust: LocalTrust): Promise<LocalVerification> {
  const started = performance.now();
  const result = await verifyCredential(text, {
    ...(trust.ledger === null
      ? {}
      : { trust: { chainId: trust.chainId, ledger: address(trust.ledger), keys: trust.keys.map((key) => address(key)) } }),
    ...(trust.savedProof === null ? {} : { savedProof: trust.savedProof }),
    now: Math.floor(Date.now() / 1000),
  });
  return {
    verdict: result.verdict,
    words: result.words,
    checks: result.checks.map((check) => ({ ...check, words: checkWords(check) })),
    credential: result.credential,
    digest: result.digest,
    tree: result.credential === null ? null : fieldLevels(result.credential),
    milliseconds: performance.now() - started,
  };
}

/** The words of what the server found, in both languages. */
export function sentenceOf(check: Check): LocalSentence {
  return checkWords(check);
}

function fieldLevels(credential: Credential): string[][] {
  const leaves: Uint8Array[] = Array.from({ length: SLOT_COUNT }, () => new Uint8Array(32));
  for (const field of credential.fields) leaves[field.index] = disclosedLeaf(field);
  for (const hidden of credential.hidden) leaves[hidden.index] = fromHex(hidden.hash);
  const levels = [leaves];
  for (let level = leaves; level.length > 1; ) {
    const next: Uint8Array[] = [];
    for (let place = 0; place + 1 < level.length; place += 2) {
      const [left, right] = [level[place], level[place + 1]];
      if (left !== undefined && right !== undefined) next.push(hashPair(left, right, PREFIX.fieldNode));
    }
    levels.push(next);
    level = next;
  }
  return levels.map((level) => level.map((hash) => toHex(hash)));
}

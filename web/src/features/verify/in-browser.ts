import { type Check, judge, type Verdict } from '../../../../backend/attestation/domain/check-list.ts';
import { type Credential, credentialFile } from '../../../../backend/attestation/domain/credential.ts';
import { fieldLevels } from '../../../../backend/attestation/domain/field-tree.ts';
import { type Presentation, presentationFile, verifierId } from '../../../../backend/attestation/domain/presentation.ts';
import { checkWords, verdictWords } from '../../../../backend/attestation/domain/sentences.ts';
import { verifyCredential } from '../../../../backend/attestation/verify.ts';
import { address, hash32, toHex } from '../../../../backend/kernel/hex.ts';
import type { RelyingTerms } from '../../../../backend/reliance/schemas.ts';

export interface LocalSentence {
  en: string;
  zh: string;
}

export interface LocalVerification {
  verdict: Verdict;
  words: LocalSentence;
  checks: readonly Check[];
  /** The credential, also of a presentation. */
  credential: Credential | null;
  presentation: Presentation | null;
  digest: string | null;
  /** What was read, as the text of a JSON file; null for a malformed one. */
  json: string | null;
  /** Hashes of the field tree, leaves first and root last, null below a hidden subtree; null for a malformed file. */
  tree: (string | null)[][] | null;
  /** Time that the whole verification took here. */
  milliseconds: number;
}

/** Who checks: a presentation must be for exactly this. */
export interface Audience {
  verifier: string;
  challenge?: string;
  purpose?: string;
}

export interface LocalTrust {
  chainId: number;
  ledger: string | null;
  savedProof: string | null;
  /** Keys of issuers that the signed-in reader knows; a saved proof must be signed by one of them. */
  keys: string[];
  audience: Audience | null;
  terms: RelyingTerms | null;
}

/** Runs the verifier of the API once more, in this browser and without the server. */
export async function verifyHere(input: string | Uint8Array, trust: LocalTrust): Promise<LocalVerification> {
  const started = performance.now();
  const { audience, terms, savedProof } = trust;
  const result = await verifyCredential(input, {
    ...(trust.ledger === null
      ? {}
      : { trust: { chainId: trust.chainId, ledger: address(trust.ledger), keys: trust.keys.map((key) => address(key)) } }),
    ...(savedProof === null ? {} : { savedProof }),
    ...(audience === null
      ? {}
      : {
          audience: {
            verifier: hash32(audience.verifier),
            ...(audience.challenge === undefined ? {} : { challenge: hash32(audience.challenge) }),
            ...(audience.purpose === undefined ? {} : { purpose: audience.purpose }),
          },
        }),
    // Whether it is the newest is asked of the server, whose answer is put in by mergeChecks.
    ...(terms === null ? {} : { profile: { ...terms, newestRequired: false } }),
    now: Math.floor(Date.now() / 1000),
  });
  const { credential, presentation } = result;
  const file = presentation !== null ? presentationFile(presentation) : credential !== null ? credentialFile(credential) : null;
  return {
    verdict: result.verdict,
    words: result.words,
    checks: result.checks,
    credential,
    presentation,
    digest: result.digest,
    json: file === null ? null : JSON.stringify(file),
    tree: credential === null ? null : fieldLevels(credential).map((level) => level.map((hash) => (hash === null ? null : toHex(hash)))),
    milliseconds: performance.now() - started,
  };
}

/** The words of what was found, in both languages. */
export function sentenceOf(check: Check): LocalSentence {
  return checkWords(check);
}

/** What only the one who checks can answer: whether it is for them and meets their terms. */
const OWN_QUESTIONS: readonly string[] = ['presentedToYou', 'accepted'];

export interface Merged {
  checks: Check[];
  verdict: Verdict;
  words: LocalSentence;
}

/** The server's answers, with those of this browser where the server left open what it was not told. */
export function mergeChecks(server: readonly Check[], local: readonly Check[], isNewestRequired: boolean): Merged {
  const isNewest = server.find((check) => check.id === 'isNewest')?.status === 'pass';
  const checks = server.map((theirs) => {
    const mine = local.find((check) => check.id === theirs.id);
    const isOpen = theirs.status === 'unknown' || theirs.status === 'skipped';
    const isMineKnown = mine !== undefined && (mine.status === 'pass' || mine.status === 'fail');
    if (!isOpen || !isMineKnown || !OWN_QUESTIONS.includes(theirs.id)) return theirs;
    const isTooOld = mine.id === 'accepted' && mine.status === 'pass' && isNewestRequired && !isNewest;
    return isTooOld ? { ...mine, status: 'fail' as const, reason: 'newest_required' } : mine;
  });
  // Where nobody asks for the newest, not knowing it is no flaw.
  const weighed = checks.map((check) =>
    check.id === 'isNewest' && check.status === 'unknown' && !isNewestRequired
      ? { ...check, status: 'skipped' as const, reason: 'freshness_not_asked' }
      : check,
  );
  const judgement = judge(weighed);
  return { checks, verdict: judgement.verdict, words: verdictWords(judgement) };
}

/** How a presentation names a verifier that goes by its name. */
export function verifierOf(name: string): string {
  return verifierId(name);
}

import { DomainError } from '../kernel/errors.ts';
import type { Address, Hash32 } from '../kernel/hex.ts';
import type { LedgerPlace } from './domain/batch-leaf.ts';
import { factsOfProof } from './domain/anchor-proof.ts';
import { checkCredential } from './domain/check-credential.ts';
import { type Check, CHECK_IDS, type CheckId, judge, type Verdict } from './domain/check-list.ts';
import type { Credential } from './domain/credential.ts';
import type { FieldName } from './domain/field-tree.ts';
import { type BlockPoint, type LedgerFacts, type LedgerQuery, type LedgerReader, revocationPlace } from './domain/ledger-facts.ts';
import { parseAnchorProof } from './domain/parse-anchor-proof.ts';
import { parseCredential } from './domain/parse-credential.ts';
import { verdictWords, type Words } from './domain/sentences.ts';
import { type KeyRecovery, recoverPortable, recoverSigner } from './domain/signature.ts';
import { creditDigest, domainSeparator } from './domain/typed-data.ts';

export interface VerifyOptions {
  /** The ledger that the verifier relies on; that of `chain` when left out. */
  readonly trust?: LedgerPlace & {
    /** Keys of issuers known from elsewhere; a saved proof must be signed by one of them. */
    readonly keys?: readonly Address[];
  };
  /** Asks the ledger. Without it, and without a saved proof, what only the ledger knows stays unknown. */
  readonly chain?: LedgerReader;
  /** Text, bytes or value of an anchor proof; used when `chain` is left out. */
  readonly savedProof?: unknown;
  /** `when-unanchored` leaves the signature out where the anchor proves the issuer; `always` by default. */
  readonly signature?: 'always' | 'when-unanchored';
  /** Another implementation of key recovery than the portable one. */
  readonly recover?: KeyRecovery;
  /** Seconds since 1970. */
  readonly now: number;
}

export interface Verification {
  readonly verdict: Verdict;
  readonly words: Words;
  readonly checks: readonly Check[];
  /** Block whose state was asked; null when the ledger was not asked. */
  readonly asOf: BlockPoint | null;
  /** What the credential shows; null when it is malformed. */
  readonly claims: Readonly<Partial<Record<FieldName, string>>> | null;
  readonly credential: Credential | null;
  readonly digest: Hash32 | null;
}

/**
 * Answers every question about a credential file separately and gives one verdict. Never throws for
 * what the file holds; a ledger that can't be reached leaves its questions unknown.
 */
export async function verifyCredential(input: unknown, options: VerifyOptions): Promise<Verification> {
  let credential: Credential;
  try {
    credential = parseCredential(input);
  } catch (error) {
    return malformedVerification(error);
  }
  const digest = creditDigest(domainSeparator(credential.place), credential.credit);
  const recover = options.recover ?? recoverPortable;
  const trusted = options.trust ?? options.chain?.place ?? null;
  const facts = await findFacts(credential, trusted, options, recover);
  const rest = checkCredential({
    credential,
    digest,
    trusted,
    facts,
    signature: options.signature ?? 'always',
    recover: () => recoverSigner(digest, credential.signature ?? '0x', recover),
    now: options.now,
  });
  const checks: Check[] = [{ id: 'wellFormed', status: 'pass', reason: 'ok', params: {}, source: 'file' }, ...rest];
  const judgement = judge(checks);
  return {
    verdict: judgement.verdict,
    words: verdictWords(judgement),
    checks,
    asOf: 'asOf' in facts ? facts.asOf : null,
    claims: Object.fromEntries(credential.fields.map((field) => [field.name, field.value])),
    credential,
    digest,
  };
}

async function findFacts(
  credential: Credential,
  trusted: LedgerPlace | null,
  options: VerifyOptions,
  recover: KeyRecovery,
): Promise<LedgerFacts | { readonly problem: string }> {
  const { place, anchor, credit } = credential;
  // Another ledger than the trusted one can't vouch for anything, so it is not asked.
  if (trusted !== null && (trusted.chainId !== place.chainId || trusted.ledger !== place.ledger)) return { problem: 'wrong_chain' };
  const query: LedgerQuery = {
    issuer: credit.issuer,
    batch: anchor?.batch ?? null,
    word: anchor === null ? null : revocationPlace(anchor.firstLeaf + anchor.index).word,
  };
  if (options.chain !== undefined) {
    try {
      return await options.chain.read(query);
    } catch (error) {
      if (error instanceof DomainError && error.kind === 'unavailable') return { problem: 'ledger_unreachable' };
      throw error;
    }
  }
  if (options.savedProof === undefined) return { problem: 'ledger_not_asked' };
  try {
    return factsOfProof(parseAnchorProof(options.savedProof), place, query, { keys: options.trust?.keys ?? [], recover });
  } catch (error) {
    if (error instanceof DomainError) return { problem: 'proof_malformed' };
    throw error;
  }
}

function malformedVerification(error: unknown): Verification {
  if (!(error instanceof DomainError)) throw error;
  const fault = error.faults[0] ?? { pointer: '', code: 'not_json', detail: error.message };
  const params = { field: fieldName(fault.pointer), pointer: fault.pointer, detail: fault.detail };
  const first: Check = { id: 'wellFormed', status: 'fail', reason: fault.code, params, source: 'file' };
  const others = CHECK_IDS.filter((id): id is Exclude<CheckId, 'wellFormed'> => id !== 'wellFormed');
  const checks: Check[] = [
    first,
    ...others.map((id): Check => ({ id, status: 'skipped', reason: 'malformed', params: {}, source: 'file' })),
  ];
  const judgement = judge(checks);
  return { verdict: 'malformed', words: verdictWords(judgement), checks, asOf: null, claims: null, credential: null, digest: null };
}

/** `credit.issuer` for the pointer `/credit/issuer`. */
function fieldName(pointer: string): string {
  return pointer === '' ? 'file' : pointer.slice(1).replaceAll('/', '.');
}

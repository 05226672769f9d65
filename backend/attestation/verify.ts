import { DomainError } from '../kernel/errors.ts';
import type { Address, Hash32 } from '../kernel/hex.ts';
import { factsOfProof, type ProofTrust } from './domain/anchor-proof.ts';
import type { LedgerPlace } from './domain/batch-leaf.ts';
import type { CheckInput, VerifierAudience } from './domain/check-context.ts';
import { checkCredential } from './domain/check-credential.ts';
import { type Check, CHECK_IDS, type CheckId, judge, type Verdict } from './domain/check-list.ts';
import type { TrustedCosigners } from './domain/cosigned-note.ts';
import type { Credential } from './domain/credential.ts';
import type { FieldName } from './domain/field-tree.ts';
import { type BlockPoint, type LedgerQuery, type LedgerReader, revocationPlace } from './domain/ledger-facts.ts';
import { parseAnchorProof } from './domain/parse-anchor-proof.ts';
import { digestOfPresentation, type Presentation } from './domain/presentation.ts';
import { recoverPasskey } from './domain/passkey.ts';
import type { RelyingTerms } from './domain/relying-terms.ts';
import { verdictWords, type Words } from './domain/sentences.ts';
import { type KeyRecovery, type Recovery, recoverPortable, recoverSigner } from './domain/signature.ts';
import { parseStateProof } from './domain/state-proof.ts';
import { creditDigest, domainSeparator, receiptDigest } from './domain/typed-data.ts';
import { readCredentialFile } from './file-forms.ts';

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
  /** How old a saved proof may be, seconds; any age when left out. */
  readonly maxProofAgeSeconds?: number;
  /** Cosigners of logs; when given, enough of them must have signed the log that a saved proof shows. */
  readonly cosigners?: TrustedCosigners;
  /** Text, bytes or value of a state proof, which tells whether the credential is the newest of its subject. */
  readonly freshness?: unknown;
  /** Who the verifier is. Without it a presentation can be checked, but not that it was made for the one who checks. */
  readonly audience?: VerifierAudience;
  /** What the verifier accepts; without it whatever is valid. */
  readonly profile?: RelyingTerms;
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
  /** The credential, also of a presentation. */
  readonly credential: Credential | null;
  /** Null when the file is a plain credential. */
  readonly presentation: Presentation | null;
  readonly digest: Hash32 | null;
}

/**
 * Answers every question about a credential or a presentation separately and gives one verdict. Takes JSON (text, bytes
 * or value), CBOR, the text of a QR code and the payload of a link. Never throws for what the file holds; a ledger that
 * can't be reached leaves its questions unknown.
 */
export async function verifyCredential(input: unknown, options: VerifyOptions): Promise<Verification> {
  let file: ReturnType<typeof readCredentialFile>;
  try {
    file = readCredentialFile(input);
  } catch (error) {
    return malformedVerification(error);
  }
  const { credential, presentation } = file;
  const digest = creditDigest(domainSeparator(credential.place), credential.credit);
  const trusted = options.trust ?? options.chain?.place ?? null;
  const { facts, freshness } = await findFacts(credential, trusted, options);
  const rest = checkCredential({
    credential,
    digest,
    presentation,
    trusted,
    facts,
    freshness,
    audience: options.audience ?? null,
    terms: options.profile ?? null,
    signature: options.signature ?? 'always',
    signers: await findSigners(credential, digest, presentation, options),
    now: options.now,
  });
  const checks: Check[] = [{ id: 'wellFormed', status: 'pass', reason: 'ok', params: {}, source: 'file', block: null }, ...rest];
  const judgement = judge(checks);
  return {
    verdict: judgement.verdict,
    words: verdictWords(judgement),
    checks,
    asOf: 'asOf' in facts ? facts.asOf : null,
    claims: Object.fromEntries(credential.fields.map((field) => [field.name, field.value])),
    credential,
    presentation,
    digest,
  };
}

type Found = Pick<CheckInput, 'facts' | 'freshness'>;

async function findFacts(credential: Credential, trusted: LedgerPlace | null, options: VerifyOptions): Promise<Found> {
  const { place, anchor, credit } = credential;
  const freshness = findFreshness(options.freshness);
  // Another ledger than the trusted one can't vouch for anything, so it is not asked.
  if (trusted !== null && (trusted.chainId !== place.chainId || trusted.ledger !== place.ledger))
    return { facts: { problem: 'wrong_chain' }, freshness };
  const query: LedgerQuery = {
    issuer: credit.issuer,
    batch: anchor?.batch ?? null,
    word: anchor === null ? null : revocationPlace(anchor.firstLeaf + anchor.index).word,
  };
  if (options.chain !== undefined) {
    try {
      return { facts: await options.chain.read(query), freshness };
    } catch (error) {
      if (error instanceof DomainError && error.kind === 'unavailable') return { facts: { problem: 'ledger_unreachable' }, freshness };
      throw error;
    }
  }
  if (options.savedProof === undefined) return { facts: { problem: 'ledger_not_asked' }, freshness };
  try {
    const found = factsOfProof(parseAnchorProof(options.savedProof), place, query, proofTrust(options));
    return 'problem' in found ? { facts: found, freshness } : { facts: found.facts, freshness: freshness ?? found.freshness };
  } catch (error) {
    if (error instanceof DomainError) return { facts: { problem: 'proof_malformed' }, freshness };
    throw error;
  }
}

function proofTrust({ trust, cosigners, maxProofAgeSeconds, now, recover }: VerifyOptions): ProofTrust {
  return {
    keys: trust?.keys ?? [],
    cosigners: cosigners ?? null,
    maxAgeSeconds: maxProofAgeSeconds ?? null,
    now,
    recover: recover ?? recoverPortable,
  };
}

function findFreshness(stateProof: unknown): CheckInput['freshness'] {
  if (stateProof === undefined) return null;
  try {
    return parseStateProof(stateProof);
  } catch (error) {
    if (error instanceof DomainError) return { problem: 'state_proof_malformed' };
    throw error;
  }
}

/** Readers of the signatures; contracts are asked at once, keys only when a check wants to know. */
async function findSigners(
  credential: Credential,
  digest: Hash32,
  presentation: Presentation | null,
  options: VerifyOptions,
): Promise<CheckInput['signers']> {
  const { signature, signer, receipt, place } = credential;
  const recover = options.recover ?? recoverPortable;
  const none: Recovery = { open: 'no_signature' };
  const promise = receipt === null ? digest : receiptDigest(domainSeparator(place), digest, receipt.anchorBy);
  const ofContract = signer === null || signature === null ? null : await askContract(options, signer, digest, signature);
  const promised = signer === null || receipt === null ? null : await askContract(options, signer, promise, receipt.signature);
  return {
    credential: () => (signature === null ? none : (ofContract ?? recoverSigner(digest, signature, recover))),
    receipt: () => (receipt === null ? none : (promised ?? recoverSigner(promise, receipt.signature, recover))),
    holder: await holderSigner(presentation, options, recover),
  };
}

async function holderSigner(presentation: Presentation | null, options: VerifyOptions, recover: KeyRecovery): Promise<() => Recovery> {
  if (presentation === null) return () => ({ open: 'no_signature' });
  const { signature, holder } = presentation;
  const digest = digestOfPresentation(presentation);
  if (signature.kind === 'webauthn') return () => recoverPasskey(digest, signature);
  if (signature.kind !== 'erc1271') return () => recoverSigner(digest, signature.value, recover);
  const answer = await askContract(options, holder.key, digest, signature.value);
  return () => answer;
}

async function askContract({ chain }: VerifyOptions, signer: Address, digest: Hash32, signature: string): Promise<Recovery> {
  if (chain?.isValidSignature === undefined) return { open: 'contract_not_asked' };
  try {
    return (await chain.isValidSignature(signer, digest, signature)) ? { signer } : { reason: 'signature_refused_by_contract' };
  } catch (error) {
    if (error instanceof DomainError && error.kind === 'unavailable') return { open: 'contract_not_asked' };
    throw error;
  }
}

function malformedVerification(error: unknown): Verification {
  if (!(error instanceof DomainError)) throw error;
  const fault = error.faults[0] ?? { pointer: '', code: 'not_json', detail: error.message };
  const params = { field: fieldName(fault.pointer), pointer: fault.pointer, detail: fault.detail };
  const first: Check = { id: 'wellFormed', status: 'fail', reason: fault.code, params, source: 'file', block: null };
  const others = CHECK_IDS.filter((id): id is Exclude<CheckId, 'wellFormed'> => id !== 'wellFormed');
  const checks: Check[] = [
    first,
    ...others.map((id): Check => ({ id, status: 'skipped', reason: 'malformed', params: {}, source: 'file', block: null })),
  ];
  const judgement = judge(checks);
  const nothing = { asOf: null, claims: null, credential: null, presentation: null, digest: null };
  return { verdict: 'malformed', words: verdictWords(judgement), checks, ...nothing };
}

/** `credit.issuer` for the pointer `/credit/issuer`. */
function fieldName(pointer: string): string {
  return pointer === '' ? 'file' : pointer.slice(1).replaceAll('/', '.');
}

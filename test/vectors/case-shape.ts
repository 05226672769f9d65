import { proofJson, type SignedAnchorProof } from '../../backend/attestation/domain/anchor-proof.ts';
import { type AnchoredBatch, batchLeaf } from '../../backend/attestation/domain/batch-leaf.ts';
import type { VerifierAudience } from '../../backend/attestation/domain/check-context.ts';
import type { CheckId, Verdict } from '../../backend/attestation/domain/check-list.ts';
import type { TrustedCosigners } from '../../backend/attestation/domain/cosigned-note.ts';
import { type Credential, credentialFile } from '../../backend/attestation/domain/credential.ts';
import type { LedgerFacts } from '../../backend/attestation/domain/ledger-facts.ts';
import { type Presentation, presentationFile } from '../../backend/attestation/domain/presentation.ts';
import type { RelyingTerms } from '../../backend/attestation/domain/relying-terms.ts';
import { StateMap } from '../../backend/attestation/domain/state-map.ts';
import type { Json } from '../../backend/kernel/canonical-json.ts';
import { type Address, type Hash32, toHex } from '../../backend/kernel/hex.ts';
import { ANCHORED_AT, contractSignature, EXPIRY, ISSUED_AT, ISSUER_CONTRACT, NOW, sampleBatch, sampleCredential, samplePresentation, WALLET_CONTRACT } from './credential-builder.ts';
import { creditDigest, domainSeparator, receiptDigest } from '../../backend/attestation/domain/typed-data.ts';
import { digestOfPresentation } from '../../backend/attestation/domain/presentation.ts';

/** How a case is asked: the ledger online, nothing at all, or a saved proof. */
export type Asking = 'ledger' | 'nothing' | 'proof';

export interface CaseOptions {
  readonly signature?: 'always' | 'when-unanchored';
  readonly stateProof?: Json;
  readonly maxProofAgeSeconds?: number;
  readonly cosigners?: TrustedCosigners;
  readonly audience?: VerifierAudience;
  readonly profile?: RelyingTerms;
  /** Keys of issuers to rely on with a saved proof, instead of the usual one. */
  readonly keys?: readonly Address[];
}

export interface Case {
  readonly name: string;
  /** The file as text: JSON, or what a QR code or a link says. */
  readonly text: string;
  /** The file as bytes, 0x-hex; `text` is then empty. */
  readonly bytes?: string;
  readonly asking: Asking;
  /** Name of the ledger state. */
  readonly ledger: keyof typeof LEDGERS;
  readonly proof?: Json;
  readonly options?: CaseOptions;
  readonly now: number;
  readonly verdict: Verdict;
  /** The check that decides and its reason; `ok` of the first check when all pass. */
  readonly decisive: readonly [CheckId, string];
}

/** Thirteen credentials of one batch that commits to a state. */
export const SAMPLE = sampleBatch({ count: 13, hasState: true });
/** Of a customer without holder; shown whole. */
export const GOOD = sampleCredential(SAMPLE, 4);
/** Places of credentials bound to a wallet, a P-256 key and a contract. */
export const BOUND = { wallet: 5, device: 3, contract: 0, passkey: 12 } as const;
const FACTS = SAMPLE.facts;
const KEYS = FACTS.keys;
const [KEY, ...OTHER_KEYS] = KEYS;
if (KEY === undefined) throw new Error('The sample has a key.');
/** A second batch of the same issuer, which makes the first one's state stale. */
export const NEXT = sampleBatch({ count: 13, batchNumber: 1n, firstLeaf: 13n, change: { seq: 1n }, hasState: true });

/** Newest batches whose state says another number for the same credential, or leaves the subject of GOOD out. */
export const CONTRADICTING_STATE = StateMap.of([{ tag: GOOD.credit.subjectTag, index: 4n, seq: 9n }]);
export const CONTRADICTION: AnchoredBatch = { ...NEXT.batch, stateRoot: CONTRADICTING_STATE.root };
export const WITHOUT_SUBJECT = sampleBatch({ count: 2, batchNumber: 1n, firstLeaf: 13n, hasState: true });

/** States of the ledger that cases are judged against. */
export const LEDGERS = {
  sound: FACTS,
  revoked: { ...FACTS, deadBits: 1n << 4n },
  othersRevoked: { ...FACTS, deadBits: (2n ** 256n - 1n) ^ (1n << 4n), supersededBits: 1n << 5n, heldBits: 1n << 6n },
  superseded: { ...FACTS, deadBits: 1n << 4n, supersededBits: 1n << 4n },
  /** A bit among the superseded ones that is not dead says nothing. */
  supersededNotDead: { ...FACTS, supersededBits: 1n << 4n },
  suspended: { ...FACTS, heldBits: 1n << 4n },
  revokedAndSuspended: { ...FACTS, deadBits: 1n << 4n, heldBits: 1n << 4n },
  batchFrozen: { ...FACTS, batchState: 'frozen' },
  batchRevoked: { ...FACTS, batchState: 'revoked' },
  batchSuperseded: { ...FACTS, batchState: 'superseded' },
  withoutBatch: { ...FACTS, batchLeaf: null, anchored: null },
  withoutIssuer: { ...FACTS, statuses: null, keys: [], batchLeaf: null, anchored: null, newest: null },
  withContradiction: { ...FACTS, newest: { batch: 1n, leaf: batchLeaf(GOOD.place, 1, CONTRADICTION), stateRoot: CONTRADICTION.stateRoot } },
  withoutSubject: { ...FACTS, newest: WITHOUT_SUBJECT.facts.newest },
  withoutAnyBatch: { ...FACTS, batchLeaf: null, anchored: null, newest: null },
  withNextBatch: { ...FACTS, newest: NEXT.facts.newest },
  withStatelessBatch: { ...FACTS, newest: sampleBatch({ count: 2, batchNumber: 1n, firstLeaf: 13n }).facts.newest },
  suspendedNow: { ...FACTS, statuses: [...(FACTS.statuses ?? []), { since: ISSUED_AT + 100n, status: 'suspended' }] },
  suspendedThen: {
    ...FACTS,
    statuses: [
      { since: ISSUED_AT - 1000n, status: 'active' },
      { since: ISSUED_AT - 10n, status: 'suspended' },
      { since: ISSUED_AT + 10n, status: 'active' },
    ],
  },
  /** Suspended and taken back in the two seconds that follow: the credential is older within its own second. */
  suspendedInThatSecond: {
    ...FACTS,
    statuses: [
      { since: ISSUED_AT - 1000n, status: 'active' },
      { since: ISSUED_AT, status: 'suspended' },
      { since: ANCHORED_AT, status: 'active' },
      { since: ANCHORED_AT, status: 'suspended' },
      { since: ANCHORED_AT + 1n, status: 'active' },
    ],
  },
  keyRemovedLater: { ...FACTS, keys: [{ ...KEY, until: ISSUED_AT + 1n }, ...OTHER_KEYS] },
  keyRemovedBefore: { ...FACTS, keys: [{ ...KEY, until: ISSUED_AT }, ...OTHER_KEYS] },
  keyAddedLater: { ...FACTS, keys: [{ ...KEY, from: ISSUED_AT + 1n }, ...OTHER_KEYS] },
  keyOnlyAnchors: { ...FACTS, keys: [{ ...KEY, roles: 3 }, ...OTHER_KEYS] },
} as const satisfies Record<string, LedgerFacts>;

/** An answer of a contract: it takes this signature for this digest. */
export interface ContractAnswer {
  readonly address: Address;
  readonly digest: Hash32;
  readonly signature: string;
}

const goodDigest = creditDigest(domainSeparator(GOOD.place), GOOD.credit);
const contractPresentation = digestOfPresentation(samplePresentation(SAMPLE, BOUND.contract));
const contractPromise = receiptDigest(domainSeparator(GOOD.place), goodDigest, BigInt(NOW) + 3600n);

/** Everything that the contracts of all ledger states take; they refuse whatever else they are asked. */
export const CONTRACTS: readonly ContractAnswer[] = [
  { address: ISSUER_CONTRACT, digest: goodDigest, signature: contractSignature(goodDigest) },
  { address: ISSUER_CONTRACT, digest: contractPromise, signature: contractSignature(contractPromise) },
  { address: WALLET_CONTRACT, digest: contractPresentation, signature: contractSignature(contractPresentation) },
];

export type Draft = { [key: string]: unknown };

export function draftOf(file: Credential | Presentation): Draft {
  return JSON.parse(textOf(file)) as Draft;
}

/** One-line text of a file. */
export function textOf(file: Credential | Presentation): string {
  return JSON.stringify('audience' in file ? presentationFile(file) : credentialFile(file));
}

/** Text of the file after `change`. */
export function altered(change: (file: Draft) => void, file: Credential | Presentation = GOOD): string {
  const draft = draftOf(file);
  change(draft);
  return JSON.stringify(draft, null, 2);
}

/** Sets the member at `pointer`, e.g. `/credit/issuer`. */
export function put(pointer: string, value: unknown): (file: Draft) => void {
  return (file) => {
    const names = pointer.slice(1).split('/');
    const last = names.pop() ?? '';
    let at: Draft = file;
    for (const name of names) at = at[name] as Draft;
    at[last] = value;
  };
}

export function proofOf(proof: SignedAnchorProof): Json {
  return { ...proofJson(proof), signature: proof.signature, checkpoint: proof.checkpoint };
}

interface ItemOptions extends CaseOptions {
  readonly ledger?: keyof typeof LEDGERS;
  readonly asking?: Asking;
  readonly proof?: Json;
  readonly now?: number;
}

export function item(name: string, file: string | Uint8Array, verdict: Verdict, decisive: readonly [CheckId, string], options: ItemOptions = {}): Case {
  const { ledger = 'sound', asking = 'ledger', now = NOW, proof, ...given } = options;
  const rest = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as CaseOptions;
  return {
    name,
    ...(typeof file === 'string' ? { text: file } : { text: '', bytes: toHex(file) }),
    asking,
    ledger,
    now,
    ...(proof === undefined ? {} : { proof }),
    ...(Object.keys(rest).length === 0 ? {} : { options: rest }),
    verdict,
    decisive,
  };
}

export const FINE = ['wellFormed', 'ok'] as const;
export const LAST_MOMENT = Number(EXPIRY) - 1;

import { p256 } from '@noble/curves/nist';
import { secp256k1 } from '@noble/curves/secp256k1';
import { sha256 } from '@noble/hashes/sha2';
import { type AnchorProof, proofDigest, type SignedAnchorProof } from '../../backend/attestation/domain/anchor-proof.ts';
import { type AnchoredBatch, batchLeaf, type LedgerPlace } from '../../backend/attestation/domain/batch-leaf.ts';
import { buildCredential, type CreditFacts, flatHashes, leafOrder } from '../../backend/attestation/domain/build-credential.ts';
import type { Anchor, Credential } from '../../backend/attestation/domain/credential.ts';
import { type CredentialSecrets, credentialSecrets, holderBlind, subjectTag } from '../../backend/attestation/domain/customer-secrets.ts';
import { holderCommitment, keyAddress } from '../../backend/attestation/domain/holder-key.ts';
import { KEY_ROLE, type LedgerFacts, type LedgerReader, NO_END, revocationPlace } from '../../backend/attestation/domain/ledger-facts.ts';
import { logTree } from '../../backend/attestation/domain/merkle-log.ts';
import { hashLeaves, MerkleTree } from '../../backend/attestation/domain/merkle-tree.ts';
import {
  type Audience,
  buildPresentation,
  digestOfPresentation,
  type HolderSignature,
  type Presentation,
  type PresentationChoice,
  verifierId,
} from '../../backend/attestation/domain/presentation.ts';
import { StateMap } from '../../backend/attestation/domain/state-map.ts';
import { concatBytes, splitHashes, utf8 } from '../../backend/attestation/domain/words.ts';
import { toBase64Url } from '../../backend/kernel/base64url.ts';
import { type Address, address, fromHex, type Hash32, hash32, toHex, ZERO_HASH } from '../../backend/kernel/hex.ts';
import { keccak256, keccakHex } from '../../backend/kernel/keccak.ts';

/** Everything that is made here is the same on every run: fixed keys, fixed times. */
export const PLACE: LedgerPlace = { chainId: 31337, ledger: address('0x5fbdb2315678afecb367f032d93f642f64180aa3') };
export const ISSUED_AT = 1_780_000_000n;
export const EXPIRY = ISSUED_AT + 90n * 86_400n;
export const ANCHORED_AT = ISSUED_AT + 60n;
/** A moment at which a credential of the builder is good. */
export const NOW = Number(ISSUED_AT) + 86_400;
export const ISSUER_KEY = new Uint8Array(32).fill(0x11);
export const STRANGER_KEY = new Uint8Array(32).fill(0x22);
/** Keys of holders; customers take them in turns: a wallet, a P-256 key, a contract, none. */
export const HOLDER_KEY = new Uint8Array(32).fill(0x33);
export const DEVICE_KEY = new Uint8Array(32).fill(0x44);
export const WALLET_CONTRACT = address(`0x${'c0'.repeat(20)}`);
/** A P-256 key and a contract that may sign for the issuer. */
export const ISSUER_DEVICE_KEY = new Uint8Array(32).fill(0x55);
export const ISSUER_CONTRACT = address(`0x${'c1'.repeat(20)}`);
const TRANSACTION = hash32(`0x${'ab'.repeat(32)}`);
const BLOCK = 7n;

export function addressOf(privateKey: Uint8Array): Address {
  return toHex(keccak256(secp256k1.getPublicKey(privateKey, false).slice(1)).subarray(12)) as Address;
}

export function sign(digest: Hash32, privateKey: Uint8Array = ISSUER_KEY): string {
  const signature = secp256k1.sign(fromHex(digest), privateKey);
  return `${toHex(signature.toCompactRawBytes())}${(27 + signature.recovery).toString(16)}`;
}

/** x ‖ y of a P-256 key. */
export function devicePoint(privateKey: Uint8Array): Uint8Array {
  return p256.getPublicKey(privateKey, false).slice(1);
}

export function deviceAddress(privateKey: Uint8Array): Address {
  return keyAddress(devicePoint(privateKey));
}

/** r ‖ s ‖ x ‖ y with a low s. */
export function signP256(digest: Hash32, privateKey: Uint8Array): string {
  const signature = p256.sign(fromHex(digest), privateKey, { prehash: false, lowS: true }).toCompactRawBytes();
  return toHex(concatBytes(signature, devicePoint(privateKey)));
}

/** What a passkey answers to the challenge `digest`. */
export function signPasskey(
  digest: Hash32,
  privateKey: Uint8Array,
  { flags = 0x05, type = 'webauthn.get' }: { readonly flags?: number; readonly type?: string } = {},
): Extract<HolderSignature, { kind: 'webauthn' }> {
  const authenticatorData = concatBytes(sha256(utf8('credence.example')), Uint8Array.of(flags, 0, 0, 0, 9));
  const clientDataJSON = JSON.stringify({ type, challenge: toBase64Url(fromHex(digest)), origin: 'https://credence.example', crossOrigin: false });
  const signed = sha256(concatBytes(authenticatorData, sha256(utf8(clientDataJSON))));
  const value = p256.sign(signed, privateKey, { prehash: false, lowS: false }).toCompactRawBytes();
  const point = devicePoint(privateKey);
  return {
    kind: 'webauthn',
    value: toHex(value),
    authenticatorData: toHex(authenticatorData),
    clientDataJSON,
    x: toHex(point.subarray(0, 32)) as Hash32,
    y: toHex(point.subarray(32)) as Hash32,
  };
}

/** What the contracts of the samples take for `digest`, and nothing else. */
export function contractSignature(digest: Hash32): string {
  return keccakHex(concatBytes(utf8('contract signature'), fromHex(digest)));
}

export function textHash(text: string): Hash32 {
  return keccakHex(utf8(text));
}

export function customerKey(customer: number): Uint8Array {
  return keccak256(utf8(`customer key ${customer}`));
}

export function secretsOf(customer: number): CredentialSecrets {
  return credentialSecrets(customerKey(customer), `cred_${customer}`);
}

const HOLDERS: readonly (Address | null)[] = [addressOf(HOLDER_KEY), deviceAddress(DEVICE_KEY), WALLET_CONTRACT, null];

/** Key and blind of the customer's holder; null for every fourth, whose credentials are bound to nobody. */
export function holderOf(customer: number): { readonly key: Address; readonly blind: Hash32 } | null {
  const key = HOLDERS[customer % HOLDERS.length] ?? null;
  return key === null ? null : { key, blind: holderBlind(customerKey(customer), `cred_${customer}`) };
}

export function factsOf(customer: number, changes: Partial<CreditFacts> = {}): CreditFacts {
  const holder = holderOf(customer);
  return {
    issuer: 1,
    subjectTag: subjectTag(customerKey(customer), 1, 0),
    score: 540 + ((customer * 37) % 300),
    grade: ['A', 'B', 'C', 'D'][customer % 4] ?? 'A',
    pdWad: BigInt(customer + 1) * 10n ** 15n,
    modelHash: textHash('model'),
    inputHash: textHash(`input ${customer}`),
    reasonCodes: ['checking_status', 'duration'],
    issuedAt: ISSUED_AT,
    expiry: EXPIRY,
    seq: 0n,
    previous: ZERO_HASH,
    holder: holder === null ? ZERO_HASH : holderCommitment(holder.key, holder.blind),
    sourceHash: textHash('german-credit'),
    consentHash: textHash('consent'),
    ...changes,
  };
}

export interface Sample {
  readonly credentials: readonly Credential[];
  /** Customer of the credential at each position. */
  readonly customers: readonly number[];
  /** What the batch commits to as its state, when asked. */
  readonly state: StateMap | null;
  readonly tree: MerkleTree;
  readonly batch: AnchoredBatch;
  readonly facts: LedgerFacts;
}

export interface SampleOptions {
  readonly count: number;
  readonly batchNumber?: bigint;
  readonly firstLeaf?: bigint;
  readonly place?: LedgerPlace;
  readonly change?: Partial<CreditFacts>;
  /** Whether the batch commits to a state root. */
  readonly hasState?: boolean;
}

/** A batch of signed and anchored credentials with what the ledger says about it. */
export function sampleBatch(options: SampleOptions): Sample {
  const { count, batchNumber = 0n, firstLeaf = 0n, place = PLACE, change = {}, hasState = false } = options;
  const built = Array.from({ length: count }, (_, customer) => buildCredential(place, factsOf(customer, change), secretsOf(customer)));
  const leaves = hashLeaves(flatHashes(built.map((item) => item.digest)));
  const customers = leafOrder(leaves);
  const tree = new MerkleTree(flatHashes(customers.map((i) => toHex(leaves.subarray(i * 32, i * 32 + 32)) as Hash32)));
  const ordered = customers.flatMap((customer) => built[customer] ?? []);
  const state = hasState
    ? StateMap.of(ordered.map(({ credit }, position) => ({ tag: credit.subjectTag, index: firstLeaf + BigInt(position), seq: credit.seq })))
    : null;
  const batch: AnchoredBatch = {
    batch: batchNumber,
    root: toHex(tree.root) as Hash32,
    leaves: BigInt(count),
    firstLeaf,
    model: built[0]?.credit.model ?? ZERO_HASH,
    stateRoot: state?.root ?? ZERO_HASH,
    time: ANCHORED_AT,
  };
  const credentials = ordered.map((item, position): Credential => {
    const anchor: Anchor = { ...batch, index: BigInt(position), path: splitHashes(tree.path(position)), transaction: TRANSACTION, block: BLOCK };
    const { credit, fields, hidden } = item;
    return { place, credit, fields, hidden, signature: sign(item.digest), signer: null, receipt: null, anchor };
  });
  return { credentials, customers, state, tree, batch, facts: factsOfLedger(place, batch) };
}

function factsOfLedger(place: LedgerPlace, batch: AnchoredBatch): LedgerFacts {
  const leaf = batchLeaf(place, 1, batch);
  const roles = KEY_ROLE.anchor | KEY_ROLE.revoke | KEY_ROLE.sign;
  const keys = [addressOf(ISSUER_KEY), deviceAddress(ISSUER_DEVICE_KEY), ISSUER_CONTRACT];
  return {
    source: 'chain',
    place,
    asOf: { number: 9n, hash: textHash('block 9'), time: ISSUED_AT + 3600n },
    statuses: [{ since: ISSUED_AT - 1000n, status: 'active' }],
    keys: keys.map((key) => ({ address: key, from: ISSUED_AT - 900n, until: NO_END, roles })),
    batchLeaf: leaf,
    anchored: { transaction: TRANSACTION, block: BLOCK },
    deadBits: 0n,
    supersededBits: 0n,
    heldBits: 0n,
    batchState: 'live',
    newest: { batch: batch.batch, leaf, stateRoot: batch.stateRoot },
  };
}

/** The first of `sampleBatch`. */
export function sampleCredential(sample: Sample, position = 0): Credential {
  const credential = sample.credentials[position];
  if (credential === undefined) throw new Error('The sample has no such credential.');
  return credential;
}

/** A reader that answers with the same facts to every question. */
export function readerOf(facts: LedgerFacts): LedgerReader {
  return { place: facts.place, read: async () => facts };
}

export interface ProofChanges {
  readonly standing?: Partial<AnchorProof['standing']>;
  /** Null leaves the signature out. */
  readonly key?: Uint8Array | null;
  readonly logRoot?: Hash32;
  readonly checkpoint?: (proof: AnchorProof) => string;
  /** Customer whose newest credential the proof tells; the sample's batch is then the last of the log. */
  readonly customer?: number;
}

/** A signed anchor proof of a log in which the sample's batch stands between others, or at its end. */
export function sampleProof(sample: Sample, changes: ProofChanges = {}): SignedAnchorProof {
  const own = Number(sample.batch.batch);
  const others = Array.from({ length: 4 }, (_, i): AnchoredBatch => ({ ...sample.batch, batch: BigInt(own + i + 1), root: textHash(`other ${i}`), stateRoot: ZERO_HASH }));
  const batches = changes.customer === undefined ? [sample.batch, ...others] : [sample.batch];
  const before = Array.from({ length: own }, (_, i) => keccak256(utf8(`earlier batch ${i}`)));
  const tree = logTree([...before, ...batches.map((batch) => fromHex(batchLeaf(sample.facts.place, 1, batch)))]);
  const tag = subjectTag(customerKey(changes.customer ?? 0), 1, 0);
  const state = changes.customer === undefined || sample.state === null ? null : { tag, proof: sample.state.prove(tag) };
  const proof: AnchorProof = {
    place: sample.facts.place,
    issuer: 1,
    batch: sample.batch,
    anchored: { transaction: TRANSACTION, block: BLOCK },
    log: { size: BigInt(tree.size), root: changes.logRoot ?? (toHex(tree.root) as Hash32), path: splitHashes(tree.path(own)) },
    statuses: sample.facts.statuses ?? [],
    keys: sample.facts.keys,
    standing: { word: revocationPlace(sample.batch.firstLeaf).word, dead: 0n, superseded: 0n, held: 0n, batchState: 'live', ...changes.standing },
    newest: { batch: batches.at(-1) ?? sample.batch, path: splitHashes(tree.path(tree.size - 1)), state },
    asOf: sample.facts.asOf,
  };
  const signature = changes.key === null ? null : sign(proofDigest(proof), changes.key);
  return { ...proof, signature, checkpoint: changes.checkpoint?.(proof) ?? null };
}

export const LENDER = 'Harbour Lending';
export const CHALLENGE = textHash('challenge 1');
export const PURPOSE = 'Credit line of 5,000 EUR';

export interface PresentationChanges {
  readonly fields?: PresentationChoice['fields'];
  readonly claims?: PresentationChoice['claims'];
  readonly audience?: Partial<Audience>;
  /** Signs the digest; by the key that the customer's credential is bound to when left out. */
  readonly sign?: (digest: Hash32) => HolderSignature;
  readonly holder?: { readonly key: Address; readonly blind: Hash32 };
}

/** A presentation of the credential at `position`, signed by its holder. */
export function samplePresentation(sample: Sample, position: number, changes: PresentationChanges = {}): Presentation {
  const customer = sample.customers[position] ?? 0;
  const choice: PresentationChoice = {
    fields: changes.fields ?? new Set(['score', 'grade']),
    claims: changes.claims ?? [],
    holder: changes.holder ?? holderOf(customer) ?? { key: addressOf(HOLDER_KEY), blind: ZERO_HASH },
    audience: {
      verifierName: LENDER,
      verifier: verifierId(LENDER),
      challenge: CHALLENGE,
      purpose: PURPOSE,
      until: BigInt(NOW) + 3600n,
      ...changes.audience,
    },
  };
  const unsigned = buildPresentation(sampleCredential(sample, position), choice, factsOf(customer), secretsOf(customer));
  if (unsigned === null) throw new Error('The sample does not reach such a threshold.');
  return { ...unsigned, signature: (changes.sign ?? signerOf(customer))(digestOfPresentation(unsigned)) };
}

function signerOf(customer: number): (digest: Hash32) => HolderSignature {
  switch (customer % HOLDERS.length) {
    case 1:
      return (digest) => ({ kind: 'p256', value: signP256(digest, DEVICE_KEY) });
    case 2:
      return (digest) => ({ kind: 'erc1271', value: contractSignature(digest) });
    default:
      return (digest) => ({ kind: 'ecdsa', value: sign(digest, HOLDER_KEY) });
  }
}

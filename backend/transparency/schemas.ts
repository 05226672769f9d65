import { z } from 'zod';
import { DIFFERENCE_KINDS } from './domain/log-difference.ts';
import { AddressText, BlockRef, Hash32Text, IntegerText, pageOf } from '../platform/http/schemas.ts';

export const IssuerParams = z.strictObject({ issuer: z.string().regex(/^[1-9]\d{0,9}$/, 'is the number of an issuer') });
const Place = z.string().regex(/^(0|[1-9]\d{0,15})$/, 'is a whole number in decimal');

/** A log that this installation publishes; `origin` and `verifierKey` are what others put into their tools. */
export const LogView = z.object({
  issuerId: z.int(),
  name: z.string(),
  /** First line of its checkpoints: hash, chain, contract and issuer. */
  origin: z.string(),
  /** C2SP verifier key of the signer of its checkpoints. */
  verifierKey: z.string(),
  /** Path of the static files. */
  tiles: z.string(),
  /** Of the newest checkpoint; null before the first. */
  size: IntegerText.nullable(),
  root: Hash32Text.nullable(),
  publishedAt: z.string().nullable(),
});
export type LogView = z.infer<typeof LogView>;
export const LogList = z.object({ chainId: z.int(), ledger: AddressText, data: z.array(LogView) });

/** One signature line under a checkpoint; `name` is null for a signer that is not registered here. */
export const CosignatureView = z.object({
  name: z.string(),
  /** `log`: the installation's own; `cosigner`: registered here; `unknown`: somebody else's, not checked. */
  by: z.enum(['log', 'cosigner', 'unknown']),
  valid: z.boolean(),
  /** Time that a cosigner states. */
  time: z.string().nullable(),
});

export const CheckpointView = z.object({
  issuerId: z.int(),
  origin: z.string(),
  size: IntegerText,
  root: Hash32Text,
  /** Credentials in the batches so far. */
  leaves: IntegerText,
  /** Block of the newest batch. */
  block: BlockRef,
  /** The whole signed note, with all cosignatures. */
  note: z.string(),
  signatures: z.array(CosignatureView),
  /** `differs`: another checkpoint of the same size says another root, or the chain does. */
  agreement: z.enum(['chain', 'differs', 'unknown']),
  publishedAt: z.string(),
});
export type CheckpointView = z.infer<typeof CheckpointView>;
export const CheckpointPage = pageOf(CheckpointView);

export const CosignerView = z.object({
  id: z.string(),
  name: z.string(),
  /** C2SP verifier key of type 4: name, key id, key. */
  verifierKey: z.string(),
  createdAt: z.string(),
  removedAt: z.string().nullable(),
  /** The newest checkpoint that it cosigned of each issuer. */
  latest: z.array(z.object({ issuerId: z.int(), size: IntegerText, time: z.string() })),
});
export type CosignerView = z.infer<typeof CosignerView>;
export const CosignerList = z.object({ data: z.array(CosignerView) });
export const CosignerRequest = z.strictObject({
  /** Verifier key as the cosigner's tool prints it: `<name>+<8 hex digits>+<base64>`. */
  verifierKey: z.string().min(1).max(400),
});

/** A checkpoint as published with one or more signature lines of registered cosigners added. */
export const CosignatureRequest = z.strictObject({ note: z.string().min(1).max(20_000) });
export const CosignatureAnswer = z.object({ accepted: z.array(z.string()), checkpoint: CheckpointView });

export const InclusionQuery = z.strictObject({ batch: Place, size: Place.optional() });
export const ConsistencyQuery = z.strictObject({ from: Place, to: Place.optional() });
/** By position in the batch, or by the digest of the credential. */
export const LeafQuery = z.strictObject({ batch: Place, position: Place.optional(), digest: Hash32Text.optional() });

/** What an issuer committed to with one batch: the preimage of the leaf in its log. */
export const BatchCommitment = z.object({
  chainId: z.int(),
  ledger: AddressText,
  issuer: z.int(),
  batch: IntegerText,
  root: Hash32Text,
  leaves: IntegerText,
  firstLeaf: IntegerText,
  model: Hash32Text,
  stateRoot: Hash32Text,
  time: IntegerText,
});

const Path = z.array(Hash32Text);

/** `root` follows from `leaf`, `index`, `size` and `path`; a browser computes it again. */
export const InclusionProofView = z.object({
  commitment: BatchCommitment,
  leaf: Hash32Text,
  index: IntegerText,
  size: IntegerText,
  path: Path,
  root: Hash32Text,
});
export type InclusionProofView = z.infer<typeof InclusionProofView>;

export const LeafProofView = z.object({
  issuerId: z.int(),
  batch: IntegerText,
  digest: Hash32Text,
  leaf: Hash32Text,
  index: IntegerText,
  size: IntegerText,
  path: Path,
  root: Hash32Text,
});
export type LeafProofView = z.infer<typeof LeafProofView>;

export const ConsistencyProofView = z.object({
  issuerId: z.int(),
  from: z.object({ size: IntegerText, root: Hash32Text }),
  to: z.object({ size: IntegerText, root: Hash32Text }),
  path: Path,
});
export type ConsistencyProofView = z.infer<typeof ConsistencyProofView>;

/** Without `block` the newest block of the index. */
export const LedgerStateQuery = z.strictObject({ block: Place.optional() });

export const IssuerState = z.object({
  issuerId: z.int(),
  name: z.string(),
  admin: AddressText,
  status: z.enum(['active', 'suspended']),
  successor: z.int().nullable(),
  /** Seconds that a new key waits. */
  keyDelay: z.int(),
  storesBatchLeaf: z.boolean(),
  registeredBlock: IntegerText,
  log: z.object({ size: IntegerText, leaves: IntegerText, root: Hash32Text, time: z.string().nullable() }),
  credentials: z.object({ revoked: z.int(), superseded: z.int(), suspended: z.int() }),
  batches: z.object({ live: z.int(), superseded: z.int(), revoked: z.int(), frozen: z.int() }),
  keys: z.array(
    z.object({
      address: AddressText,
      validFrom: z.string(),
      validUntil: z.string().nullable(),
      roles: z.array(z.enum(['anchor', 'revoke', 'sign'])),
      active: z.boolean(),
    }),
  ),
});
export type IssuerState = z.infer<typeof IssuerState>;

/** The ledger as it was after `block`, from its events alone. */
export const LedgerStateView = z.object({
  chainId: z.int(),
  ledger: AddressText,
  block: z.object({ number: IntegerText, hash: Hash32Text.nullable(), time: z.string().nullable() }),
  /** Newest block that the index has read. */
  head: IntegerText,
  /** Events that the state was folded from. */
  events: z.int(),
  issuers: z.array(IssuerState),
});
export type LedgerStateView = z.infer<typeof LedgerStateView>;

/** One thing that is not what the chain commits to. */
export const LogDifference = z.object({
  kind: z.enum(DIFFERENCE_KINDS),
  /** Which copy is wrong, or may be. */
  where: z.enum(['chain', 'tiles', 'database', 'checkpoint']),
  issuerId: z.int().nullable(),
  batch: IntegerText.nullable(),
  /** Row in the batch, or batch in the log. */
  position: IntegerText.nullable(),
  expected: z.string().nullable(),
  actual: z.string().nullable(),
  /** One English sentence. */
  detail: z.string(),
});
export type LogDifference = z.infer<typeof LogDifference>;

export const LogAuditResult = z.object({
  ok: z.boolean(),
  chainId: z.int(),
  ledger: AddressText,
  /** Block of the chain that everything was compared with. */
  block: z.object({ number: IntegerText, hash: Hash32Text }),
  checked: z.object({ issuers: z.int(), events: z.int(), batches: z.int(), leaves: IntegerText, tiles: z.int(), checkpoints: z.int() }),
  /** Number found; the list holds the first thousand. */
  found: z.int(),
  differences: z.array(LogDifference),
});
export type LogAuditResult = z.infer<typeof LogAuditResult>;

export const LogAuditView = z.object({
  id: z.string(),
  state: z.enum(['queued', 'running', 'done', 'failed']),
  progress: z.int(),
  step: z.string(),
  error: z.string().nullable(),
  errorCode: z.string().nullable(),
  createdAt: z.string(),
  finishedAt: z.string().nullable(),
  result: LogAuditResult.nullable(),
});
export type LogAuditView = z.infer<typeof LogAuditView>;
export const LogAuditPage = pageOf(LogAuditView);

/** `/log/log.json`: what a mirror needs to know before it begins. */
export const LogIndexFile = z.strictObject({
  version: z.literal(1),
  chainId: z.int().positive(),
  ledger: AddressText,
  hash: z.literal('keccak-256'),
  verifierKeys: z.record(z.string().regex(/^[1-9]\d{0,9}$/), z.string().max(400)),
  cosigners: z.array(z.string().max(400)).max(1000),
});
export type LogIndexFile = z.infer<typeof LogIndexFile>;

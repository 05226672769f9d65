import { z } from 'zod';

/** RFC 9457 problem with our members. */
export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  instance: z.string(),
  code: z.string(),
  requestId: z.string(),
  /** Values that the detail names, for a translated sentence. */
  params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
  errors: z.array(z.object({ pointer: z.string(), code: z.string(), detail: z.string() })).optional(),
});
export type Problem = z.infer<typeof Problem>;

export const PageQuery = z.strictObject({
  limit: z
    .string()
    .regex(/^([1-9]\d?|100)$/, 'limit is a whole number from 1 to 100')
    .transform(Number)
    .optional(),
  cursor: z.string().max(200).optional(),
});

/** A cursor page: `nextCursor` goes into `cursor` of the next request. */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({ data: z.array(item), hasMore: z.boolean(), nextCursor: z.string().nullable() });
}

export const Hash32Text = z.string().regex(/^0x[0-9a-f]{64}$/, 'is 0x and 64 lower-case hex digits');
export const AddressText = z.string().regex(/^0x[0-9a-f]{40}$/, 'is 0x and 40 lower-case hex digits');
export const IntegerText = z.string().regex(/^(0|[1-9]\d*)$/, 'is a whole number in decimal');

/** Where a figure comes from: read from the chain, from our index of it, from our database, from a model. */
export const Provenance = z.enum(['chain', 'index', 'database', 'model']);
export type Provenance = z.infer<typeof Provenance>;

/** One number on a screen; `evidence` is the path under /v1/evidence that proves it. */
export const Figure = z.object({
  name: z.string(),
  value: z.string(),
  unit: z.string(),
  provenance: Provenance,
  evidence: z.string().nullable(),
});
export type Figure = z.infer<typeof Figure>;

export const BlockRef = z.object({ number: IntegerText, hash: Hash32Text, time: z.string() });

/** What a browser can compute again by itself; `expected` is what the server says. */
export const Recompute = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('merkleRoot'), leaves: z.array(Hash32Text), expected: Hash32Text }),
  z.object({ kind: z.literal('logRoot'), leaves: z.array(Hash32Text), expected: Hash32Text }),
  z.object({
    kind: z.literal('batchLeaf'),
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
    expected: Hash32Text,
  }),
  z.object({
    kind: z.literal('inclusion'),
    leaf: Hash32Text,
    index: IntegerText,
    size: IntegerText,
    path: z.array(Hash32Text),
    expected: Hash32Text,
  }),
  z.object({ kind: z.literal('document'), document: z.unknown(), expected: Hash32Text }),
  z.object({ kind: z.literal('sum'), terms: z.array(z.object({ label: z.string(), value: z.string() })), expected: z.string() }),
]);
export type Recompute = z.infer<typeof Recompute>;

/** Why a figure is what it is. */
export const Evidence = z.object({
  title: z.string(),
  formula: z.string(),
  provenance: Provenance,
  inputs: z.array(z.object({ name: z.string(), value: z.string() })),
  rows: z.object({ count: z.int(), href: z.string() }).nullable(),
  call: z
    .object({ to: AddressText, signature: z.string(), args: z.array(z.string()), data: z.string(), block: IntegerText, result: z.string() })
    .nullable(),
  block: BlockRef.nullable(),
  transaction: z.string().nullable(),
  recompute: Recompute.nullable(),
});
export type Evidence = z.infer<typeof Evidence>;

export const SessionView = z.object({
  user: z.object({ id: z.string(), name: z.string(), email: z.string(), locale: z.string() }),
  organization: z.object({ id: z.string(), name: z.string(), kind: z.string() }).nullable(),
  role: z.string().nullable(),
  permissions: z.array(z.string()),
  wallets: z.array(z.string()),
});
export type SessionView = z.infer<typeof SessionView>;

export const JobView = z.object({
  id: z.string(),
  kind: z.string(),
  state: z.enum(['queued', 'running', 'done', 'failed']),
  progress: z.int(),
  step: z.string(),
  result: z.unknown().nullable(),
  error: z.string().nullable(),
  /** Code of `error` in `backend/docs/errors.md`; null with a job that an earlier version ended. */
  errorCode: z.string().nullable(),
  attempts: z.int(),
  createdAt: z.string(),
  startedAt: z.string().nullable(),
  finishedAt: z.string().nullable(),
});
export type JobView = z.infer<typeof JobView>;
/** 202 answer of everything that runs as a job. */
export const JobAccepted = z.object({ jobId: z.string(), href: z.string() });

export const SystemView = z.object({
  version: z.string(),
  demo: z.boolean(),
  database: z.object({ provider: z.enum(['sqlite', 'postgresql']), migrations: z.int() }),
  chain: z.object({ chainId: z.int(), local: z.boolean(), head: BlockRef, ledger: AddressText.nullable(), reachable: z.boolean() }),
  index: z.object({ number: IntegerText, hash: z.string(), lagBlocks: IntegerText, updatedAt: z.string().nullable() }),
  jobs: z.object({ queued: z.int(), running: z.int(), done: z.int(), failed: z.int() }),
  transactions: z.object({ new: z.int(), signed: z.int(), mined: z.int(), final: z.int(), failed: z.int() }),
  audit: z.object({ entries: IntegerText, head: z.string() }),
  deployments: z.array(
    z.object({
      contract: z.string(),
      address: AddressText,
      block: IntegerText,
      abiHash: z.string(),
      deployedAt: z.string(),
      retiredAt: z.string().nullable(),
    }),
  ),
});
export type SystemView = z.infer<typeof SystemView>;

export const AuditEntryView = z.object({
  seq: IntegerText,
  at: z.string(),
  actor: z.string(),
  action: z.string(),
  entity: z.string(),
  entityId: z.string(),
  outcome: z.enum(['ok', 'denied', 'failed']),
  requestId: z.string().nullable(),
  detail: z.unknown(),
  hash: z.string(),
});
export type AuditEntryView = z.infer<typeof AuditEntryView>;

export const ApiKeyView = z.object({
  id: z.string(),
  name: z.string(),
  prefix: z.string(),
  scopes: z.array(z.string()),
  createdAt: z.string(),
  expiresAt: z.string().nullable(),
  revokedAt: z.string().nullable(),
  lastUsedAt: z.string().nullable(),
});
export type ApiKeyView = z.infer<typeof ApiKeyView>;

export const MemberView = z.object({
  id: z.string(),
  userId: z.string(),
  name: z.string(),
  email: z.string(),
  role: z.string(),
  createdAt: z.string(),
});
export type MemberView = z.infer<typeof MemberView>;

/** Who acted: the name under which the act is kept, the name of the person or the label of the API key, and who made the key. */
export const PersonView = z.object({
  actor: z.string(),
  name: z.string(),
  /** Null for a person. */
  maker: z.object({ actor: z.string(), name: z.string().nullable() }).nullable(),
});
export type PersonView = z.infer<typeof PersonView>;
export const PeopleView = z.object({ data: z.array(PersonView) });
export type PeopleView = z.infer<typeof PeopleView>;

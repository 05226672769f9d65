import { join } from 'node:path';
import { z } from 'zod';
import { DomainError } from '../../kernel/errors.ts';
import { address, hash32 } from '../../kernel/hex.ts';
import { readJsonFile, writeWhole } from '../../scoring/score-file-manifest.ts';

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const Hash = z.string().transform(hash32);
const Integer = z.string().regex(/^\d{1,20}$/);

/** What a run of issuing has done, in the folder of its credentials; it is written after every part and read when the run goes on. */
const FileBatch = z.strictObject({
  type: z.literal('CredenceFileBatch'),
  version: z.literal(1),
  batchId: z.string().regex(/^bat_[0-9a-f]{24}$/),
  chainId: z.int(),
  ledger: z.string().transform(address),
  issuerId: z.int(),
  issuedAt: Integer,
  expiry: Integer,
  /** Hash of the scorecard. */
  model: Hash,
  /** Name and SHA-256 of the file of scores. */
  scores: z.strictObject({ name: z.string(), sha256: Sha256 }),
  /** SHA-256 of the file that was scored. */
  input: Sha256,
  /** Column that tells the subjects apart. */
  subject: z.string(),
  rows: z.int().positive(),
  partRows: z.int().positive(),
  /** SHA-256 of the two files of each finished part, in the order of their rows. */
  parts: z.array(z.strictObject({ first: z.int().nonnegative(), rows: z.int().positive(), facts: Sha256, keys: Sha256 })),
  /** Once all parts are there: from then on no credential is made anew. */
  tree: z.strictObject({ root: Hash, sha256: Sha256 }).nullable(),
  /** Once the anchoring is final. */
  anchor: z
    .strictObject({ batch: Integer, firstLeaf: Integer, stateRoot: Hash, time: Integer, transaction: Hash, block: Integer })
    .nullable(),
});
export type FileBatch = z.infer<typeof FileBatch>;
export type FilePart = FileBatch['parts'][number];

export const MANIFEST = 'manifest.json';
export const TREE = 'tree.nodes';

/** Rows of a part: subjects and what their credentials say. */
export function factsPath(folder: string, part: number): string {
  return join(folder, `part-${String(part).padStart(6, '0')}.parquet`);
}

/** Secrets of a part: for each row the key that its salts follow from, and the digest of its credential. */
export function keysPath(folder: string, part: number): string {
  return join(folder, `part-${String(part).padStart(6, '0')}.keys`);
}

/** The manifest in `folder`; null when there is none. @throws {@link DomainError} `issuing_run_differs` */
export async function readFileBatch(folder: string): Promise<FileBatch | null> {
  const value = await readJsonFile(join(folder, MANIFEST));
  if (value === undefined) return null;
  const read = FileBatch.safeParse(value);
  if (!read.success) throw runDiffers(folder, 'its manifest cannot be read');
  return read.data;
}

export async function writeFileBatch(folder: string, batch: FileBatch): Promise<void> {
  await writeWhole(join(folder, MANIFEST), `${JSON.stringify(batch, null, 2)}\n`);
}

export function runDiffers(folder: string, reason: string): DomainError {
  return new DomainError(
    'issuing_run_differs',
    'conflict',
    `${folder} is not the folder of this run: ${reason}. Nothing was changed; name another folder.`,
  );
}

export function damaged(path: string, reason: string): DomainError {
  return new DomainError(
    'file_batch_damaged',
    'unprocessable',
    `${path} is not as it was written: ${reason}. Put it back from a backup; nothing else can make these credentials again.`,
  );
}

export function unknownBatch(folder: string): DomainError {
  return new DomainError('file_batch_unknown', 'not_found', `${folder} holds no credentials: it has no ${MANIFEST}.`);
}

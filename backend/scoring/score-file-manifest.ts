import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { DomainError } from '../kernel/errors.ts';

/** What a run of batch scoring has done; it is written after every part and read when the run goes on. */
const Manifest = z.strictObject({
  type: z.literal('CredenceScoring'),
  version: z.literal(1),
  scorecard: z.string(),
  /** SHA-256 of the input file. */
  input: z.string(),
  keep: z.array(z.string()),
  withReasons: z.boolean(),
  partRows: z.int().positive(),
  rows: z.int().nonnegative(),
  parts: z.array(z.strictObject({ name: z.string(), first: z.int().nonnegative(), rows: z.int().positive(), sha256: z.string() })),
});
export type Manifest = z.infer<typeof Manifest>;

/** What stands beside a file of scores, as `<file>.manifest.json`. */
const ScoredManifest = Manifest.extend({ output: z.strictObject({ name: z.string(), sha256: z.string() }) });
export type ScoredManifest = z.infer<typeof ScoredManifest>;

/** The manifest at `path`; null when there is none. @throws {@link DomainError} `scoring_run_differs` */
export async function readManifest(path: string): Promise<Manifest | null> {
  const value = await readJsonFile(path);
  if (value === undefined) return null;
  const read = Manifest.safeParse(value);
  if (!read.success) throw runDiffers(dirname(path), 'its manifest cannot be read');
  return read.data;
}

/** What made the scores of the file at `path`; null when no manifest stands beside it. @throws {@link DomainError} `scored_file_differs` */
export async function readScoredManifest(path: string): Promise<ScoredManifest | null> {
  const value = await readJsonFile(`${path}.manifest.json`);
  if (value === undefined) return null;
  const read = ScoredManifest.safeParse(value);
  if (!read.success)
    throw new DomainError('scored_file_differs', 'unprocessable', `${path}.manifest.json is no manifest of scores; score the file anew.`);
  return read.data;
}

/** The value of a JSON file, null when it is not JSON; undefined when there is no file. */
export async function readJsonFile(path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined;
    throw cause;
  });
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

export function runDiffers(folder: string, reason: string): DomainError {
  return new DomainError(
    'scoring_run_differs',
    'conflict',
    `${folder} holds the parts of another run: ${reason}. Remove the folder or name another output.`,
  );
}

/** Writes `text` so that the file is whole or not there, even when the power fails. */
export async function writeWhole(path: string, text: string): Promise<void> {
  const file = await open(`${path}.tmp`, 'w');
  await file.writeFile(text);
  await file.sync();
  await file.close();
  await rename(`${path}.tmp`, path);
}

/** Gives a file that was written under a temporary name its own, once it is on the disk. */
export async function settleFile(path: string): Promise<void> {
  const file = await open(`${path}.tmp`, 'r+');
  await file.sync();
  await file.close();
  await rename(`${path}.tmp`, path);
}

/** SHA-256 of a file in hexadecimal digits. */
export async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 })) hash.update(chunk);
  return hash.digest('hex');
}

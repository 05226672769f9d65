import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AnchoredBatch, LedgerPlace } from '../../../backend/attestation/domain/batch-leaf.ts';
import { hashLeaves } from '../../../backend/attestation/domain/merkle-tree.ts';
import { uintBytes, utf8 } from '../../../backend/attestation/domain/words.ts';
import { address, fromHex, type Hash32, toHex, ZERO_HASH } from '../../../backend/kernel/hex.ts';
import { keccak256, keccakHex } from '../../../backend/kernel/keccak.ts';
import { encodeEntry, entryLeaf } from '../../../backend/transparency/domain/batch-entry.ts';
import { formatCheckpoint, originOf } from '../../../backend/transparency/domain/checkpoint.ts';
import {
  formatNote,
  formatVerifierKey,
  NOTE_KEY,
  type NoteSignature,
  publicKeyOf,
  signNote,
} from '../../../backend/transparency/domain/signed-note.ts';
import { rangeRoot } from '../../../backend/transparency/domain/subtree.ts';
import { batchFolder, issuerFolder } from '../../../backend/transparency/log-folder.ts';
import { writeTree, writeWhole } from '../../../backend/transparency/tile-files.ts';

export const LOG_PLACE: LedgerPlace = { chainId: 31_337, ledger: address(`0x${'ab'.repeat(20)}`) };
const SECRET = keccak256(utf8('log of the tests'));

/** A log as it is published, without chain or database: what a file server would have. */
export interface PublishedFiles {
  readonly folder: string;
  /** Adds batches of these digests and signs the new state. */
  grow(...batches: readonly Uint8Array[]): Promise<void>;
  /** Signs `text` as the log would. */
  sign(text: string, secret?: Uint8Array): NoteSignature;
  /** A second copy, which can go its own way. */
  fork(): Promise<PublishedFiles>;
  /** Time of the newest batch, seconds; the next one is a day later. */
  readonly time: bigint;
  close(): Promise<void>;
}

export function digestsFrom(first: number, count: number): Uint8Array {
  const flat = new Uint8Array(count * 32);
  for (let i = 0; i < count; i++) flat.set(keccak256(uintBytes(first + i, 32)), i * 32);
  return flat;
}

export async function publishFiles(before: readonly AnchoredBatch[] = []): Promise<PublishedFiles> {
  const folder = await mkdtemp(join(tmpdir(), 'credence-published-'));
  const batches = [...before];
  const files: PublishedFiles = {
    folder,
    get time() {
      return batches.at(-1)?.time ?? 0n;
    },
    sign,
    grow: async (...added) => {
      for (const digests of added) {
        const anchored = nextBatch(batches, digests);
        const leaves = hashLeaves(digests);
        await writeTree(batchFolder(folder, 1, anchored.batch), { leaves, entry: (i) => digests.subarray(i * 32, i * 32 + 32) });
        batches.push(anchored);
      }
      await writeLog(folder, batches);
    },
    fork: async () => {
      const copy = await publishFiles(batches);
      await cp(folder, copy.folder, { recursive: true });
      return copy;
    },
    close: () => rm(folder, { recursive: true, force: true }),
  };
  return files;
}

function sign(text: string, secret: Uint8Array = SECRET): NoteSignature {
  return signNote(text, { name: originOf(LOG_PLACE, 1), kind: NOTE_KEY.ed25519, publicKey: publicKeyOf(secret) }, secret);
}

function nextBatch(batches: readonly AnchoredBatch[], digests: Uint8Array): AnchoredBatch {
  const last = batches.at(-1);
  const root = toHex(rangeRoot(hashLeaves(digests))) as Hash32;
  return {
    batch: BigInt(batches.length),
    root,
    leaves: BigInt(digests.length / 32),
    firstLeaf: last === undefined ? 0n : last.firstLeaf + last.leaves,
    model: keccakHex(utf8('model')),
    stateRoot: ZERO_HASH,
    time: (last?.time ?? 1_700_000_000n) + 86_400n,
  };
}

async function writeLog(folder: string, batches: readonly AnchoredBatch[]): Promise<void> {
  const entries = batches.map((anchored) => ({ place: LOG_PLACE, issuer: 1, anchored }));
  const leaves = new Uint8Array(entries.length * 32);
  entries.forEach((entry, i) => {
    leaves.set(fromHex(entryLeaf(entry)), i * 32);
  });
  const bytes = entries.map(encodeEntry);
  await writeTree(issuerFolder(folder, 1), { leaves, entry: (i) => bytes[i] ?? new Uint8Array() });
  const last = batches.at(-1);
  if (last === undefined) return;
  const block = { number: BigInt(batches.length), hash: keccakHex(uintBytes(batches.length, 32)), time: last.time };
  const text = formatCheckpoint({
    place: LOG_PLACE,
    issuer: 1,
    size: BigInt(batches.length),
    root: toHex(rangeRoot(leaves)) as Hash32,
    leaves: last.firstLeaf + last.leaves,
    block,
  });
  await writeWhole(join(folder, '1', 'checkpoint'), formatNote({ text, signatures: [sign(text)] }));
  const verifierKey = formatVerifierKey({ name: originOf(LOG_PLACE, 1), kind: NOTE_KEY.ed25519, publicKey: publicKeyOf(SECRET) });
  const index = { version: 1, ...LOG_PLACE, hash: 'keccak-256', verifierKeys: { 1: verifierKey }, cosigners: [] };
  await writeWhole(join(folder, 'log.json'), JSON.stringify(index));
}

import { randomBytes } from 'node:crypto';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { LedgerPlace } from '../attestation/domain/batch-leaf.ts';
import { hashLeaves } from '../attestation/domain/merkle-tree.ts';
import { InvariantError } from '../kernel/errors.ts';
import type { Hash32 } from '../kernel/hex.ts';
import type { ChainClient } from '../platform/chain/chain-client.ts';
import type { Database } from '../platform/database/database.ts';
import type { Logger } from '../platform/log/logger.ts';
import { type ChainCheckpoint, readChainCheckpoint } from './checkpoint-client.ts';
import { encodeEntry, entryLeaf } from './domain/batch-entry.ts';
import { formatNote } from './domain/signed-note.ts';
import { rangeRoot } from './domain/subtree.ts';
import { TileTree } from './domain/tile-tree.ts';
import { batchFolder, CHECKPOINT_FILE, issuerFolder, logFolder } from './log-folder.ts';
import type { NoteSigner } from './log-key.ts';
import { digestsUnder, flatLeaves, hashText, latestCheckpoint, type LoggedBatch, loggedBatches, signedSizes } from './store.ts';
import { signCheckpoint } from './sign-checkpoint.ts';
import { folderReader, hasWholeTree, readIfPresent, syncNames, writeTree, writeWhole } from './tile-files.ts';

export interface PublishDeps {
  readonly database: Database;
  readonly chain: ChainClient;
  readonly place: LedgerPlace;
  readonly home: string;
  readonly key: NoteSigner;
  readonly logger: Logger;
  /** Logs and batches whose files were found whole; what is not named here is looked through. */
  readonly whole: Set<string>;
}

/** What a pass found to do: published, nothing, or why the log of the issuer was left as it is. */
export type PublishOutcome = 'published' | 'current' | 'chain_differs' | 'history_differs';

const DIGEST_BYTES = 32;

/**
 * Brings the static files of an issuer's log to the state of the chain at block `lastBlock`, and signs a checkpoint of
 * it. Files are written before the checkpoint that needs them; the chain's own checkpoint must agree. Lost files come
 * back. A log never signs what contradicts an earlier signature: then the outcome is `history_differs`.
 */
export async function publishLog(deps: PublishDeps, issuer: number, lastBlock: bigint): Promise<PublishOutcome> {
  const { database, place, home } = deps;
  const root = logFolder(home, place);
  const folder = issuerFolder(root, issuer);
  const signed = await latestCheckpoint(database.client, place, issuer);
  const size = BigInt(await countBatches(deps, issuer, lastBlock));
  // An index that is being rebuilt, or a chain that went back, is shorter for a while.
  if (signed !== null && size < signed.size) return 'current';
  const isServed = signed !== null && (await isServedAs(folder, formatNote(signed.note)));
  if (!isServed) deps.whole.delete(folder);
  if (size === signed?.size && deps.whole.has(folder)) return 'current';
  const batches = await loggedBatches(database.client, place, issuer, { from: 0n, lastBlock });
  const newest = batches.at(-1);
  if (newest === undefined || !isGapless(batches)) return 'current';
  const leaves = flatLeaves(batches);
  const logRoot = hashText(rangeRoot(leaves));
  const onChain = await readChainCheckpoint(deps.chain, place, issuer, lastBlock);
  if (onChain === null || !agrees(onChain, batches.length, logRoot)) return 'chain_differs';
  if (signed !== null && !isPrefix(leaves, Number(signed.size), signed.root)) return 'history_differs';
  const note = await writeAndSign(deps, { issuer, folder, batches, leaves, logRoot });
  await writeWhole(join(folder, CHECKPOINT_FILE), note);
  await syncNames(folder);
  deps.whole.add(folder);
  return isServed && size === signed?.size ? 'current' : 'published';
}

interface LogToWrite {
  readonly issuer: number;
  readonly folder: string;
  readonly batches: readonly LoggedBatch[];
  readonly leaves: Uint8Array;
  readonly logRoot: Hash32;
}

async function writeAndSign(deps: PublishDeps, log: LogToWrite): Promise<string> {
  const { issuer, folder, batches, leaves, logRoot } = log;
  for (const batch of batches) await publishBatch(deps, batch);
  const entries = batches.map(encodeEntry);
  const sizes = await signedSizes(deps.database.client, deps.place, issuer);
  await writeTree(folder, { leaves, sizes, entry: (i) => entries[i] ?? new Uint8Array() });
  // Read back what others will read: a checkpoint is signed for files, not for memory.
  const written = hashText(await new TileTree(batches.length, folderReader(folder)).root());
  if (written !== logRoot) throw new InvariantError(`The tiles of issuer ${issuer} do not add up to the root of its log.`);
  return signCheckpoint(deps, { issuer, batches, root: logRoot });
}

/** Writes the tree of a batch's credentials as a whole folder; batches made elsewhere, or damaged here, are left out. */
async function publishBatch(deps: PublishDeps, { issuer, anchored }: LoggedBatch): Promise<void> {
  const { database, place, home, logger, whole } = deps;
  const folder = batchFolder(logFolder(home, place), issuer, anchored.batch);
  const isLogWhole = whole.has(issuerFolder(logFolder(home, place), issuer));
  if ((isLogWhole && whole.has(folder)) || (await hasWholeTree(folder, Number(anchored.leaves), DIGEST_BYTES))) {
    whole.add(folder);
    return;
  }
  const digests = await digestsUnder(database.client, place, issuer, anchored.root);
  if (digests === null) return;
  const leaves = hashLeaves(digests);
  if (hashText(rangeRoot(leaves)) !== anchored.root) {
    logger.error({ issuer, batch: String(anchored.batch) }, 'the stored credentials of a batch do not add up to its root');
    return;
  }
  const draft = `${folder}.${process.pid}.${randomBytes(4).toString('hex')}.draft`;
  try {
    await mkdir(draft, { recursive: true });
    await writeTree(draft, { leaves, entry: (i) => digests.subarray(i * DIGEST_BYTES, (i + 1) * DIGEST_BYTES) });
    await rm(folder, { recursive: true, force: true });
    await rename(draft, folder);
    await syncNames(dirname(folder));
    whole.add(folder);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

async function countBatches({ database, place }: PublishDeps, issuer: number, lastBlock: bigint): Promise<number> {
  return database.client.ledgerBatch.count({ where: { chainId: place.chainId, issuerId: issuer, blockNumber: { lte: lastBlock } } });
}

/** Whether the checkpoint in the folder is the one that was signed, with all its cosignatures. */
async function isServedAs(folder: string, note: string): Promise<boolean> {
  const bytes = await readIfPresent(join(folder, CHECKPOINT_FILE));
  return bytes !== null && Buffer.from(bytes).toString('utf8') === note;
}

/** The index may be in the middle of a reorganisation; the leaf of each batch must be what its fields hash to. */
function isGapless(batches: readonly LoggedBatch[]): boolean {
  return batches.every((batch, i) => batch.anchored.batch === BigInt(i) && entryLeaf(batch) === batch.leaf);
}

function agrees(onChain: ChainCheckpoint, size: number, root: Hash32): boolean {
  return onChain.size === BigInt(size) && onChain.root === root;
}

function isPrefix(leaves: Uint8Array, size: number, root: Hash32): boolean {
  return size * 32 <= leaves.length && hashText(rangeRoot(leaves.subarray(0, size * 32))) === root;
}

import { DomainError } from '../kernel/errors.ts';
import { address, fromHex, toHex } from '../kernel/hex.ts';
import type { ChainClient } from '../platform/chain/chain-client.ts';
import { readChainCheckpoint } from './checkpoint-client.ts';
import { entryLeaf } from './domain/batch-entry.ts';
import { type Checkpoint, originOf } from './domain/checkpoint.ts';
import { formatNote, parseNote } from './domain/signed-note.ts';
import { TileTree } from './domain/tile-tree.ts';
import { foldChain } from './fold-chain.ts';
import { CHECKPOINT_FILE } from './log-folder.ts';
import type { NoteSigner } from './log-key.ts';
import { type LogSource, sourceReader } from './log-source.ts';
import { readCheckpoint } from './mirror-log.ts';
import type { LogIndexFile } from './schemas.ts';
import { appendLeaf, EMPTY_LOG, logRoot } from '../attestation/domain/merkle-log.ts';
import { readWitnessState, type WitnessState, writeWitnessState } from './witness-state.ts';

export interface WitnessOptions {
  readonly source: LogSource;
  readonly index: LogIndexFile;
  readonly issuer: number;
  /** Name under which the cosigner is registered. */
  readonly name: string;
  readonly key: NoteSigner;
  /** File with what was cosigned before; nothing is signed that contradicts it. */
  readonly stateFile: string;
  /** Asked too when given. */
  readonly chain?: ChainClient;
  /** Seconds. */
  readonly now: bigint;
}

export interface Witnessed {
  readonly checkpoint: Checkpoint;
  /** The checkpoint with the line of this cosigner, ready to be sent back. */
  readonly note: string;
  /** Size that it was found to continue; null the first time. */
  readonly continues: bigint | null;
  readonly onChain: boolean;
}

/**
 * Looks at the newest checkpoint of a log as an outsider and cosigns it: it must be signed by the log, continue what
 * this cosigner signed before, have tiles that lead to its root, and agree with the chain where that is asked. What is
 * signed is written down first, so that a crash cannot lead to two stories.
 * @throws {@link DomainError} `log_split_view`, `log_shrank`, `log_signature_invalid`, `log_files_wrong`,
 * `checkpoint_not_on_chain`, `witness_state_malformed` and those of the source
 */
export async function witnessLog(options: WitnessOptions): Promise<Witnessed> {
  const { source, index, issuer, name, key, stateFile, chain, now } = options;
  const path = `${issuer}/${CHECKPOINT_FILE}`;
  const bytes = await source.read(path);
  if (bytes === null) throw new DomainError('log_file_missing', 'not_found', `The source has no file ${path}.`);
  const text = Buffer.from(bytes).toString('utf8');
  const state = await readWitnessState(stateFile);
  const known = state.logs[originOf({ chainId: index.chainId, ledger: address(index.ledger) }, issuer)] ?? null;
  if (known !== null && known.verifierKey !== index.verifierKeys[String(issuer)]) {
    throw new DomainError(
      'log_key_changed',
      'conflict',
      'The log is signed by another key than when it was cosigned before; ask its owner why.',
    );
  }
  const checkpoint = readCheckpoint(index, issuer, text);
  await assertContinues(options, checkpoint, known);
  if (chain !== undefined) await assertOnChain(chain, checkpoint);
  const note = parseNote(text);
  await writeWitnessState(stateFile, withCheckpoint(state, index, checkpoint, text));
  const line = key.cosign(name, note.text, now);
  const [own] = note.signatures;
  return {
    checkpoint,
    note: formatNote({ text: note.text, signatures: [...(own === undefined ? [] : [own]), line] }),
    continues: known === null ? null : BigInt(known.size),
    onChain: chain !== undefined,
  };
}

async function assertContinues(
  { source, issuer }: WitnessOptions,
  next: Checkpoint,
  known: WitnessState['logs'][string] | null,
): Promise<void> {
  const tree = new TileTree(Number(next.size), sourceReader(source, String(issuer)));
  if (known !== null && next.size < BigInt(known.size))
    throw new DomainError('log_shrank', 'conflict', `This log had ${known.size} batches when it was cosigned and has ${next.size} now.`);
  if (toHex(await tree.root()) !== next.root)
    throw new DomainError('log_files_wrong', 'unprocessable', `The hashes of ${issuer}/tile do not lead to the root of the checkpoint.`, {
      params: { path: `${issuer}/tile` },
    });
  if (known === null) return;
  const root = toHex(await tree.root(Number(known.size)));
  if (root !== known.root)
    throw new DomainError(
      'log_split_view',
      'conflict',
      `Split view: the log of issuer ${issuer} at size ${known.size} had the root ${known.root} and has the root ${root} now. Both checkpoints are signed; keep them as evidence.`,
      { params: { issuer, size: known.size, before: known.root, now: root } },
    );
}

/** @throws {@link DomainError} `checkpoint_not_on_chain` */
export async function assertOnChain(chain: ChainClient, checkpoint: Checkpoint): Promise<void> {
  const { place, issuer, size, root } = checkpoint;
  const now = await readChainCheckpoint(chain, place, issuer);
  if (now !== null && now.size === size && now.root === root) return;
  if (now === null || now.size <= size) throw notOnChain(checkpoint);
  // The chain has grown since: its events tell what it was.
  const { fold } = await foldChain(chain, place);
  const log = fold
    .entriesOf(issuer)
    .slice(0, Number(size))
    .reduce((state, entry) => appendLeaf(state, fromHex(entryLeaf(entry))), EMPTY_LOG);
  if (log.size !== size || toHex(logRoot(log)) !== root) throw notOnChain(checkpoint);
}

function withCheckpoint(state: WitnessState, index: LogIndexFile, { issuer, size, root, place }: Checkpoint, note: string): WitnessState {
  const verifierKey = index.verifierKeys[String(issuer)] ?? '';
  return { ...state, logs: { ...state.logs, [originOf(place, issuer)]: { size: String(size), root, note, verifierKey } } };
}

function notOnChain({ issuer, size, root }: Checkpoint): DomainError {
  return new DomainError(
    'checkpoint_not_on_chain',
    'conflict',
    `The chain does not know the log of issuer ${issuer} with ${size} batches and the root ${root}.`,
    {
      params: { issuer, size: String(size), root },
    },
  );
}

import { assertInvariant, DomainError } from '../../../kernel/errors.ts';
import { fromHex, type Hash32, hash32, type Hex, isHex, toHex } from '../../../kernel/hex.ts';
import { FairLock } from './fair-lock.ts';
import { RAW_LIMIT, type JournalRecord } from './journal-codec.ts';
import type { JournalFile } from './journal-file.ts';
import { RPC_INVALID_PARAMS, RPC_LIMIT_EXCEEDED, RPC_RESOURCE_UNAVAILABLE, RpcRefusal } from './rpc-refusal.ts';

/** Asks the simulated chain itself, past every rule of the durable node. */
export type AskChain = (method: string, params: readonly unknown[]) => Promise<unknown>;

export interface Head {
  readonly number: number;
  /** Unix seconds. */
  readonly time: number;
  readonly hash: Hash32;
}

interface Waiting {
  readonly raw: Hex;
  readonly resolve: (txHash: string) => void;
  readonly reject: (error: unknown) => void;
}

const GROUP_LIMIT = 256;
const QUEUE_LIMIT = 4_096;

/**
 * Sends transactions to the simulated chain so that none is answered for before it is on the disk.
 *
 * 1. Sends that wait at the same time form a group; the group has the chain to itself.
 * 2. Each is mined in its own block, at the real time or, if the clock went back, at the time of the block before.
 * 3. One write and one sync put the group into the journal; only then answers and reads go on. So nobody ever
 *    sees a block that a power cut could take back.
 * 4. When the journal cannot be written, the chain goes back to the snapshot from before the group, the senders
 *    get an error, and the node takes no more transactions until it is started again; reads go on.
 */
export class DurableNode {
  readonly #journal: JournalFile;
  readonly #now: () => number;
  readonly #lock = new FairLock();
  #head: Head;
  #waiting: Waiting[] = [];
  #stopped: RpcRefusal | null = null;
  #lost: RpcRefusal | null = null;

  constructor(journal: JournalFile, head: Head, now: () => number) {
    this.#journal = journal;
    this.#head = head;
    this.#now = now;
  }

  get head(): Head {
    return this.#head;
  }

  send(raw: unknown, ask: AskChain): Promise<string> {
    return new Promise((resolve, reject) => {
      if (!isHex(raw) || raw.length > 2 + RAW_LIMIT * 2) {
        reject(new RpcRefusal(RPC_INVALID_PARAMS, `A raw transaction is 0x-hex of at most ${RAW_LIMIT} bytes.`));
      } else if (this.#waiting.length >= QUEUE_LIMIT) {
        reject(new RpcRefusal(RPC_LIMIT_EXCEEDED, `More than ${QUEUE_LIMIT} transactions wait for the disk; send again later.`));
      } else {
        this.#waiting.push({ raw, resolve, reject });
        if (this.#waiting.length === 1) void this.#lock.write(() => this.#sendGroup(ask));
      }
    });
  }

  read<T>(work: () => Promise<T>): Promise<T> {
    return this.#lock.read(() => (this.#lost === null ? work() : Promise.reject(this.#lost)));
  }

  /** For answers that depend on the next block: gives that block the real time. */
  readPending<T>(ask: AskChain, work: () => Promise<T>): Promise<T> {
    return this.read(async () => {
      await ask('evm_setNextBlockTimestamp', [this.#nextTime()]);
      return work();
    });
  }

  /** Waits for what is under way and refuses what comes after. */
  async close(): Promise<void> {
    this.#stopped ??= new RpcRefusal(RPC_RESOURCE_UNAVAILABLE, 'The local chain is stopping.');
    await this.#lock.write(() => this.#journal.close());
  }

  #nextTime(): number {
    return Math.max(this.#now(), this.#head.time);
  }

  async #sendGroup(ask: AskChain): Promise<void> {
    const group = this.#waiting.splice(0, GROUP_LIMIT);
    if (this.#waiting.length > 0) void this.#lock.write(() => this.#sendGroup(ask));
    if (this.#stopped !== null) return rejectAll(group, this.#stopped);
    const before = this.#head;
    const mined: JournalRecord[] = [];
    const answers: (() => void)[] = [];
    try {
      const snapshot = await ask('evm_snapshot', []);
      for (const each of group) answers.push(await this.#mine(each, ask, mined));
      if (mined.length > 0) await this.#persist(mined, () => ask('evm_revert', [snapshot]));
    } catch (error) {
      this.#head = before;
      return rejectAll(group, this.#stop(error));
    }
    for (const answer of answers) answer();
  }

  /** Gives the answer for one sender, to be delivered once the group is on the disk. */
  async #mine(each: Waiting, ask: AskChain, mined: JournalRecord[]): Promise<() => void> {
    const time = this.#nextTime();
    await ask('evm_setNextBlockTimestamp', [time]);
    let txHash: unknown;
    try {
      txHash = await ask('eth_sendRawTransaction', [each.raw]);
    } catch (refusal) {
      return () => each.reject(refusal);
    }
    assertInvariant(isHex(txHash, 32), 'The simulated chain answers with the hash of the transaction.');
    const receipt = await ask('eth_getTransactionReceipt', [txHash]);
    const number = this.#head.number + 1;
    assertInvariant(
      isReceipt(receipt) && Number(receipt.blockNumber) === number,
      'The simulated chain mines each transaction in a block of its own.',
    );
    this.#head = { number, time, hash: hash32(receipt.blockHash) };
    mined.push({ ...this.#head, raw: fromHex(each.raw) });
    const answer = txHash;
    return () => each.resolve(answer);
  }

  async #persist(mined: readonly JournalRecord[], undo: () => Promise<unknown>): Promise<void> {
    try {
      await this.#journal.append(mined);
    } catch (error) {
      if ((await undo()) !== true)
        throw new DomainError('chain_undo_failed', 'unavailable', 'The simulated chain cannot go back to its snapshot.', { cause: error });
      throw new JournalFailure(error);
    }
  }

  #stop(error: unknown): RpcRefusal {
    if (error instanceof JournalFailure) {
      const message = `The local chain takes no more transactions: its journal cannot be written (${error.message}). Free space or make the folder writable, then start again.`;
      this.#stopped = new RpcRefusal(RPC_RESOURCE_UNAVAILABLE, message, error);
    } else {
      // The simulated chain may now hold a block that is not on the disk: nobody may see it.
      this.#stopped = new RpcRefusal(
        RPC_RESOURCE_UNAVAILABLE,
        'The local chain has stopped after an internal error; start it again.',
        error,
      );
      this.#lost = this.#stopped;
    }
    return this.#stopped;
  }
}

/** Replays the journal into a fresh chain. @throws {DomainError} `chain_replay_differs` with the last good height */
export async function replayRecords(records: readonly JournalRecord[], genesis: Head, ask: AskChain): Promise<Head> {
  let replayed = 0;
  try {
    for (const record of records) {
      await ask('evm_setNextBlockTimestamp', [record.time]);
      await ask('eth_sendRawTransaction', [toHex(record.raw)]);
      replayed++;
    }
  } catch (cause) {
    throw await replayDiffers(records.slice(0, replayed), ask, cause);
  }
  const last = records.at(-1);
  if (last === undefined) return genesis;
  if ((await blockHash(last.number, ask)) !== last.hash || Number(await ask('eth_blockNumber', [])) !== last.number)
    throw await replayDiffers(records, ask);
  return last;
}

async function replayDiffers(records: readonly JournalRecord[], ask: AskChain, cause?: unknown): Promise<DomainError> {
  let good = 0;
  let bad = records.length + 1;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    const record = records[middle - 1];
    if (record !== undefined && (await blockHash(record.number, ask)) === record.hash) good = middle;
    else bad = middle;
  }
  return new DomainError(
    'chain_replay_differs',
    'unavailable',
    `Replaying the journal of the local chain gives another chain than the one recorded. The last good height is ${good}. Use the version of this program that wrote it, restore the journal from a backup, or start anew with npm start -- --fresh.`,
    { params: { lastGoodHeight: good }, cause },
  );
}

export async function blockHash(number: number, ask: AskChain): Promise<Hash32 | null> {
  const block = await ask('eth_getBlockByNumber', [`0x${number.toString(16)}`, false]);
  return typeof block === 'object' && block !== null && 'hash' in block && isHex(block.hash, 32) ? hash32(block.hash) : null;
}

class JournalFailure extends Error {
  override readonly name = 'JournalFailure';

  constructor(cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

function rejectAll(group: readonly Waiting[], error: RpcRefusal): void {
  for (const each of group) each.reject(error);
}

function isReceipt(value: unknown): value is { blockNumber: string; blockHash: string } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'blockNumber' in value &&
    typeof value.blockNumber === 'string' &&
    'blockHash' in value &&
    typeof value.blockHash === 'string'
  );
}

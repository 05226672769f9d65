import { advance, newMemory, type SubmitterMemory } from '../../../backend/platform/chain/submitter/advance.ts';
import type {
  OpenTransaction,
  SignedBytes,
  SubmitterChain,
  SubmitterStore,
} from '../../../backend/platform/chain/submitter/transaction.ts';
import { DomainError } from '../../../backend/kernel/errors.ts';
import { type Hash32, type Hex, ZERO_ADDRESS } from '../../../backend/kernel/hex.ts';
import type { ChainReceipt } from '../../../backend/platform/chain/chain-values.ts';

/** What a submitter could do wrong; `sound` is the one that runs in production. */
export type Design = 'sound' | 're-sign' | 'nonce from node' | 'no persist' | 'no reorg check' | 'two submitters';

/** Deterministic numbers below `bound` (mulberry32). */
export function createRandom(seed: number): (bound: number) => number {
  let state = seed | 0;
  return (bound) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * bound);
  };
}

class Crash extends Error {}

interface Row {
  readonly id: string;
  state: 'new' | 'signed' | 'mined' | 'final' | 'failed';
  nonce: number | null;
  forms: SignedBytes[];
  block: Hash32 | null;
}

interface Sent {
  readonly txHash: Hash32;
  readonly order: string;
  readonly nonce: number;
}

interface Block {
  readonly hash: Hash32;
  readonly transactions: readonly Sent[];
}

export interface WorldCount {
  crashes: number;
  faults: number;
  reorgs: number;
}

const STORMY_PASSES = 30;
const MOST_PASSES = 400;

/**
 * A chain, a database and one or two submitter processes that crash, lose requests and answers and see
 * reorgs, all drawn from one seed. The code under test is the real pass of the submitter.
 */
export class SubmitterWorld {
  readonly count: WorldCount = { crashes: 0, faults: 0, reorgs: 0 };
  readonly #random: (bound: number) => number;
  readonly #design: Design;
  readonly #rows: Row[];
  readonly #confirmations: number;
  #blocks: Block[] = [];
  #pool: Sent[] = [];
  #isStormy = true;
  #clock = 0;
  #serial = 0;
  #leader = 0;

  constructor(seed: number, design: Design) {
    this.#random = createRandom(seed);
    this.#design = design;
    this.#confirmations = 1 + this.#random(3);
    this.#rows = Array.from({ length: 1 + this.#random(4) }, (_, index) => {
      const id = this.#random(8) === 0 ? `${index} refused` : `${index}`;
      return { id, state: 'new', nonce: null, forms: [], block: null };
    });
  }

  /** What went wrong, or undefined when each order happened exactly once and is known to have. */
  async run(): Promise<string | undefined> {
    let memories = [newMemory(), newMemory()];
    for (let pass = 0; pass < MOST_PASSES && this.#rows.some(({ state }) => state !== 'final' && state !== 'failed'); pass++) {
      this.#isStormy = pass < STORMY_PASSES;
      this.#clock += this.#random(40) === 0 ? 100_000 : 600;
      if (this.#random(3) === 0) this.#leader = this.#random(2);
      this.#live();
      const passes = memories.map((memory, process) => this.#pass(process, memory));
      const ends = await Promise.all(passes);
      memories = memories.map((memory, process) => (ends[process] === 'crashed' ? newMemory() : memory));
    }
    for (let block = 0; block <= this.#confirmations; block++) this.#mine();
    return this.#judge();
  }

  async #pass(process: number, memory: SubmitterMemory): Promise<'done' | 'crashed'> {
    const confirmations = this.#design === 'no reorg check' ? 0 : this.#confirmations;
    const sign = async (order: { id: string }, nonce: number, offer: { maxFeePerGas: bigint }) =>
      this.#sign(order.id, nonce, offer.maxFeePerGas);
    try {
      await advance({ store: this.#store(process), chain: this.#chain(), sign, confirmations, now: () => this.#clock, memory });
    } catch (error) {
      if (error instanceof Crash) {
        this.#restart();
        return 'crashed';
      }
      if (!(error instanceof DomainError && error.retryable)) throw error;
    }
    return 'done';
  }

  /** What a process loses that dies: nothing in a sound design. */
  #restart(): void {
    for (const row of this.#rows) {
      if (row.state !== 'signed' || (this.#design !== 're-sign' && this.#design !== 'no persist')) continue;
      row.state = 'new';
      row.forms = [];
      row.nonce = this.#design === 're-sign' ? row.nonce : null;
    }
  }

  async #between(): Promise<void> {
    if (this.#isStormy) {
      if (this.#random(40) === 0) {
        this.count.crashes += 1;
        throw new Crash();
      }
      this.#live();
    }
    // Two processes interleave in an order that the seed decides.
    for (let turns = this.#random(4); turns > 0; turns--) await Promise.resolve();
  }

  async #ask(): Promise<void> {
    await this.#between();
    if (this.#isStormy && this.#random(12) === 0) throw this.#fault();
  }

  #fault(): DomainError {
    this.count.faults += 1;
    return new DomainError('chain_unreachable', 'unavailable', 'No answer.', { retryable: true });
  }

  #live(): void {
    if (this.#random(6) === 0) this.#mine();
    if (this.#isStormy && this.#random(40) === 0) this.#reorg();
    // A pool may forget.
    if (this.#isStormy && this.#random(60) === 0) this.#pool = [];
  }

  #mine(): void {
    const taken: Sent[] = [];
    for (let nonce = this.#nextNonce(); ; nonce++) {
      const candidates = this.#pool.filter((sent) => sent.nonce === nonce);
      const chosen = candidates[this.#random(candidates.length)];
      if (chosen === undefined) break;
      taken.push(chosen);
    }
    this.#push(taken);
  }

  #push(transactions: readonly Sent[]): void {
    this.#blocks.push({ hash: this.#hash(), transactions });
    const next = this.#nextNonce();
    this.#pool = this.#pool.filter(({ nonce }) => nonce >= next);
  }

  #reorg(): void {
    const depth = Math.min(1 + this.#random(this.#confirmations), this.#blocks.length);
    if (depth === 0) return;
    this.count.reorgs += 1;
    const dropped = this.#blocks.splice(-depth).flatMap(({ transactions }) => transactions);
    if (this.#random(2) === 0) this.#pool.push(...dropped);
    for (let block = 0; block < depth; block++) this.#push([]);
    this.#mine();
  }

  #nextNonce(): number {
    return this.#blocks.reduce((sum, { transactions }) => sum + transactions.length, 0);
  }

  #hash(): Hash32 {
    this.#serial += 1;
    return `0x${this.#serial.toString(16).padStart(64, '0')}` as Hash32;
  }

  #sign(order: string, nonce: number, fee: bigint): SignedBytes {
    const txHash = this.#hash();
    return { txHash, raw: JSON.stringify({ order, nonce, fee: String(fee), txHash }) as Hex };
  }

  #chain(): SubmitterChain {
    return {
      headNumber: async () => {
        await this.#ask();
        return BigInt(this.#blocks.length);
      },
      receipt: async (txHash) => {
        await this.#ask();
        return this.#receipt(txHash);
      },
      nonce: async () => {
        await this.#ask();
        return this.#nextNonce();
      },
      send: async (raw) => {
        await this.#ask();
        this.#receive(JSON.parse(raw));
        if (this.#isStormy && this.#random(12) === 0) throw this.#fault();
      },
      offer: async () => {
        await this.#ask();
        return { gas: 1n, maxFeePerGas: 100n, maxPriorityFeePerGas: 1n };
      },
      explain: async () => new DomainError('chain_reverted', 'unprocessable', 'The contract refused.'),
    };
  }

  #receipt(txHash: Hash32): ChainReceipt | null {
    const at = this.#blocks.findIndex(({ transactions }) => transactions.some((sent) => sent.txHash === txHash));
    const block = this.#blocks[at];
    const sent = block?.transactions.find((each) => each.txHash === txHash);
    if (block === undefined || sent === undefined) return null;
    const succeeded = !sent.order.includes('refused');
    const place = { txHash, blockNumber: BigInt(at + 1), blockHash: block.hash };
    return { ...place, succeeded, gasUsed: 1n, effectiveGasPrice: 1n, contractAddress: null, logs: [] };
  }

  #receive(sent: Sent & { fee: string }): void {
    if (this.#pool.some(({ txHash }) => txHash === sent.txHash) || this.#receipt(sent.txHash) !== null) return;
    if (sent.nonce < this.#nextNonce()) throw new DomainError('chain_nonce_too_low', 'conflict', 'Nonce used.');
    if (this.#isStormy && BigInt(sent.fee) < 110n && this.#random(30) === 0) {
      throw new DomainError('chain_fee_too_low', 'conflict', 'Underpriced.', { retryable: true });
    }
    this.#pool.push({ txHash: sent.txHash, order: sent.order, nonce: sent.nonce });
  }

  #store(process: number): SubmitterStore {
    const mayWrite = () => this.#design === 'two submitters' || this.#leader === process;
    const change = async (id: string, write: (row: Row) => boolean): Promise<boolean> => {
      await this.#between();
      const row = this.#rows.find((each) => each.id === id);
      const isChanged = row !== undefined && mayWrite() && write(row);
      await this.#between();
      return isChanged;
    };
    return {
      readOpen: async () => {
        await this.#between();
        if (!mayWrite()) return [];
        const open = this.#rows.filter(({ state }) => state !== 'final' && state !== 'failed');
        return open.sort((a, b) => (a.nonce ?? 1e9) - (b.nonce ?? 1e9)).map(openTransaction);
      },
      highestNonce: async () => {
        await this.#between();
        const nonces = this.#rows.flatMap(({ nonce }) => (nonce === null ? [] : [nonce]));
        return this.#design === 'nonce from node' || nonces.length === 0 ? null : Math.max(...nonces);
      },
      saveSigned: (id, nonce, signed) =>
        change(id, (row) => {
          const isTaken = this.#rows.some((each) => each.nonce === nonce);
          const isGuarded = this.#design !== 'nonce from node' && this.#design !== 'two submitters';
          if (isGuarded ? isTaken || row.state !== 'new' : false) return false;
          Object.assign(row, { state: 'signed', nonce, forms: [signed] });
          return true;
        }),
      saveReplacement: (id, signed) =>
        change(id, (row) => {
          if (row.state !== 'signed') return false;
          row.forms = [signed, ...row.forms];
          return true;
        }),
      saveMined: async (id, { blockHash }) =>
        void (await change(id, (row) => Boolean(Object.assign(row, { state: 'mined', block: blockHash })))),
      saveVanished: async (id) => void (await change(id, (row) => Boolean(Object.assign(row, { state: 'signed', block: null })))),
      saveFinal: async (id) => void (await change(id, (row) => Boolean(Object.assign(row, { state: 'final' })))),
      saveFailed: async (id) => void (await change(id, (row) => Boolean(Object.assign(row, { state: 'failed' })))),
    };
  }

  #judge(): string | undefined {
    const happened = this.#blocks.flatMap(({ transactions }) => transactions.map(({ order }) => order));
    for (const { id, state } of this.#rows) {
      const times = happened.filter((order) => order === id).length;
      if (times !== 1) return `order ${id} happened ${times} times`;
      const due = id.includes('refused') ? 'failed' : 'final';
      if (state !== due) return `order ${id} is ${state}, not ${due}`;
    }
    return undefined;
  }
}

function openTransaction({ id, state, nonce, forms, block }: Row): OpenTransaction {
  const order = { id, target: ZERO_ADDRESS, data: '0x' as Hex, value: 0n };
  const [signed, ...earlier] = forms;
  if (state === 'new' || nonce === null || signed === undefined) return { ...order, state: 'new' };
  return { ...order, state: state === 'mined' ? 'mined' : 'signed', nonce, signed, earlier, blockHash: block };
}

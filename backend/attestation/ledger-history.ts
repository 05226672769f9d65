import { decodeEventLog } from 'viem';
import { type Address, address, type Hash32, hash32 } from '../kernel/hex.ts';
import { creditLedgerAbi } from '../platform/chain/abi/credit-ledger.ts';
import type { ChainClient, ChainHead } from '../platform/chain/chain-client.ts';
import type { ChainLog } from '../platform/chain/chain-values.ts';
import { type AnchoredBatch, batchLeaf, type LedgerPlace } from './domain/batch-leaf.ts';
import type { NewestBatch } from './domain/ledger-facts.ts';

/** Nodes refuse wider ranges or answer them slowly. */
const RANGE = 5_000n;

export interface AnchorEvent {
  readonly leaf: Hash32;
  readonly transaction: Hash32;
  readonly block: bigint;
}

/**
 * What views of the ledger don't list: where each batch was anchored and which keys an issuer ever
 * had. Read from events of this one contract, carried on from head to head, and begun anew when the
 * chain was reorganized below the last head.
 */
export class LedgerHistory {
  readonly #chain: ChainClient;
  readonly #place: LedgerPlace;
  readonly #firstBlock: bigint;
  readonly #anchors = new Map<string, AnchorEvent>();
  readonly #newest = new Map<number, NewestBatch>();
  readonly #keys = new Map<number, Set<Address>>();
  #known: { readonly number: bigint; readonly hash: Hash32 } | null = null;

  constructor(chain: ChainClient, place: LedgerPlace, firstBlock: bigint) {
    this.#chain = chain;
    this.#place = place;
    this.#firstBlock = firstBlock;
  }

  anchorOf(issuer: number, batch: bigint): AnchorEvent | null {
    return this.#anchors.get(`${issuer}:${batch}`) ?? null;
  }

  newestOf(issuer: number): NewestBatch | null {
    return this.#newest.get(issuer) ?? null;
  }

  keysOf(issuer: number): readonly Address[] {
    return [...(this.#keys.get(issuer) ?? [])];
  }

  /** Reads on to `head`. */
  async extend(head: ChainHead): Promise<void> {
    if (this.#known !== null && !(await this.#isCurrent(this.#known, head))) {
      this.#known = null;
      this.#anchors.clear();
      this.#newest.clear();
      this.#keys.clear();
    }
    for (let from = this.#known === null ? this.#firstBlock : this.#known.number + 1n; from <= head.number; from += RANGE) {
      const last = from + RANGE - 1n;
      const toBlock = last < head.number ? last : head.number;
      const logs = await this.#chain.logs({ addresses: [this.#place.ledger], fromBlock: from, toBlock });
      for (const log of logs) this.#take(log);
    }
    this.#known = { number: head.number, hash: head.hash };
  }

  async #isCurrent(known: { readonly number: bigint; readonly hash: Hash32 }, head: ChainHead): Promise<boolean> {
    if (head.number < known.number) return false;
    if (head.number === known.number) return head.hash === known.hash;
    return (await this.#chain.header(known.number))?.hash === known.hash;
  }

  #take(log: ChainLog): void {
    // A node answers what it likes: events of other contracts are left out, whatever they say.
    if (log.address !== this.#place.ledger) return;
    const event = decodeLedgerEvent(log);
    if (event?.eventName === 'Anchored') {
      const { issuer, batch, root, leaves, firstLeaf, model, stateRoot, time } = event.args;
      const anchored: AnchoredBatch = {
        batch,
        root: hash32(root),
        leaves,
        firstLeaf,
        model: hash32(model),
        stateRoot: hash32(stateRoot),
        time: BigInt(time),
      };
      const leaf = batchLeaf(this.#place, issuer, anchored);
      this.#anchors.set(`${issuer}:${batch}`, { leaf, transaction: log.txHash, block: log.blockNumber });
      this.#newest.set(issuer, { batch, leaf, stateRoot: anchored.stateRoot });
    } else if (event?.eventName === 'KeyAdded') {
      const keys = this.#keys.get(event.args.issuer) ?? new Set();
      this.#keys.set(event.args.issuer, keys.add(address(event.args.key)));
    }
  }
}

function decodeLedgerEvent(log: ChainLog) {
  try {
    return decodeEventLog({ abi: creditLedgerAbi, topics: [...log.topics] as [Hash32, ...Hash32[]], data: log.data });
  } catch {
    // Events that this version does not know carry nothing that it asks for.
    return null;
  }
}

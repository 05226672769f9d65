import { Buffer } from 'node:buffer';

/** Bytes in one block of {@link DraftRows}. */
const BLOCK = 8 * 1024 * 1024;

export interface DraftRow {
  readonly customerId: string;
  readonly scoreId: string;
  readonly copy: number;
  /** Sealed facts; a view that is good as long as the rows are kept. */
  readonly body: Uint8Array;
}

/**
 * What the database stores of each credential beside its columns. Ids and sealed bodies share blocks: as strings and small
 * arrays those of a million credentials would take most of a gigabyte, and each collection would walk them all.
 */
export class DraftRows {
  readonly #blocks: Buffer[] = [];
  /** Of each row its place, counted over all blocks, the sizes of its three parts, and its copy. */
  readonly #places: number[] = [];
  readonly #sizes: number[] = [];
  readonly #copies: number[] = [];
  #filled = BLOCK;

  get length(): number {
    return this.#places.length;
  }

  push({ customerId, scoreId, copy, body }: DraftRow): void {
    const [customerSize, scoreSize] = [Buffer.byteLength(customerId), Buffer.byteLength(scoreId)];
    const size = customerSize + scoreSize + body.length;
    if (this.#filled + size > BLOCK) {
      this.#blocks.push(Buffer.alloc(BLOCK));
      this.#filled = 0;
    }
    const block = this.#blocks.at(-1);
    this.#places.push((this.#blocks.length - 1) * BLOCK + this.#filled);
    block?.write(customerId, this.#filled);
    block?.write(scoreId, this.#filled + customerSize);
    block?.set(body, this.#filled + customerSize + scoreSize);
    this.#filled += size;
    this.#sizes.push(customerSize, scoreSize, body.length);
    this.#copies.push(copy);
  }

  at(index: number): DraftRow {
    const place = this.#places[index] ?? 0;
    const block = this.#blocks[Math.floor(place / BLOCK)] ?? Buffer.alloc(0);
    const [customerAt, [customerSize = 0, scoreSize = 0, bodySize = 0]] = [place % BLOCK, this.#sizes.slice(index * 3, index * 3 + 3)];
    const scoreAt = customerAt + customerSize;
    const bodyAt = scoreAt + scoreSize;
    return {
      customerId: block.toString('utf8', customerAt, scoreAt),
      scoreId: block.toString('utf8', scoreAt, bodyAt),
      copy: this.#copies[index] ?? 0,
      body: block.subarray(bodyAt, bodyAt + bodySize),
    };
  }
}

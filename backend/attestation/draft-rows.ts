/** Bytes in one block of {@link DraftRows}. */
const BLOCK = 8 * 1024 * 1024;

export interface DraftRow {
  readonly customerId: string;
  readonly scoreId: string;
  readonly copy: number;
  /** Sealed facts; a view that is good as long as the rows are kept. */
  readonly body: Uint8Array;
}

/** What the database stores of each credential beside its columns. The sealed bodies share blocks, since a million small arrays would take half a gigabyte. */
export class DraftRows {
  readonly #customerIds: string[] = [];
  readonly #scoreIds: string[] = [];
  readonly #copies: number[] = [];
  readonly #blocks: Uint8Array[] = [];
  /** Block and place in it of each body, and its length. */
  readonly #places: number[] = [];
  readonly #sizes: number[] = [];
  #filled = BLOCK;

  get length(): number {
    return this.#sizes.length;
  }

  push({ customerId, scoreId, copy, body }: DraftRow): void {
    if (this.#filled + body.length > BLOCK) {
      this.#blocks.push(new Uint8Array(BLOCK));
      this.#filled = 0;
    }
    this.#blocks.at(-1)?.set(body, this.#filled);
    this.#places.push((this.#blocks.length - 1) * BLOCK + this.#filled);
    this.#sizes.push(body.length);
    this.#filled += body.length;
    this.#customerIds.push(customerId);
    this.#scoreIds.push(scoreId);
    this.#copies.push(copy);
  }

  at(index: number): DraftRow {
    const place = this.#places[index] ?? 0;
    const start = place % BLOCK;
    const block = this.#blocks[(place - start) / BLOCK] ?? new Uint8Array();
    return {
      customerId: this.#customerIds[index] ?? '',
      scoreId: this.#scoreIds[index] ?? '',
      copy: this.#copies[index] ?? 0,
      body: block.subarray(start, start + (this.#sizes[index] ?? 0)),
    };
  }
}

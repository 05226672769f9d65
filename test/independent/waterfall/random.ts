/** A small generator of its own (xorshift128), so that a seed gives the same deals for ever. */
export class Random {
  readonly #words: Uint32Array;

  constructor(seed: number) {
    this.#words = Uint32Array.of(seed, seed ^ 0x9e37_79b9, 0x6c07_8965, 0x1234_5678);
    for (let at = 0; at < 20; at++) this.word();
  }

  word(): number {
    const words = this.#words;
    const [first = 0, , , last = 0] = words;
    const mixed = first ^ (first << 11);
    words.copyWithin(0, 1);
    words[3] = last ^ (last >>> 19) ^ mixed ^ (mixed >>> 8);
    return words[3] ?? 0;
  }

  /** From 0 until before `end`. */
  below(end: number): number {
    return this.word() % end;
  }

  between(least: number, most: number): number {
    return least + this.below(most - least + 1);
  }

  chance(percent: number): boolean {
    return this.below(100) < percent;
  }

  pick<Item>(items: readonly Item[]): Item {
    return items[this.below(items.length)] as Item;
  }

  bits(count: number): bigint {
    let value = 0n;
    for (let at = 0; at < count; at += 32) value = (value << 32n) | BigInt(this.word());
    return value & ((1n << BigInt(count)) - 1n);
  }

  /** From 0 to `most`. */
  amount(most: bigint): bigint {
    return most <= 0n ? 0n : this.bits(128) % (most + 1n);
  }

  /** From `low` to `high` percent of `whole`, in steps of a hundredth of a percent and with odd units. */
  share(whole: bigint, low: number, high: number): bigint {
    const part = (whole * BigInt(this.between(low * 100, high * 100))) / 10_000n;
    return part > 0n && this.chance(50) ? part - this.amount(part < 99n ? part : 99n) : part;
  }

  /** A mask of the first `count` bits that is not empty. */
  mask(count: number): number {
    return 1 + this.below(2 ** count - 1);
  }
}

/** Loans of one call of `LoanRegistry.pledge` or `retire`: masks of neighbouring words of 256 loans. */
export interface PledgeCall {
  readonly firstWord: bigint;
  readonly masks: readonly bigint[];
}

const WORD = 256n;
/** Words that the registry takes in one call. */
const MOST_WORDS = 64;

/** Registry numbers as bits, in as few calls as the registry's limit allows; a call begins and ends with a word that has loans. */
export function pledgeWords(numbers: readonly bigint[]): PledgeCall[] {
  const words = new Map<bigint, bigint>();
  for (const number of numbers) words.set(number / WORD, (words.get(number / WORD) ?? 0n) | (1n << (number % WORD)));
  const calls: { firstWord: bigint; masks: bigint[] }[] = [];
  for (const [word, mask] of [...words].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const last = calls.at(-1);
    if (last === undefined || word - last.firstWord >= BigInt(MOST_WORDS)) calls.push({ firstWord: word, masks: [mask] });
    else {
      while (last.firstWord + BigInt(last.masks.length) < word) last.masks.push(0n);
      last.masks.push(mask);
    }
  }
  return calls;
}

/** Inverse of {@link pledgeWords}: the numbers whose bits a call has, rising. */
export function numbersOf({ firstWord, masks }: PledgeCall): bigint[] {
  return masks.flatMap((mask, at) => {
    const first = (firstWord + BigInt(at)) * WORD;
    return Array.from({ length: Number(WORD) }, (_, bit) => BigInt(bit)).flatMap((bit) =>
      ((mask >> bit) & 1n) === 1n ? [first + bit] : [],
    );
  });
}

import { lesser, Rational, sum } from './rational.ts';

/** Parts of a whole by weight: each floored, then one more unit to those whose cut-off part was the largest, the earlier first. */
export function partsByWeight(amount: bigint, weights: readonly bigint[]): bigint[] {
  const all = sum(weights);
  if (all === 0n) return weights.map(() => 0n);
  const exact = weights.map((weight) => new Rational(amount * weight, all));
  const parts = exact.map((part) => part.floor());
  const order = exact
    .map((part, index) => ({ index, cut: part.minus(new Rational(part.floor())) }))
    .sort((a, b) => (b.cut.isBelow(a.cut) ? -1 : a.cut.isBelow(b.cut) ? 1 : a.index - b.index));
  for (const { index } of order.slice(0, Number(amount - sum(parts)))) parts[index] = (parts[index] ?? 0n) + 1n;
  return parts;
}

export function inProportion(pay: bigint, limits: readonly bigint[]): bigint[] {
  return partsByWeight(lesser(pay, sum(limits)), limits);
}

export function inOrder(pay: bigint, limits: readonly bigint[]): bigint[] {
  return limits.map((limit, index) => {
    const before = sum(limits.slice(0, index));
    return before >= pay ? 0n : lesser(limit, pay - before);
  });
}

import { DomainError } from '../../../kernel/errors.ts';

const STEPS_MAX = 200;

/**
 * Root of a continuous function between `low` and `high` at which it has opposite signs: Newton's steps by secant, kept inside the bracket,
 * halving it whenever a step leaves it or gains too little. Ends when the bracket is narrower than 1e-14 of its size.
 *
 * @throws {@link DomainError} `rate_not_found` when the signs are the same or both values are 0, so the bracket shows no root
 */
export function findRoot(value: (at: number) => number, low: number, high: number): number {
  let [a, b] = [low, high];
  let [fa, fb] = [value(a), value(b)];
  if (fa === 0 && fb !== 0) return a;
  if (fb === 0 && fa !== 0) return b;
  if (!(fa * fb < 0)) {
    throw new DomainError('rate_not_found', 'unprocessable', 'No rate in the range gives this value.');
  }
  for (let step = 0; step < STEPS_MAX && Math.abs(b - a) > 1e-14 * Math.max(1, Math.abs(a)); step++) {
    const secant = b - (fb * (b - a)) / (fb - fa);
    const [inner, outer] = a < b ? [a, b] : [b, a];
    const margin = (outer - inner) / 1024;
    const isSafe = step % 3 !== 2 && secant > inner + margin && secant < outer - margin;
    const next = isSafe ? secant : (a + b) / 2;
    const fn = value(next);
    if (fn === 0) return next;
    if (fa * fn < 0) [b, fb] = [next, fn];
    else [a, fa] = [next, fn];
  }
  return (a + b) / 2;
}

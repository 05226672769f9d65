import { allocate } from '../allocate.ts';
import { AmortisationShares } from './amortisation-share.ts';
import type { RepLine } from './rep-line.ts';

/**
 * The lines of a pool `months` later, adding up to `balance`: each is amortised by its schedule, what the pool has beyond or short of
 * that is spread over the lines by what is left of them, largest remainder first. For a pool of which only the total is reported.
 * Lines that the schedule has ended keep one instalment, as long as the others have nothing left.
 */
export function ageLines(lines: readonly RepLine[], months: number, balance: bigint): RepLine[] {
  const aged = lines.map((line) => {
    if (line.remaining <= months) return { ...line, balance: 0n, remaining: 1, age: line.age + months };
    const shares = new AmortisationShares(line.amortisation, line.annualRate, line.remaining);
    let left = line.balance;
    for (let month = 0; month < months; month++) left -= shares.scheduled(left, line.remaining - month);
    return { ...line, balance: left, remaining: line.remaining - months, age: line.age + months };
  });
  const hasRest = aged.some((line) => line.balance > 0n);
  const weights = aged.map((line, at) => (hasRest ? line.balance : (lines[at]?.balance ?? 0n)));
  const parts = allocate(balance, weights);
  return aged.map((line, at) => ({ ...line, balance: parts[at] ?? 0n })).filter((line) => line.balance > 0n);
}

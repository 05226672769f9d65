import type { GroupTally } from './tally.ts';
import type { Tally } from './weight-of-evidence.ts';

/** Neighbouring groups joined into bins: `starts` is the first group of each bin, beginning with 0. */
export interface Prebins {
  readonly starts: readonly number[];
  readonly tallies: readonly Tally[];
}

/** Joins the groups between `starts`. */
export function joinGroups(groups: GroupTally, starts: readonly number[]): Tally[] {
  return starts.map((start, index) => {
    const end = starts[index + 1] ?? groups.goods.length;
    let goods = 0;
    let bads = 0;
    for (let group = start; group < end; group++) {
      goods += groups.goods[group] as number;
      bads += groups.bads[group] as number;
    }
    return { goods, bads };
  });
}

/**
 * Joins every bin without goods or without bads with its right neighbour, the last one with its left, until
 * none is left or one bin remains. The right-hand rule is OptBinning's, so optima can be compared with it.
 */
export function mergePureBins(groups: GroupTally, cuts: readonly number[]): Prebins {
  let starts: readonly number[] = [0, ...cuts];
  for (;;) {
    const tallies = joinGroups(groups, starts);
    const pure = tallies.map((bin) => bin.goods === 0 || bin.bads === 0);
    const last = starts.length - 1;
    if (last === 0 || !pure.includes(true)) return { starts, tallies };
    starts = starts.filter((_, index) => index === 0 || !(pure[index - 1] === true || (index === last && pure[last] === true)));
  }
}

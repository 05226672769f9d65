import { DomainError } from '../../../kernel/errors.ts';
import { binGiven, type GivenBins } from './assemble-binning.ts';
import { binGround } from './bin-column.ts';
import type { BinningOptions } from './binning-options.ts';
import type { Binning } from './bins.ts';
import type { Ground } from './ground.ts';
import type { Shape } from './optimal-merge.ts';

/**
 * One change of bins by hand. Bins are named by what they hold and not by place, so that a script reads the same
 * whatever stands before: `merge` takes the cut away, `move` puts it elsewhere between its neighbours, `split` adds
 * one; `join` makes one bin of those that hold the levels, `part` gives the levels a bin of their own; `trend` bins the
 * numbers anew under a course of the bad rate, and what was done before is gone.
 */
export type BinChange =
  | { readonly kind: 'merge'; readonly at: number }
  | { readonly kind: 'split'; readonly at: number }
  | { readonly kind: 'move'; readonly from: number; readonly to: number }
  | { readonly kind: 'trend'; readonly shape: Shape }
  | { readonly kind: 'join'; readonly levels: readonly string[] }
  | { readonly kind: 'part'; readonly levels: readonly string[] };

/** A change and why it was made. */
export type BinEdit = BinChange & { readonly reason: string };

export interface EditedBinning {
  readonly binning: Binning;
  /** The bins themselves, to be used as they are. */
  readonly given: GivenBins;
}

/** What a change refuses, without the place that it has in its script. */
class Refusal extends Error {}

function isEmptyBin(binning: Binning): boolean {
  return binning.bins.some((bin) => (bin.kind === 'interval' || bin.kind === 'levels') && bin.goods + bin.bads === 0);
}

export function givenBinsOf({ kind, bins }: Binning): GivenBins {
  if (kind === 'numeric')
    return { kind: 'cuts', cuts: bins.flatMap((bin) => (bin.kind === 'interval' && bin.upper !== null ? [bin.upper] : [])) };
  return { kind: 'groups', groups: bins.flatMap((bin) => (bin.kind === 'levels' ? [bin.levels] : [])) };
}

function withoutCut(cuts: readonly number[], cut: number): number[] {
  if (!cuts.includes(cut)) throw new Refusal(`there is no cut at ${cut}; the cuts are ${cuts.join(', ')}`);
  return cuts.filter((other) => other !== cut);
}

function withCut(cuts: readonly number[], cut: number): number[] {
  if (!Number.isFinite(cut)) throw new Refusal('a cut must be a finite number');
  if (cuts.includes(cut)) throw new Refusal(`there is a cut at ${cut} already`);
  return [...cuts, cut].sort((left, right) => left - right);
}

function changeCuts(cuts: readonly number[], change: BinChange): readonly number[] {
  switch (change.kind) {
    case 'merge':
      return withoutCut(cuts, change.at);
    case 'split':
      return withCut(cuts, change.at);
    case 'move': {
      const place = cuts.indexOf(change.from);
      const moved = withCut(withoutCut(cuts, change.from), change.to);
      if (moved[place] !== change.to) throw new Refusal(`the cut at ${change.from} would pass a neighbour`);
      return moved;
    }
    default:
      throw new Refusal(`${change.kind} is for categories and the column holds numbers`);
  }
}

function changeGroups(
  groups: readonly (readonly string[])[],
  known: ReadonlySet<string>,
  change: BinChange,
): readonly (readonly string[])[] {
  if (change.kind !== 'join' && change.kind !== 'part') throw new Refusal(`${change.kind} is for numbers and the column holds categories`);
  const { levels } = change;
  const stranger = levels.find((level) => !known.has(level));
  if (stranger !== undefined) throw new Refusal(`the level ${stranger} does not occur`);
  if (change.kind === 'join') {
    const isMeant = (group: readonly string[]) => group.some((level) => levels.includes(level));
    const met = groups.filter(isMeant);
    if (met.length < 2) throw new Refusal('the levels lie in one bin already, or in none that lists its levels');
    const first = groups.findIndex(isMeant);
    return groups.flatMap((group, place) => (place === first ? [met.flat().sort()] : isMeant(group) ? [] : [group]));
  }
  if (levels.length === 0) throw new Refusal('no level is named');
  const left = groups.map((group) => group.filter((level) => !levels.includes(level))).filter((group) => group.length > 0);
  return [...left, [...new Set(levels)].sort()];
}

function apply(ground: Ground, before: GivenBins, edit: BinChange, options: BinningOptions): EditedBinning {
  if (edit.kind === 'trend' && ground.kind === 'numeric') {
    const binning = binGround(ground, { ...options, shape: edit.shape });
    return { binning, given: givenBinsOf(binning) };
  }
  const given: GivenBins =
    before.kind === 'cuts'
      ? { kind: 'cuts', cuts: changeCuts(before.cuts, edit) }
      : { kind: 'groups', groups: changeGroups(before.groups, new Set(ground.kind === 'categorical' ? ground.levels : []), edit) };
  const binning = binGiven(ground, given);
  if (isEmptyBin(binning)) throw new Refusal('a bin would hold no rows');
  return { binning, given };
}

/** Runs one step of a script; what it refuses is told with the place of the step. */
function atPlace<T>(ground: Ground, place: number, step: () => T): T {
  try {
    return step();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw new DomainError('bin_edit_invalid', 'unprocessable', `A change of the bins of ${ground.name} can't be made: ${error.message}.`, {
      faults: [{ pointer: `/${place}`, code: 'edit', detail: `${error.message}.` }],
    });
  }
}

/**
 * Bins one attribute by `options` and changes the bins by the script, whose reasons may still be missing. Pure and fast: bins
 * are counted from `ground`, not from rows. Weights of evidence and information value are those of the changed bins.
 * @param automatic - the bins by `options`, where they are known already
 * @throws {@link DomainError} `bin_edit_invalid` with the pointer of the first change that can't be made
 */
export function changeBins(
  ground: Ground,
  changes: readonly BinChange[],
  options: BinningOptions,
  automatic: Binning = binGround(ground, options),
): EditedBinning {
  let edited: EditedBinning = { binning: automatic, given: givenBinsOf(automatic) };
  changes.forEach((change, place) => {
    edited = atPlace(ground, place, () => apply(ground, edited.given, change, options));
  });
  return edited;
}

/**
 * The same for a script that counts: each of its changes has a reason.
 * @throws {@link DomainError} `bin_edit_invalid`
 */
export function editBins(ground: Ground, edits: readonly BinEdit[], options: BinningOptions): EditedBinning {
  edits.forEach(({ reason }, place) => {
    atPlace(ground, place, () => {
      if (reason.trim() === '') throw new Refusal('no reason is given');
    });
  });
  return changeBins(ground, edits, options);
}

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { categoricalColumn, numericColumn } from '../../../intake/domain/columns.ts';
import { DEFAULT_BINNING } from './binning-options.ts';
import { type BinEdit, changeBins, editBins, givenBinsOf } from './edit-bins.ts';
import { addEdit, NO_EDITS, redoEdit, undoEdit } from './edit-history.ts';
import { groundOf } from './ground.ts';
import { weighEvidence } from './weight-of-evidence.ts';

const OPTIONS = { ...DEFAULT_BINNING, minPrebinRows: 1, specials: [-9] };
const target = Uint8Array.from({ length: 400 }, (_, row) => ((row * row + (row >> 3)) % 7 < 2 + row / 150 ? 1 : 0));
const numbers = numericColumn(
  'n',
  Array.from(target, (_, row) => (row % 17 === 0 ? null : row % 23 === 0 ? -9 : row / 4)),
);
const texts = categoricalColumn(
  'c',
  Array.from(target, (_, row) => (row % 29 === 0 ? null : 'abcdef'.charAt((row * 7) % 6))),
);
const ground = groundOf(numbers, target, OPTIONS.specials);
const levels = groundOf(texts, target, []);
const why = (change: object) => ({ ...change, reason: 'known break of the tariff' }) as BinEdit;
const cutsOf = (edits: readonly BinEdit[]) => {
  const { given } = editBins(ground, edits, OPTIONS);
  return given.kind === 'cuts' ? given.cuts : [];
};
const groupsOf = (edits: readonly BinEdit[]) => {
  const { given } = editBins(levels, edits, OPTIONS);
  return given.kind === 'groups' ? given.groups : [];
};

/** Goods and bads in `[lower, upper)`, row by row. */
function countRows(lower: number, upper: number): { goods: number; bads: number } {
  const inside = [...target.keys()].filter((row) => {
    const value = numbers.values[row] ?? Number.NaN;
    return value >= lower && value < upper && value !== -9;
  });
  const bads = inside.filter((row) => target[row] === 1).length;
  return { goods: inside.length - bads, bads };
}

describe('editBins', () => {
  it('counts any cuts as the rows have them, and weighs what it counts', () => {
    const cuts = fc.uniqueArray(fc.double({ min: 1, max: 98, noNaN: true }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(cuts, (places) => {
        const start = cutsOf([]);
        const sorted = [...places].sort((left, right) => left - right);
        fc.pre(sorted.every((cut, place) => !start.includes(cut) && cut - (sorted[place - 1] ?? 0) > 0.6));
        const added = places.map((at) => why({ kind: 'split', at }));
        const removed = start.map((at) => why({ kind: 'merge', at }));
        const { binning } = editBins(ground, [...removed, ...added], OPTIONS);
        const bins = binning.bins.filter((bin) => bin.kind === 'interval');
        expect(bins.map(({ upper }) => upper)).toEqual([...sorted, null]);
        for (const { lower, upper, goods, bads } of bins)
          expect({ goods, bads }).toEqual(countRows(lower ?? Number.NEGATIVE_INFINITY, upper ?? Number.POSITIVE_INFINITY));
        expect(binning.bins.map(({ woe, iv }) => ({ woe, iv }))).toEqual(weighEvidence(binning.bins));
        expect(binning.bins.slice(-2).map(({ kind }) => kind)).toEqual(['special', 'missing']);
      }),
      { numRuns: 60 },
    );
  });

  it('moves a cut between its neighbours only', () => {
    const base = [...cutsOf([]).map((at) => why({ kind: 'merge', at })), why({ kind: 'split', at: 20 }), why({ kind: 'split', at: 60 })];
    expect(cutsOf([...base, why({ kind: 'move', from: 20, to: 25.5 })])).toEqual([25.5, 60]);
    for (const change of [
      { kind: 'move', from: 20, to: 61 },
      { kind: 'move', from: 21, to: 30 },
      { kind: 'move', from: 20, to: 60 },
      { kind: 'move', from: 20, to: Number.NaN },
      { kind: 'merge', at: 21 },
      { kind: 'split', at: 20 },
      { kind: 'split', at: 500 },
      { kind: 'join', levels: ['a', 'b'] },
      { kind: 'merge', at: 20, reason: ' ' },
    ])
      expect(() => cutsOf([...base, { ...why(change), ...change } as BinEdit]), JSON.stringify(change)).toThrow(
        expect.objectContaining({ code: 'bin_edit_invalid', faults: [expect.objectContaining({ pointer: `/${base.length}` })] }),
      );
  });

  it('changes bins before anybody has said why, from bins that are known already', () => {
    const { binning } = changeBins(ground, [{ kind: 'split', at: 33.3 }], OPTIONS);
    expect(binning).toEqual(editBins(ground, [why({ kind: 'split', at: 33.3 })], OPTIONS).binning);
    expect(changeBins(ground, [{ kind: 'merge', at: 33.3 }], OPTIONS, binning).given).toEqual(editBins(ground, [], OPTIONS).given);
  });

  it('bins anew under a trend', () => {
    const { binning } = editBins(ground, [why({ kind: 'split', at: 33.3 }), why({ kind: 'trend', shape: 'descending' })], OPTIONS);
    expect(['descending', 'flat']).toContain(binning.trend);
    expect(givenBinsOf(binning)).not.toEqual({ kind: 'cuts', cuts: expect.arrayContaining([33.3]) });
  });

  it('joins bins of levels and parts levels from them', () => {
    const apart = ['a', 'b', 'c', 'd'].map((level) => why({ kind: 'part', levels: [level] }));
    expect(groupsOf(apart).slice(-4)).toEqual([['a'], ['b'], ['c'], ['d']]);
    const joined = groupsOf([...apart, why({ kind: 'join', levels: ['b', 'd'] })]);
    expect(joined).toContainEqual(['b', 'd']);
    expect(joined.flat().sort()).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
    for (const change of [
      { kind: 'part', levels: ['z'] },
      { kind: 'part', levels: [] },
      { kind: 'join', levels: ['a'] },
      { kind: 'split', at: 3 },
      { kind: 'trend', shape: 'ascending' },
    ])
      expect(() => groupsOf([...apart, why(change)]), JSON.stringify(change)).toThrow(
        expect.objectContaining({ code: 'bin_edit_invalid' }),
      );
  });
});

describe('history of edits', () => {
  it('takes back and does again, until a new change ends what could be done again', () => {
    const [first, second, third] = [20, 40, 60].map((at) => why({ kind: 'split', at })) as [BinEdit, BinEdit, BinEdit];
    const two = addEdit(addEdit(NO_EDITS, first), second);
    expect(undoEdit(two)).toEqual({ done: [first], undone: [second] });
    expect(redoEdit(undoEdit(two))).toEqual(two);
    expect(redoEdit(undoEdit(undoEdit(two)))).toEqual({ done: [first], undone: [second] });
    expect(addEdit(undoEdit(two), third)).toEqual({ done: [first, third], undone: [] });
    expect([undoEdit(NO_EDITS), redoEdit(NO_EDITS)]).toEqual([NO_EDITS, NO_EDITS]);
  });
});

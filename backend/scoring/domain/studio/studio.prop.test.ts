import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readGermanCredit } from '../../../../test/system/support/reference-data.ts';
import { cellAt, type Column, numericColumn } from '../../../intake/domain/columns.ts';
import { type BinChange, changeBins } from '../binning/edit-bins.ts';
import { groundOf, type NumericGround } from '../binning/ground.ts';
import { DEFAULT_MODEL } from '../scorecard/build-scorecard.ts';
import { fitModel } from '../scorecard/fit-model.ts';
import { cutGrid } from './cut-grid.ts';
import { areaWith, holdCard, restOf } from './held-card.ts';

const { columns, target } = readGermanCredit();
const model = fitModel(columns, target, DEFAULT_MODEL);
const card = holdCard(model, columns, target);

function columnOf(name: string): Column {
  const column = columns.find((candidate) => candidate.name === name);
  if (column === undefined) throw new Error(`The data have no ${name}.`);
  return column;
}

function numbersOf(name: string): NumericGround {
  const ground = groundOf(columnOf(name), target, []);
  if (ground.kind !== 'numeric') throw new Error(`${name} holds no numbers.`);
  return ground;
}

const change = (ground: NumericGround, changes: readonly BinChange[]) => changeBins(ground, changes, DEFAULT_MODEL.binning);
const cutsOf = (ground: NumericGround) => {
  const { given } = change(ground, []);
  return given.kind === 'cuts' ? given.cuts : [];
};

/** Area under the curve by comparing every bad with every good. */
function areaByPairs(predictor: readonly number[]): number {
  let wins = 0;
  let pairs = 0;
  for (const [bad, risk] of predictor.entries()) {
    if (target[bad] !== 1) continue;
    for (const [good, other] of predictor.entries()) {
      if (target[good] !== 0) continue;
      pairs += 1;
      // Sums of the same terms in another order differ in their last bits.
      if (Math.abs(risk - other) < 1e-12) wins += 0.5;
      else if (risk > other) wins += 1;
    }
  }
  return wins / pairs;
}

describe('cuts that move', () => {
  const ground = numbersOf('duration');
  const grid = cutGrid(ground, cutsOf(ground), 120);
  const cut = fc.constantFrom(...cutsOf(ground));

  it('give the first bins again when they are moved back', () => {
    fc.assert(
      fc.property(cut, fc.constantFrom(...grid), (from, { value: to }) => {
        const start = cutsOf(ground);
        const place = start.indexOf(from);
        fc.pre(to > (start[place - 1] ?? Number.NEGATIVE_INFINITY) && to < (start[place + 1] ?? Number.POSITIVE_INFINITY) && to !== from);
        const away: BinChange = { kind: 'move', from, to };
        const there = change(ground, [away]).binning;
        const back = change(ground, [away, { kind: 'move', from: to, to: from }]);
        expect(back.binning.bins).toEqual(change(ground, []).binning.bins);
        expect(there.bins.reduce((sum, { goods, bads }) => sum + goods + bads, 0)).toBe(target.length);
      }),
      { numRuns: 60 },
    );
  });

  it('stand at places that the cuts before are among, and part rows as counted', () => {
    for (const name of ['duration', 'amount', 'age']) {
      const own = numbersOf(name);
      const places = cutGrid(own, cutsOf(own), 40);
      expect(places.length).toBeLessThanOrEqual(40 + cutsOf(own).length);
      expect(places.length).toBeGreaterThan(25);
      const values = columns.flatMap((column) => (column.name === name && column.kind === 'numeric' ? [...column.values] : []));
      for (const { value, goods, bads } of places) {
        const below = values.flatMap((each, row) => (each < value ? [target[row]] : []));
        expect([goods, bads]).toEqual([below.filter((outcome) => outcome === 0).length, below.filter((outcome) => outcome === 1).length]);
        expect(below.length).toBeGreaterThan(0);
        expect(below.length).toBeLessThan(values.length);
      }
      expect(places.map(({ value }) => value)).toEqual(expect.arrayContaining([...cutsOf(own)]));
      expect(places.map(({ value }) => value)).toEqual([...new Set(places.map(({ value }) => value))].sort((left, right) => left - right));
    }
  });

  it('are round numbers between the values, below zero too', () => {
    const gridOf = (values: readonly number[]) => {
      const outcomes = Uint8Array.from(values, (_, row) => row % 2);
      const own = groundOf(numericColumn('n', values), outcomes, []);
      return own.kind === 'numeric' ? cutGrid(own, [], 10).map(({ value }) => value) : [];
    };
    expect(gridOf([1, 2, 3])).toEqual([2, 3]);
    expect(gridOf([0.1234, 0.9876, 31.2, 1234.5, 98765])).toEqual([0.9, 30, 1000, 90_000]);
    expect(gridOf([-250, -3.2, -0.07, 0, 1e-9])).toEqual([-100, -1, 0, 1e-9]);
  });
});

describe('a card with coefficients held', () => {
  it('ranks as the sum of coefficient times weight of evidence over all rows, counted pair by pair', () => {
    const ground = numbersOf('amount');
    const others = numbersOf('duration');
    const grid = cutGrid(ground, cutsOf(ground), 120);
    fc.assert(
      fc.property(fc.constantFrom(...grid), fc.constantFrom(...cutsOf(others)), (place, merged) => {
        fc.pre(!cutsOf(ground).includes(place.value));
        const { binning } = change(ground, [{ kind: 'split', at: place.value }]);
        const duration = change(others, [{ kind: 'merge', at: merged }]).binning;
        const changed = new Map([['duration', duration]]);
        const fast = areaWith(card, restOf(card, changed, 'amount'), binning);
        const predictor = Array.from(target, (_, row) =>
          card.terms.reduce((sum, { column, coefficient, binning: own }) => {
            const bins = column.name === 'amount' ? binning : column.name === 'duration' ? duration : own;
            const cell = cellAt(column, row);
            const bin = bins.bins.find((candidate) => {
              if (candidate.kind === 'missing') return cell === null;
              if (candidate.kind === 'levels') return candidate.levels.includes(String(cell));
              const isInside =
                typeof cell === 'number' && cell >= (candidate.kind === 'interval' ? (candidate.lower ?? -Infinity) : Infinity);
              return isInside && candidate.kind === 'interval' && cell < (candidate.upper ?? Infinity);
            });
            const other = bins.bins.find(({ kind }) => kind === 'other');
            return sum + coefficient * (bin ?? other ?? { woe: 0 }).woe;
          }, 0),
        );
        expect(fast).toBeCloseTo(areaByPairs(predictor), 12);
      }),
      { numRuns: 5 },
    );
  });

  it('is the fitted model while nothing changes, and is not moved by what is outside of it', () => {
    const names = new Set(card.terms.map(({ column }) => column.name));
    expect(names).toEqual(new Set(model.characteristics.flatMap(({ binning, term }) => (term === null ? [] : [binning.name]))));
    const whole = restOf(card, new Map(), null);
    const [first] = card.terms;
    if (first === undefined) throw new Error('The card is empty.');
    const again = restOf(card, new Map(), first.column.name);
    expect(areaWith(card, again, first.binning)).toBeCloseTo(areaWith(card, whole, { ...first.binning, name: 'nobody' }), 12);
  });
});

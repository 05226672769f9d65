import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { vector, wad } from '../../../../test/vectors/abs-amounts.ts';
import { WAD } from '../integer-division.ts';
import { estimateRolls, type RollObservation, rollShares } from './roll-matrix.ts';

const INVALID = expect.objectContaining({ code: 'roll_matrix_invalid' });

describe('rollShares', () => {
  test('takes the steps of the vector', () => {
    const { inputs, expected } = vector('ABS-P15');
    const matrix = inputs.roll.matrix.map((row: string[]) => row.map(wad));
    let shares: bigint[] = inputs.roll.start.map(wad);
    for (const step of expected.roll.steps) {
      shares = rollShares(shares, matrix);
      expect(shares).toEqual(step.map(wad));
    }
    const exact = expected.roll.finalExact.map((text: string) => {
      const [num = '0', den = '1'] = text.split('/');
      return (BigInt(num) * WAD) / BigInt(den);
    });
    expect(shares).toEqual(exact);
  });

  test('refuses a matrix that loses or makes money', () => {
    const matrix = [
      [WAD / 2n, WAD / 2n],
      [0n, WAD],
    ];
    expect(rollShares([WAD, 0n], matrix)).toEqual([WAD / 2n, WAD / 2n]);
    expect(() =>
      rollShares(
        [WAD, 0n],
        [
          [WAD, 1n],
          [0n, WAD],
        ],
      ),
    ).toThrow(INVALID);
    expect(() =>
      rollShares(
        [WAD, 0n],
        [
          [WAD + 1n, -1n],
          [0n, WAD],
        ],
      ),
    ).toThrow(INVALID);
    expect(() =>
      rollShares(
        [WAD, 0n],
        [
          [WAD, 0n],
          [WAD, 0n],
        ],
      ),
    ).toThrow(INVALID);
    expect(() => rollShares([WAD, 0n, 0n], matrix)).toThrow(INVALID);
    expect(() => rollShares([WAD], [[WAD]])).toThrow(INVALID);
  });
});

describe('estimateRolls', () => {
  test('counts loans and weighs balances apart, and keeps what left out of both', () => {
    const observations: RollObservation[] = [
      { from: 0, to: 0, balance: 300n },
      { from: 0, to: 0, balance: 300n },
      { from: 0, to: 1, balance: 600n },
      { from: 0, to: undefined, balance: 999n },
      { from: 1, to: 2, balance: 50n },
    ];
    const { byCount, byBalance, seen, left } = estimateRolls(observations, 3);
    const third = WAD / 3n;
    expect(byCount[0]).toEqual([WAD - third, third, 0n]);
    expect(byBalance[0]).toEqual([WAD / 2n, WAD / 2n, 0n]);
    expect(byCount.slice(1)).toEqual([
      [0n, 0n, WAD],
      [0n, 0n, WAD],
    ]);
    expect([seen, left]).toEqual([
      [3, 1, 0],
      [1, 0, 0],
    ]);
  });

  test('finds the matrix again that made the tapes', () => {
    const rows = fc.array(fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 4, maxLength: 4 }), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(rows, (counts) => {
        const observations = counts.flatMap((row, from) =>
          row.flatMap((count, to) => Array.from({ length: count }, (): RollObservation => ({ from, to, balance: 7n }))),
        );
        const { byCount, byBalance } = estimateRolls(observations, 4);
        expect(byBalance).toEqual(byCount);
        counts.forEach((row, from) => {
          const all = row.reduce((sum, count) => sum + count, 0);
          expect(byCount[from]?.reduce((sum, rate) => sum + rate, 0n)).toBe(WAD);
          row.forEach((count, to) => {
            const share = all === 0 ? Number(from === to) : count / all;
            expect(Number(byCount[from]?.[to]) / 1e18).toBeCloseTo(share, 12);
          });
        });
      }),
    );
  });

  test('refuses a state that does not exist and a negative balance', () => {
    for (const bad of [
      { from: 3, to: 0, balance: 1n },
      { from: 0, to: 3, balance: 1n },
      { from: 0, to: 0, balance: -1n },
    ]) {
      expect(() => estimateRolls([bad], 3)).toThrow(INVALID);
    }
  });
});

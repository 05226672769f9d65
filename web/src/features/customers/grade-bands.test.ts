import { describe, expect, it } from 'vitest';
import { gradeBands } from './grade-bands.ts';

const distribution = [
  { lower: 440, upper: 460, goods: 1, bads: 3 },
  { lower: 640, upper: 660, goods: 9, bads: 0 },
];
const grade = (name: string, minScore: number) => ({ grade: name, minScore, count: 1, badRate: 0 });

describe('gradeBands', () => {
  it('orders grades upward and closes the open ends with the scores seen', () => {
    expect(gradeBands({ distribution, grades: [grade('A', 600), grade('B', 520), grade('C', 0)] })).toEqual([
      { grade: 'C', from: 440, to: 520 },
      { grade: 'B', from: 520, to: 600 },
      { grade: 'A', from: 600, to: 660 },
    ]);
  });

  it('leaves out a grade above every score', () => {
    const bands = gradeBands({ distribution, grades: [grade('A', 900), grade('B', 0)] });
    expect(bands.map((band) => band.grade)).toEqual(['B']);
  });

  it('has no band without a distribution', () => {
    expect(gradeBands({ distribution: [], grades: [grade('A', 0)] })).toEqual([]);
  });
});

import { describe, expect, test } from 'vitest';
import { WAD } from '../integer-division.ts';
import { bucketOf, categoryOf } from './delinquency.ts';

describe('bucketOf', () => {
  test('changes on the first day of each band', () => {
    const thirty = [0, 1, 29, 30, 59, 60, 89, 90, 119, 120, 149, 150, 179, 180, 1000].map((days) => bucketOf(days, 'thirty'));
    expect(thirty).toEqual(['M0', 'M1', 'M1', 'M2', 'M2', 'M3', 'M3', 'M4', 'M4', 'M5', 'M5', 'M6', 'M6', 'default', 'default']);
    const month = [-3, 1, 30, 31, 60, 61, 90, 91, 150, 151, 180, 181].map((days) => bucketOf(days, 'month'));
    expect(month).toEqual(['M0', 'M1', 'M1', 'M2', 'M2', 'M3', 'M3', 'M4', 'M5', 'M6', 'M6', 'default']);
  });
});

describe('categoryOf', () => {
  const facts = { daysLate: 0, isImpaired: false, expectedLoss: 0n };

  test('goes by days alone while the loan is not impaired', () => {
    const days = [0, 1, 90, 91, 270, 271, 360, 361];
    expect(days.map((daysLate) => categoryOf({ ...facts, daysLate, expectedLoss: WAD }))).toEqual([
      'normal',
      'special-mention',
      'special-mention',
      'substandard',
      'substandard',
      'doubtful',
      'doubtful',
      'loss',
    ]);
  });

  test('is the worse of days and expected loss once it is impaired', () => {
    const at = (daysLate: number, percent: bigint) => categoryOf({ daysLate, isImpaired: true, expectedLoss: (percent * WAD) / 100n });
    expect([at(0, 0n), at(0, 49n), at(0, 50n), at(0, 89n), at(0, 90n), at(300, 0n), at(400, 10n)]).toEqual([
      'substandard',
      'substandard',
      'doubtful',
      'doubtful',
      'loss',
      'doubtful',
      'loss',
    ]);
  });
});

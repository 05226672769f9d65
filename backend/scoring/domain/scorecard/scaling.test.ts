import { describe, expect, it } from 'vitest';
import { DEFAULT_SCALING, gradeAt, gradeScale, lowestScoreAt, probabilityAt, probabilityWad, scaleBy } from './scaling.ts';

const scaling = scaleBy(DEFAULT_SCALING);

describe('scaleBy', () => {
  it('puts the base odds at the base score and doubles them every pdo points', () => {
    const oddsAt = (score: number) => (1 - probabilityAt(scaling, score)) / probabilityAt(scaling, score);
    expect(oddsAt(600)).toBeCloseTo(50, 9);
    expect(oddsAt(620)).toBeCloseTo(100, 9);
    expect(oddsAt(580)).toBeCloseTo(25, 9);
  });

  it.each([
    { pdo: 0, baseScore: 600, baseOdds: 50 },
    { pdo: 20, baseScore: 600, baseOdds: -1 },
    { pdo: 20, baseScore: Number.NaN, baseOdds: 50 },
  ])('refuses $pdo, $baseScore, $baseOdds', (options) => {
    expect(() => scaleBy(options)).toThrow(expect.objectContaining({ code: 'scaling_invalid' }));
  });
});

describe('probabilityWad', () => {
  it('is a whole number of millionths, as a wad', () => {
    expect(probabilityWad(scaling, 600)).toBe(19_608n * 10n ** 12n);
    expect(probabilityWad(scaling, 100_000)).toBe(0n);
    expect(probabilityWad(scaling, -100_000)).toBe(10n ** 18n);
  });
});

describe('grades', () => {
  const grades = gradeScale(scaling, 300);

  it('begin at the lowest score that meets their ceiling', () => {
    for (const ceiling of [0.03, 0.15, 0.6]) {
      const score = lowestScoreAt(scaling, ceiling);
      expect(probabilityAt(scaling, score)).toBeLessThanOrEqual(ceiling);
      expect(probabilityAt(scaling, score - 1)).toBeGreaterThan(ceiling);
    }
  });

  it('fall with the score and cover every score', () => {
    const found = Array.from({ length: 500 }, (_, place) => gradeAt(grades, 700 - place));
    expect([...new Set(found)]).toEqual(['A', 'B', 'C', 'D', 'E', 'F', 'G']);
    expect(found).toEqual([...found].sort());
    expect(gradeAt(grades, -10_000)).toBe('G');
    expect(gradeAt([], 500)).toBe('G');
  });
});

import type { ValidationView } from '../../../../backend/scoring/schemas.ts';

export interface GradeBand {
  grade: string;
  from: number;
  to: number;
}

/** The score range of each grade, lowest first; the ends are those of the scores seen in validation. */
export function gradeBands(validation: Pick<ValidationView, 'grades' | 'distribution'>): GradeBand[] {
  const grades = validation.grades.toSorted((a, b) => a.minScore - b.minScore);
  const low = Math.min(...validation.distribution.map((bin) => bin.lower));
  const high = Math.max(...validation.distribution.map((bin) => bin.upper));
  if (grades.length === 0 || !Number.isFinite(low) || !Number.isFinite(high)) return [];
  return grades
    .map((row, place) => {
      const next = grades[place + 1]?.minScore ?? high;
      // The lowest grade is open below, so its stated minimum may lie far under every score.
      const from = place === 0 ? Math.min(low, next) : Math.max(row.minScore, low);
      return { grade: row.grade, from, to: Math.max(Math.min(next, high), from) };
    })
    .filter((band) => band.to > band.from);
}

import type { RatingActionName } from './vocabulary.ts';

/** One publication about a subject, as far as its grade goes. */
export interface GradeStep {
  readonly agencyId: number;
  readonly subject: string;
  readonly sequence: bigint;
  readonly scaleId: number;
  readonly grade: number;
  readonly action: RatingActionName;
  /** Seconds. */
  readonly time: bigint;
  /** Seconds; 0 for a withdrawal. */
  readonly validUntil: bigint;
}

export interface Migration {
  /** Row: grade on the first day. Column: grade on the last day, the last column for those without a rating then. */
  readonly counts: readonly (readonly number[])[];
  readonly newlyRated: number;
  readonly upgrades: number;
  readonly downgrades: number;
}

/** The grade in force at `time` on the scale; null when there is none. Steps are in their order. */
export function gradeAt(steps: readonly GradeStep[], scaleId: number, time: bigint): number | null {
  const last = steps.findLast((step) => step.time <= time);
  if (last === undefined || last.scaleId !== scaleId || last.action === 'withdrawn' || last.validUntil <= time) return null;
  return last.grade;
}

/** Steps of each agency about each subject, in their order. */
export function byRating(steps: readonly GradeStep[]): GradeStep[][] {
  const groups = new Map<string, GradeStep[]>();
  for (const step of steps) {
    const key = `${step.agencyId}:${step.subject}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [step]);
    else group.push(step);
  }
  return [...groups.values()].map((group) => group.sort((a, b) => (a.sequence < b.sequence ? -1 : 1)));
}

/** Who moved where on a scale of `grades` grades between two moments, both in seconds. */
export function migrationBetween(
  steps: readonly GradeStep[],
  scale: { readonly id: number; readonly grades: number },
  period: { readonly from: bigint; readonly to: bigint },
): Migration {
  const counts = Array.from({ length: scale.grades }, () => new Array<number>(scale.grades + 1).fill(0));
  let [newlyRated, upgrades, downgrades] = [0, 0, 0];
  for (const rating of byRating(steps)) {
    const before = gradeAt(rating, scale.id, period.from);
    const after = gradeAt(rating, scale.id, period.to);
    if (before === null) {
      if (after !== null) newlyRated++;
      continue;
    }
    const row = counts[before];
    const column = after ?? scale.grades;
    if (row !== undefined) row[column] = (row[column] ?? 0) + 1;
    if (after !== null && after < before) upgrades++;
    if (after !== null && after > before) downgrades++;
  }
  return { counts, newlyRated, upgrades, downgrades };
}

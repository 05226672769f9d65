import { DomainError } from '../../../kernel/errors.ts';

export interface ScalingOptions {
  /** Points that double the odds. */
  readonly pdo: number;
  /** Score at which there are `baseOdds` goods for one bad. */
  readonly baseScore: number;
  readonly baseOdds: number;
}

export const DEFAULT_SCALING: ScalingOptions = { pdo: 20, baseScore: 600, baseOdds: 50 };

/** score = offset + factor * ln(goods : bads). */
export interface Scaling extends ScalingOptions {
  readonly factor: number;
  readonly offset: number;
}

/** @throws {@link DomainError} `scaling_invalid` */
export function scaleBy({ pdo, baseScore, baseOdds }: ScalingOptions): Scaling {
  if (!(pdo > 0 && baseOdds > 0 && [pdo, baseScore, baseOdds].every(Number.isFinite))) {
    throw new DomainError('scaling_invalid', 'invalid', 'Points to double the odds and base odds must be above zero.');
  }
  const factor = pdo / Math.LN2;
  return { pdo, baseScore, baseOdds, factor, offset: baseScore - factor * Math.log(baseOdds) };
}

/** Probability of a bad outcome at `score`. */
export function probabilityAt(scaling: Pick<Scaling, 'factor' | 'offset'>, score: number): number {
  return 1 / (1 + Math.exp((score - scaling.offset) / scaling.factor));
}

/** Whole score nearest to `probability`. */
export function scoreAt(scaling: Pick<Scaling, 'factor' | 'offset'>, probability: number): number {
  return Math.round(scaling.offset + scaling.factor * Math.log((1 - probability) / probability));
}

/** Probability at `score` as a wad, rounded to parts per million: the last digits of an exponential are not the same on every machine. */
export function probabilityWad(scaling: Pick<Scaling, 'factor' | 'offset'>, score: number): bigint {
  return BigInt(Math.round(probabilityAt(scaling, score) * 1e6)) * 10n ** 12n;
}

/** Lowest whole score whose probability is not above `probability`. */
export function lowestScoreAt(scaling: Pick<Scaling, 'factor' | 'offset'>, probability: number): number {
  return Math.ceil(scaling.offset + scaling.factor * Math.log((1 - probability) / probability) - 1e-9);
}

export interface Grade {
  readonly grade: string;
  /** Lowest score of the grade. */
  readonly minScore: number;
}

/** Highest probability of a bad outcome in each grade; the last grade takes the rest. */
export const GRADE_CEILINGS: readonly (readonly [string, number])[] = [
  ['A', 0.03],
  ['B', 0.07],
  ['C', 0.15],
  ['D', 0.25],
  ['E', 0.4],
  ['F', 0.6],
];
export const LAST_GRADE = 'G';

/** Grades by probability ceiling, as whole score cuts in descending order; the last begins at `lowest`. */
export function gradeScale(scaling: Pick<Scaling, 'factor' | 'offset'>, lowest: number): Grade[] {
  const cuts = GRADE_CEILINGS.map(([grade, ceiling]) => ({ grade, minScore: lowestScoreAt(scaling, ceiling) }));
  const floor = Math.min(lowest, ...cuts.map((cut) => cut.minScore));
  return [...cuts, { grade: LAST_GRADE, minScore: floor }];
}

/** The grade of `score`. */
export function gradeAt(grades: readonly Grade[], score: number): string {
  return (grades.find((grade) => score >= grade.minScore) ?? grades[grades.length - 1])?.grade ?? LAST_GRADE;
}

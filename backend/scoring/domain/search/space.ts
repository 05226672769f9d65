import { DomainError } from '../../../kernel/errors.ts';
import { seededRandom } from '../seeded-random.ts';
import { requireCount } from '../validation/scored-rows.ts';

/** Values one hyper-parameter may take. */
export type Dimension =
  | { readonly kind: 'choice'; readonly values: readonly (number | string)[] }
  | { readonly kind: 'range'; readonly low: number; readonly high: number; readonly scale: 'linear' | 'log'; readonly isWhole: boolean };

export type SearchSpace = Readonly<Record<string, Dimension>>;

/** One value for each hyper-parameter of a space. */
export type Candidate = Readonly<Record<string, number | string>>;

const MOST_CANDIDATES = 10_000;

function requireSpace(space: SearchSpace): void {
  for (const [name, dimension] of Object.entries(space)) {
    const isUsable =
      dimension.kind === 'choice'
        ? dimension.values.length > 0 && dimension.values.every((value) => typeof value === 'string' || Number.isFinite(value))
        : Number.isFinite(dimension.low) &&
          Number.isFinite(dimension.high) &&
          dimension.low <= dimension.high &&
          (dimension.scale === 'linear' || dimension.low > 0);
    if (isUsable) continue;
    throw new DomainError('search_space_invalid', 'invalid', `Hyper-parameter ${name} has no usable values.`, {
      params: { setting: name },
    });
  }
}

/** The value at `share` of the way, from 0 to 1. */
function valueAt(dimension: Dimension, share: number): number | string {
  if (dimension.kind === 'choice')
    return dimension.values[Math.min(dimension.values.length - 1, Math.floor(share * dimension.values.length))] as number | string;
  const { low, high, scale, isWhole } = dimension;
  const value = scale === 'log' ? low * (high / low) ** share : low + share * (high - low);
  return isWhole ? Math.round(value) : value;
}

/**
 * Every combination; a range is cut to `points` evenly spaced values, equal ones taken once. The last name changes fastest.
 * @throws {@link DomainError} `search_space_invalid`, `setting_invalid` for more than 10,000 combinations
 */
export function gridCandidates(space: SearchSpace, points = 3): Candidate[] {
  requireSpace(space);
  requireCount('points', points, 1, 1000);
  const choices = Object.entries(space).map(([name, dimension]) => {
    const values =
      dimension.kind === 'choice'
        ? dimension.values
        : Array.from({ length: points }, (_, place) => valueAt(dimension, points === 1 ? 0.5 : place / (points - 1)));
    return [name, [...new Set(values)]] as const;
  });
  const size = choices.reduce((total, [, values]) => total * values.length, 1);
  requireCount('candidates', size, 1, MOST_CANDIDATES);
  return choices.reduce<Candidate[]>(
    (candidates, [name, values]) => candidates.flatMap((candidate) => values.map((value) => ({ ...candidate, [name]: value }))),
    [{}],
  );
}

/**
 * `count` candidates drawn by `seed`, each hyper-parameter alone: even over choices, over a range, or over its logarithm.
 * @throws {@link DomainError} `search_space_invalid`, `setting_invalid`
 */
export function randomCandidates(space: SearchSpace, count: number, seed: number): Candidate[] {
  requireSpace(space);
  requireCount('candidates', count, 1, MOST_CANDIDATES);
  const random = seededRandom(seed);
  return Array.from({ length: count }, () =>
    Object.fromEntries(Object.entries(space).map(([name, dimension]) => [name, valueAt(dimension, random())])),
  );
}

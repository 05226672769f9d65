import type { Learner, TrainingRows } from '../classifier.ts';
import { scoreGroups } from '../score-groups.ts';
import { seededRandom, shuffle } from '../seeded-random.ts';
import { requireCount, requireSetting } from '../validation/scored-rows.ts';
import { acceptedWeights, type Applications, rejectedRows, requireApplications, stackRows } from './applications.ts';

export interface ParcellingOptions {
  /** Bands of like size by the risk of the accepted. */
  readonly bands: number;
  /** Bad rate of the rejected over that of the accepted of the same band. */
  readonly badRateFactor: number;
  readonly seed: number;
}

export const DEFAULT_PARCELLING: ParcellingOptions = { bands: 10, badRateFactor: 1, seed: 1 };

/** Band of each rejected risk: the first whose accepted risks reach as high, the last above them all. */
function bandsOf(risks: Float64Array, tops: readonly number[]): number[][] {
  const members = tops.map((): number[] => []);
  risks.forEach((risk, row) => {
    const band = tops.findIndex((top) => risk <= top);
    members[band < 0 ? tops.length - 1 : band]?.push(row);
  });
  return members;
}

/**
 * Parcelling: the rejected of each risk band are parted by lot into bads and goods, in the proportion of the accepted
 * of the band times a factor, rounded to whole applications.
 * @throws {@link DomainError} of `requireApplications`, of the learner, `setting_invalid`
 */
export function parcel(applications: Applications, learner: Learner, options: ParcellingOptions = DEFAULT_PARCELLING): TrainingRows {
  requireApplications(applications);
  requireCount('bands', options.bands, 1, 1000);
  requireSetting('badRateFactor', options.badRateFactor, 0.01, 100);
  const { accepted, rejected } = applications;
  const count = rejectedRows(applications);
  const model = learner(accepted);
  const known = model.predict(accepted.columns, accepted.target.length);
  const groups = scoreGroups(known, options.bands);
  const tops = groups.map((rows) => known[rows[rows.length - 1] as number] as number);
  const random = seededRandom(options.seed);
  const inferred = new Uint8Array(count);
  const ownWeights = acceptedWeights(applications);
  bandsOf(model.predict(rejected, count), tops).forEach((members, band) => {
    const own = groups[band] ?? [];
    const weight = own.reduce((total, row) => total + (ownWeights[row] as number), 0);
    const bads = own.reduce((total, row) => total + (ownWeights[row] as number) * (accepted.target[row] as number), 0);
    const rate = weight === 0 ? 0 : Math.min(1, (options.badRateFactor * bads) / weight);
    for (const row of shuffle(members, random).slice(0, Math.round(rate * members.length))) inferred[row] = 1;
  });
  return {
    columns: stackRows(accepted.columns, rejected),
    target: Uint8Array.from([...accepted.target, ...inferred]),
    weights: Float64Array.from([...ownWeights, ...new Float64Array(count).fill(1)]),
  };
}

import { takeRows } from '../../../intake/domain/columns.ts';
import type { Learner, TrainingRows } from '../classifier.ts';
import { requireSetting } from '../validation/scored-rows.ts';
import { acceptedWeights, type Applications, rejectedRows, requireApplications, stackRows } from './applications.ts';

/**
 * Fuzzy augmentation: every rejected application enters twice, as a bad with the weight of its probability under a
 * model of the accepted and as a good with the rest.
 * @param oddsFactor - multiplies the odds of a bad outcome of the rejected: above 1 when the lender knew more than the columns say
 * @throws {@link DomainError} of `requireApplications`, of the learner, `setting_invalid`
 */
export function inferFuzzily(applications: Applications, learner: Learner, oddsFactor = 1): TrainingRows {
  requireApplications(applications);
  requireSetting('oddsFactor', oddsFactor, 0.01, 100);
  const { accepted, rejected } = applications;
  const count = rejectedRows(applications);
  const probabilities = learner(accepted)
    .predict(rejected, count)
    .map((probability) => (oddsFactor * probability) / (oddsFactor * probability + 1 - probability));
  const twice = Int32Array.from({ length: 2 * count }, (_, row) => row % count);
  const doubled = rejected.map((column) => takeRows(column, twice));
  return {
    columns: stackRows(accepted.columns, doubled),
    target: joinTargets(accepted.target, count),
    weights: Float64Array.from([...acceptedWeights(applications), ...probabilities, ...probabilities.map((value) => 1 - value)]),
  };
}

function joinTargets(accepted: Uint8Array, count: number): Uint8Array {
  const target = new Uint8Array(accepted.length + 2 * count);
  target.set(accepted);
  return target.fill(1, accepted.length, accepted.length + count);
}

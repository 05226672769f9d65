import { rowCount, type Column } from '../../../intake/domain/columns.ts';
import type { Learner, TrainingRows } from '../classifier.ts';
import { scoreGroups } from '../score-groups.ts';
import { requireCount } from '../validation/scored-rows.ts';
import { acceptedWeights, type Applications, requireApplications, stackRows } from './applications.ts';

export interface Augmented {
  readonly rows: TrainingRows;
  /** Rejected applications in bands where nobody was accepted: no accepted row can stand for them. */
  readonly unrepresented: number;
}

/**
 * Augmentation: accepted applications also stand for the rejected ones that were as likely to be accepted. A model of
 * acceptance, learnt from all applications, cuts them into bands; the accepted of a band weigh as much as all of it.
 * Takes out the bias of selection on attributes that the data has, not of what the lender knew beside them.
 * @throws {@link DomainError} of `requireApplications`, of the learner, `setting_invalid`
 */
export function augment(applications: Applications, learner: Learner, bands = 20): Augmented {
  requireApplications(applications);
  requireCount('bands', bands, 1, 1000);
  const { accepted } = applications;
  const columns = stackRows(accepted.columns, applications.rejected);
  const all = rowCount(columns[0] as Column);
  const isRejected = Uint8Array.from({ length: all }, (_, row) => (row < accepted.target.length ? 0 : 1));
  const likelihood = learner({ columns, target: isRejected }).predict(columns, all);
  const weights = Float64Array.from(acceptedWeights(applications));
  let unrepresented = 0;
  for (const band of scoreGroups(likelihood, bands)) {
    const own = band.filter((row) => isRejected[row] === 0);
    if (own.length === 0) unrepresented += band.length;
    for (const row of own) weights[row] = ((weights[row] as number) * band.length) / own.length;
  }
  return { rows: { ...accepted, weights }, unrepresented };
}

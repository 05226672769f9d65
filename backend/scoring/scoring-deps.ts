import type { KeyWrap } from '../intake/customer-keys.ts';
import { datasetLoader } from '../intake/load-dataset.ts';
import { loadOutcomes } from '../intake/load-outcomes.ts';
import type { Database } from '../platform/database/database.ts';
import type { LoadOutcomes } from './monitoring/model-days.ts';
import type { ScoringDeps } from './train-scorecard.ts';

export interface OutcomeDeps extends ScoringDeps {
  readonly loadOutcomes: LoadOutcomes;
}

/** What the jobs of this room work with, out of the customers of a database. */
export function scoringDeps(database: Database, wrap: KeyWrap): OutcomeDeps {
  return { database, wrap, loadDataset: datasetLoader(database, wrap), loadOutcomes: (ids) => loadOutcomes(database, wrap, ids) };
}

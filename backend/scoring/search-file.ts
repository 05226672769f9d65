import type { Finding } from '../intake/domain/data-profile.ts';
import type { Warehouse } from '../platform/warehouse/warehouse.ts';
import type { ClassifierKind } from './domain/classifier.ts';
import { stratifiedFolds } from './domain/cross-validation.ts';
import { formedLearner, USUAL_SETTINGS } from './domain/model-file/formed-learners.ts';
import {
  evaluateNested,
  type NestedEvaluation,
  type Objective,
  type SearchQuestion,
  type SearchRow,
  searchHyperparameters,
} from './domain/search/search-hyperparameters.ts';
import { type Candidate, gridCandidates, randomCandidates, type SearchSpace } from './domain/search/space.ts';
import { splitByFolds } from './domain/validation/splits.ts';
import { type DataOrder, prepareData } from './prepare-data.ts';

export interface SearchFileOrder extends DataOrder {
  readonly kind: ClassifierKind;
  readonly space: SearchSpace;
  /** All combinations, a range cut to `points` values; or `candidates` of them, drawn. */
  readonly method: 'grid' | 'random';
  readonly points: number;
  readonly candidates: number;
  readonly objective: Objective;
  readonly folds: number;
  /** Outer folds of the honest estimate; 0 leaves it out. */
  readonly nested: number;
  readonly seed: number;
}

export interface SearchedFile {
  readonly datasetHash: string;
  readonly rows: number;
  readonly bads: number;
  readonly leftOut: readonly Finding[];
  readonly warnings: readonly Finding[];
  /** The best first; the usual settings are among them. */
  readonly table: readonly SearchRow[];
  readonly best: Candidate;
  readonly nested: NestedEvaluation | null;
}

/** The usual values of what is searched over: they take part, so that a search never ends below them on the same folds. */
function usualCandidate(kind: ClassifierKind, space: SearchSpace): Candidate {
  const usual = USUAL_SETTINGS[kind];
  return Object.fromEntries(Object.keys(space).map((name) => [name, usual[name] ?? 0]));
}

function candidatesOf({ kind, space, method, points, candidates, seed }: SearchFileOrder): Candidate[] {
  const drawn = method === 'grid' ? gridCandidates(space, points) : randomCandidates(space, candidates, seed);
  const all = [usualCandidate(kind, space), ...drawn];
  const texts = all.map((candidate) => JSON.stringify(candidate));
  return all.filter((_, place) => texts.indexOf(texts[place] ?? '') === place);
}

/**
 * Searches the hyper-parameters of one kind of model on the rows of a file, over folds that the seed makes.
 * @param tell - called before each model is learnt, with how many came before it
 * @throws {@link DomainError} what {@link prepareData} throws, `model_setting_unknown`, `search_space_invalid`, `setting_invalid`, `folds_unusable`
 */
export async function searchFile(warehouse: Warehouse, order: SearchFileOrder, tell: (learnt: number) => void): Promise<SearchedFile> {
  const { kind, objective, seed, folds, nested } = order;
  const data = await prepareData(warehouse, order, []);
  const { columns, target, datasetHash, leftOut, warnings } = data;
  const origin = { name: kind, datasetHash };
  let learnt = 0;
  const question: SearchQuestion = {
    objective,
    candidates: candidatesOf(order),
    learnerOf: (settings) => {
      const learn = formedLearner({ kind, origin, seed, settings, monotone: {} });
      return (rows) => {
        tell(learnt++);
        return learn(rows);
      };
    },
  };
  const rows = { columns, target };
  const splits = splitByFolds(target, stratifiedFolds(target, folds, seed));
  const table = searchHyperparameters(question, rows, splits);
  const outer = nested === 0 ? null : splitByFolds(target, stratifiedFolds(target, nested, seed));
  return {
    datasetHash,
    rows: target.length,
    bads: target.reduce((sum, outcome) => sum + outcome, 0),
    leftOut,
    warnings,
    table,
    best: table[0]?.candidate ?? {},
    nested: outer === null ? null : evaluateNested(question, rows, outer, { folds, seed }),
  };
}

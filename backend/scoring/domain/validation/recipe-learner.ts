import type { Column } from '../../../intake/domain/columns.ts';
import { sigmoid } from '../calibration/calibrator.ts';
import type { Classifier, Learner } from '../classifier.ts';
import { type LogOddsLearner, modelLearner } from '../cross-validation.ts';
import type { ScorecardDocument, ScoringDocument } from '../scorecard/scorecard-document.ts';
import { columnIn } from '../segments/build-segmented.ts';
import { inputsOf, segmentList, segmentsOf } from '../segments/scoring-document.ts';
import { mapLeaves } from '../segments/segment-tree.ts';
import { segmentedLearner } from '../segments/segmented-learner.ts';
import { recipeOf } from './card-recipe.ts';

/** The columns of a card's characteristics, in the order of the card. @throws {@link DomainError} `scorecard_column_missing` */
export function columnsOf({ characteristics }: ScorecardDocument, columns: readonly Column[]): Column[] {
  const columnOf = columnIn(columns);
  return characteristics.map(({ name }) => columnOf(name));
}

function cardLearner(card: ScorecardDocument): LogOddsLearner {
  const learn = modelLearner(recipeOf(card));
  return (train) => {
    const model = learn({ ...train, columns: columnsOf(card, train.columns) });
    return (test) => model({ ...test, columns: columnsOf(card, test.columns) });
  };
}

/**
 * Learns a document anew on other rows: each card by its own recipe, on the rows of its segment. Where these tell nothing, the card of the
 * segment that training had most rows of is learnt on all rows and stands in.
 * @param onStandIn - told the place of each segment that it does for, once for each learning
 * @throws {@link DomainError} `scorecard_column_missing` while learning
 */
export function recipeLearner(document: ScoringDocument, onStandIn?: (segment: number) => void): LogOddsLearner {
  const segments = segmentList(document);
  const largest = segments.reduce((most, own) => (own.card.training.rows > most.card.training.rows ? own : most));
  const learners = mapLeaves(segmentsOf(document), ({ card }) => cardLearner(card));
  return 'leaf' in learners ? learners.leaf : segmentedLearner(learners, cardLearner(largest.card), onStandIn);
}

/** {@link recipeLearner} as a model of any kind is learnt; its probabilities are those before points are rounded. */
export function recipeClassifier(document: ScoringDocument, onStandIn?: (segment: number) => void): Learner {
  const learn = recipeLearner(document, onStandIn);
  const places = (rows: number) => Int32Array.from({ length: rows }, (_, row) => row);
  return ({ columns, target }): Classifier => {
    const model = learn({ columns, target, rows: places(target.length) });
    return {
      kind: 'scorecard',
      inputs: inputsOf(document).map(({ name }) => name),
      predict: (given, rows) => model({ columns: given, target: new Uint8Array(rows), rows: places(rows) }).map(sigmoid),
    };
  };
}

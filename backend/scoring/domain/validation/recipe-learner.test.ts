import { describe, expect, it } from 'vitest';
import { GERMAN_PROTECTED, readGermanCredit } from '../../../../test/system/support/reference-data.ts';
import { sigmoid } from '../calibration/calibrator.ts';
import { foldsOf, predictUnseen } from '../cross-validation.ts';
import { buildScorecard, DEFAULT_MODEL, DEFAULT_TRAINING } from '../scorecard/build-scorecard.ts';
import { scoreAt } from '../scorecard/scaling.ts';
import type { ScoringDocument } from '../scorecard/scorecard-document.ts';
import { compileDocument, placesOf } from '../segments/compile-document.ts';
import { segmentList } from '../segments/scoring-document.ts';
import { rowsByLeaf } from '../segments/segment-tree.ts';
import { trainDocument } from '../segments/train-document.ts';
import { recipeLearner } from './recipe-learner.ts';

const german = readGermanCredit();
const model = { ...DEFAULT_MODEL, exclude: GERMAN_PROTECTED.filter((name) => name !== 'age') };
const options = { ...DEFAULT_TRAINING, name: 'card', model };
const splits = [
  { attribute: 'age', cut: 33, missing: 'right' },
  { attribute: 'housing', levels: ['A152'], missing: 'left' },
] as const;
const plain = buildScorecard(german, options).document;
const segmented = trainDocument(german, options, { splits, minRows: 80, minBads: 25 }).document;
const part = { columns: german.columns, target: german.target, rows: Int32Array.from(german.target.keys()) };
const folds = foldsOf(german);

/** Scores of a document learnt anew on the rows that made it, before points are rounded. */
const relearnt = (document: ScoringDocument) =>
  Array.from(recipeLearner(document)(part)(part), (logOdds) => scoreAt(document.scaling, sigmoid(logOdds)));

describe('a document learnt anew by its recipe', () => {
  it('scores the rows that made it as it does, but for the rounding of its points', () => {
    for (const document of [plain, segmented]) {
      const scores = compileDocument(document).scoreColumns(german.columns);
      const most = Math.max(...segmentList(document).map(({ card }) => card.characteristics.length));
      const gaps = relearnt(document).map((score, row) => Math.abs(score - (scores[row] ?? 0)));
      expect(Math.max(...gaps)).toBeLessThanOrEqual(Math.ceil((most + 2) / 2));
    }
  });

  it('reads the columns of its characteristics and tests, and no other', () => {
    const names = new Set(plain.characteristics.map(({ name }) => name));
    const few = { ...german, columns: german.columns.filter(({ name }) => names.has(name)) };
    expect(few.columns.length).toBeLessThan(german.columns.length);
    expect(predictUnseen(few, folds, recipeLearner(plain))).toEqual(predictUnseen(german, folds, recipeLearner(plain)));
    expect(() =>
      predictUnseen({ ...german, columns: german.columns.filter(({ name }) => name !== 'age') }, folds, recipeLearner(segmented)),
    ).toThrow('age');
  });

  it('learns each segment from its own rows: whoever is in another changes nothing', () => {
    const unseen = predictUnseen(german, folds, recipeLearner(segmented));
    const [first = new Int32Array()] = rowsByLeaf(placesOf(segmented, german.columns), 3);
    const others = new Set(first);
    const turned = german.target.map((outcome, row) => (others.has(row) ? outcome : 1 - outcome));
    const again = predictUnseen({ ...german, target: turned }, folds, recipeLearner(segmented));
    expect(Array.from(first, (row) => again[row])).toEqual(Array.from(first, (row) => unseen[row]));
    expect(again).not.toEqual(unseen);
  });

  it('has the card of the largest segment, learnt on all rows, stand in where a segment tells nothing, and says so', () => {
    const segments = segmentList(segmented);
    const parts = rowsByLeaf(placesOf(segmented, german.columns), 3);
    const last = new Set(parts[2]);
    // All bads of the last segment in one fold: without that fold its rows are all good.
    const gathered = Uint8Array.from(folds, (fold, row) => (last.has(row) && german.target[row] === 1 ? (folds[0] ?? 0) : fold));
    const stood: number[] = [];
    const unseen = predictUnseen(
      german,
      gathered,
      recipeLearner(segmented, (at) => stood.push(at)),
    );
    expect(stood).toEqual([2]);
    const largest = segments.reduce((most, own) => (own.card.training.rows > most.card.training.rows ? own : most));
    const whole = predictUnseen(german, gathered, recipeLearner(largest.card));
    const own = [...last].filter((row) => gathered[row] === folds[0]);
    expect(own.map((row) => unseen[row])).toEqual(own.map((row) => whole[row]));
    const elsewhere = [...last].filter((row) => gathered[row] !== folds[0]);
    expect(elsewhere.map((row) => unseen[row])).not.toEqual(elsewhere.map((row) => whole[row]));
  });
});

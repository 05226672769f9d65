import { describe, expect, it } from 'vitest';
import { readGermanCredit } from '../../../../test/system/support/reference-data.ts';
import { sigmoid } from '../calibration/calibrator.ts';
import { crossValidate, predictUnseen, stratifiedFolds } from '../cross-validation.ts';
import { areaUnderCurve, rankByRisk } from '../ranking.ts';
import { buildScorecard, DEFAULT_MODEL, DEFAULT_TRAINING } from '../scorecard/build-scorecard.ts';
import { fitModel } from '../scorecard/fit-model.ts';
import { trainDocument } from '../segments/train-document.ts';
import { recipeOf } from './card-recipe.ts';
import { compareCards } from './compare-cards.ts';
import { recipeLearner } from './recipe-learner.ts';

const german = readGermanCredit();
const train = (exclude: readonly string[]) =>
  buildScorecard(german, { ...DEFAULT_TRAINING, name: 'card', model: { ...DEFAULT_MODEL, exclude } }).document;
const all = train([]);
const few = train(['checking', 'history', 'savings']);
const segments = { splits: [{ attribute: 'age', cut: 33, missing: 'right' as const }], minRows: 100, minBads: 30 };
const bySegment = trainDocument(german, { ...DEFAULT_TRAINING, name: 'by age', model: DEFAULT_MODEL }, segments).document;
const folds = stratifiedFolds(german.target, 5, 1);
const [first, second, again] = compareCards(german, [all, few, all], folds);
if (first === undefined || second === undefined || again === undefined) throw new Error('cards');

describe('the recipe of a card', () => {
  it('learns the very card on the rows that made it', () => {
    const columns = all.characteristics
      .map(({ name }) => german.columns.find((column) => column.name === name))
      .filter((found) => found !== undefined);
    const model = fitModel(columns, german.target, recipeOf(all));
    expect(model.intercept.coefficient).toBeCloseTo(all.regression.intercept, 6);
    model.characteristics.forEach(({ binning, term }, place) => {
      const known = all.characteristics[place];
      expect([binning.name, term?.coefficient.toPrecision(6)]).toEqual([known?.name, known?.coefficient.toPrecision(6)]);
      expect(binning.bins.map(({ goods, bads }) => [goods, bads])).toEqual(known?.bins.map(({ goods, bads }) => [goods, bads]));
    });
  });
});

describe('cards compared', () => {
  it('are measured on the same unseen rows, each against the first', () => {
    expect([first.test, first.delong, first.swaps]).toEqual([null, null, []]);
    expect(first.folds).toHaveLength(5);
    // The bins are those of all rows, so this is a little kinder than validation that searches them in each fold.
    expect(Math.abs(first.mean.auc - crossValidate(german, folds, DEFAULT_MODEL).auc)).toBeLessThan(0.03);
    expect(second.test?.difference).toBeCloseTo(second.mean.auc - first.mean.auc, 12);
    expect(second.delong?.difference).toBeCloseTo(second.auc.auc - first.auc.auc, 12);
    expect(second.mean.auc).toBeLessThan(first.mean.auc - 0.03);
    expect(second.delong?.pValue).toBeLessThan(0.05);
    expect([again.test?.pValue, again.delong?.pValue, again.mean.auc]).toEqual([1, 1, first.mean.auc]);
  });

  it('swap rows that add up, at every approval rate', () => {
    expect(second.swaps).toHaveLength(99);
    for (const { approval, bothApprove, bothDecline, swapIn, swapOut, ownScore, firstScore } of second.swaps) {
      const cells = [bothApprove, bothDecline, swapIn, swapOut];
      expect(cells.reduce((sum, { rows }) => sum + rows, 0)).toBe(1000);
      expect(cells.reduce((sum, { bads }) => sum + bads, 0)).toBe(300);
      for (const approved of [bothApprove.rows + swapIn.rows, bothApprove.rows + swapOut.rows])
        expect(approved).toBeLessThanOrEqual(approval * 1000 + 1e-6);
      expect([ownScore, firstScore].every((score) => score === null || (score > 300 && score < 800))).toBe(true);
    }
    expect(again.swaps.every(({ swapIn, swapOut }) => swapIn.rows + swapOut.rows === 0)).toBe(true);
  });

  it('have curves from end to end, and a gap that peaks at the KS of all rows', () => {
    for (const { roc, gap, ks } of [first, second]) {
      expect([roc[0], roc.at(-1)]).toEqual([
        { x: 0, y: 0 },
        { x: 1, y: 1 },
      ]);
      expect(Math.max(...gap.map((point) => point.gap))).toBeLessThanOrEqual(ks + 1e-12);
      expect(Math.max(...gap.map((point) => point.gap))).toBeGreaterThan(ks - 0.05);
      expect(gap.at(-1)?.rows).toBeCloseTo(1, 12);
    }
  });

  it('may be a plain one beside one by segments: the same rows and folds, tested and swapped alike', () => {
    const [plain, segmented] = compareCards(german, [all, bySegment], folds);
    if (plain === undefined || segmented === undefined) throw new Error('cards');
    expect(plain).toEqual(first);
    const unseen = predictUnseen(german, folds, recipeLearner(bySegment)).map(sigmoid);
    expect(segmented.auc.auc).toBeCloseTo(areaUnderCurve(rankByRisk(unseen, german.target)), 12);
    expect(segmented.delong?.difference).toBeCloseTo(segmented.auc.auc - plain.auc.auc, 12);
    expect(segmented.swaps).toHaveLength(99);
    expect([plain.standInFolds, segmented.standInFolds]).toEqual([[0], [0, 0]]);
    expect(segmented.calibration.reduce((sum, bin) => sum + bin.rows, 0)).toBe(1000);
    // The other way round the same difference, with its sign changed.
    const turned = compareCards(german, [bySegment, all], folds)[1];
    expect(turned?.delong?.difference).toBeCloseTo(-(segmented.delong?.difference ?? 0), 12);
    expect(turned?.delong?.pValue).toBeCloseTo(segmented.delong?.pValue ?? -1, 12);
  });

  it('refuses rows without a column that a card needs', () => {
    expect(() => compareCards({ ...german, columns: german.columns.filter(({ name }) => name !== 'checking') }, [few, all], folds)).toThrow(
      'checking',
    );
  });
});

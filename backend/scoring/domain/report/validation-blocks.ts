import type { CrossValidationFigures, ValidationReport } from '../validation-report.ts';
import type { DocumentBlock, DocumentCell } from './document-block.ts';
import type { ModelDocumentWords } from './model-document-words.ts';
import { type Plot, type PlotSeries, ticksOver } from './plot.ts';

/** Figures of a model; absent what training did not measure when it was made. */
export type DocumentValidation = Omit<ValidationReport, 'unseen'> & { readonly unseen?: ValidationReport['unseen'] };

const UNIT = [0, 0.2, 0.4, 0.6, 0.8, 1] as const;
const DIAGONAL: PlotSeries = {
  name: null,
  style: 'dashed',
  tone: 'faint',
  points: [
    { x: 0, y: 0 },
    { x: 1, y: 1 },
  ],
};

export const share = (value: number, digits = 2) => `${(value * 100).toFixed(digits)}%`;
export const figure = (value: number | null, digits = 4) => (value === null ? null : value.toFixed(digits));
/** Probabilities below what is shown are said to be so. */
export const chance = (value: number) => (value < 0.0001 ? '<0.0001' : value.toFixed(4));

export function table(head: readonly string[], rows: readonly (readonly DocumentCell[])[], title: string | null = null): DocumentBlock {
  return { kind: 'table', title, head, rows };
}

/** Figures of ranking with the curves: cross-validated beside those on the training rows, or of the model itself where there are no folds. */
export function rankingBlocks(validation: DocumentValidation, words: ModelDocumentWords): DocumentBlock[] {
  const roc: Plot = {
    ...words.roc,
    xTicks: UNIT,
    yTicks: UNIT,
    series: [DIAGONAL, { name: null, style: 'line', tone: 'first', points: validation.roc }],
  };
  return [
    ...figureTables(validation, words),
    { kind: 'plots', plots: [roc, ksPlot(validation, words)] },
    ...(validation.crossValidation === null ? [] : [foldTable(validation.crossValidation, words)]),
  ];
}

const RANKING_FIGURES = [
  ['AUC', 'auc'],
  ['Gini', 'gini'],
  ['KS', 'ks'],
  ['Brier', 'brier'],
  ['Log loss', 'logLoss'],
] as const;

function figureTables(validation: DocumentValidation, words: ModelDocumentWords): DocumentBlock[] {
  const { crossValidation: crossed, unseen } = validation;
  const interval = unseen === undefined ? null : `${unseen.auc.lower.toFixed(4)} – ${unseen.auc.upper.toFixed(4)}`;
  const told = (name: string, own: number | null, unseenOne: number | null): DocumentCell[] => [
    name,
    ...(crossed === null ? [] : [figure(unseenOne)]),
    figure(own),
    name === 'AUC' ? interval : null,
  ];
  const rows = RANKING_FIGURES.map(([name, key]) => told(name, validation[key], crossed?.[key] ?? null));
  const h = unseen === undefined ? [] : [crossed === null ? told('H', unseen.hMeasure, null) : told('H', null, unseen.hMeasure)];
  const { figure: name, unseen: unseenName, training, interval: intervalName } = words.figure;
  return [table([name, ...(crossed === null ? [] : [unseenName]), training, intervalName], [...rows, ...h])];
}

function foldTable({ folds }: CrossValidationFigures, words: ModelDocumentWords): DocumentBlock {
  return table(
    [words.figure.fold, 'AUC', 'KS', 'Gini'],
    folds.map(({ fold, auc, ks, gini }) => [fold, figure(auc), figure(ks), figure(gini)]),
  );
}

/** Goods and bads caught from the lowest score up; the widest gap is marked. */
function ksPlot({ ks_curve: curve, ks, ksScore }: DocumentValidation, words: ModelDocumentWords): Plot {
  const scores = curve.map(({ score }) => score);
  const sorted = [...curve].sort((left, right) => left.score - right.score);
  const gap = sorted.find(({ score }) => score === ksScore);
  const of = (value: (point: (typeof curve)[number]) => number) => sorted.map((point) => ({ x: point.score, y: value(point) }));
  return {
    title: `${words.ks.title}: ${ks.toFixed(4)}`,
    x: words.ks.x,
    y: words.ks.y,
    xTicks: ticksOver(Math.min(...scores), Math.max(...scores)),
    yTicks: UNIT,
    series: [
      { name: words.ks.goods, style: 'line', tone: 'first', points: of((point) => point.cumulativeGoods) },
      { name: words.ks.bads, style: 'line', tone: 'second', points: of((point) => point.cumulativeBads) },
      ...(gap === undefined
        ? []
        : [
            {
              name: null,
              style: 'dashed' as const,
              tone: 'faint' as const,
              points: [
                { x: ksScore, y: gap.cumulativeGoods },
                { x: ksScore, y: gap.cumulativeBads },
              ],
            },
          ]),
    ],
  };
}

/** Share of the goods and of the bads in each band of scores. */
export function distributionPlot({ distribution, goods, bads }: DocumentValidation, words: ModelDocumentWords): Plot {
  const middle = ({ lower, upper }: (typeof distribution)[number]) => (lower + upper) / 2;
  const goodShares = distribution.map((band) => ({ x: middle(band), y: band.goods / goods }));
  const badShares = distribution.map((band) => ({ x: middle(band), y: band.bads / bads }));
  const most = Math.max(...[...goodShares, ...badShares].map(({ y }) => y));
  return {
    title: words.distribution.title,
    x: words.ks.x,
    y: words.distribution.y,
    xTicks: ticksOver(distribution[0]?.lower ?? 0, distribution.at(-1)?.upper ?? 1),
    yTicks: ticksOver(0, most),
    series: [
      { name: words.ks.goods, style: 'bars', tone: 'first', points: goodShares },
      { name: words.ks.bads, style: 'line', tone: 'second', points: badShares },
    ],
  };
}

export function calibrationBlocks({ calibration, unseen }: DocumentValidation, words: ModelDocumentWords): DocumentBlock[] {
  const rows = calibration.map(({ lowerScore, upperScore, count, predicted, observed }) => [
    `${lowerScore} – ${upperScore}`,
    count,
    share(predicted),
    share(observed),
  ]);
  const tests =
    unseen === undefined
      ? ''
      : `Hosmer-Lemeshow ${unseen.hosmerLemeshow.chiSquare.toFixed(2)} (${unseen.hosmerLemeshow.degreesOfFreedom}), p ${chance(unseen.hosmerLemeshow.pValue)}; Spiegelhalter z ${unseen.spiegelhalter.z.toFixed(2)}, p ${chance(unseen.spiegelhalter.pValue)}`;
  const points = calibration.map(({ predicted, observed }) => ({ x: predicted, y: observed })).sort((a, b) => a.x - b.x);
  const { scores, rows: count, predicted, observed } = words.calibration;
  const ticks = ticksOver(0, Math.max(...points.flatMap(({ x, y }) => [x, y])));
  const most = ticks.at(-1) ?? 1;
  const plot: Plot = {
    ...words.reliability,
    xTicks: ticks,
    yTicks: ticks,
    series: [
      {
        ...DIAGONAL,
        points: [
          { x: 0, y: 0 },
          { x: most, y: most },
        ],
      },
      { name: null, style: 'line', tone: 'first', points },
      { name: null, style: 'dots', tone: 'first', points },
    ],
  };
  return [
    table([scores, count, predicted, observed], rows),
    ...(tests === '' ? [] : [{ kind: 'text' as const, text: tests }]),
    { kind: 'plots', plots: [plot] },
  ];
}

export function gainsTable(gains: ValidationReport['unseen']['gains'], words: ModelDocumentWords): DocumentBlock {
  const { band, bads, badRate, lift, cumulativeBads, cumulativeGoods } = words.gains;
  return table(
    [band, words.calibration.rows, bads, badRate, lift, cumulativeBads, cumulativeGoods],
    gains.map((row) => [
      `${row.lowerScore} – ${row.upperScore}`,
      row.rows,
      row.bads,
      share(row.badRate),
      row.lift.toFixed(2),
      share(row.cumulativeBads, 1),
      share(row.cumulativeGoods, 1),
    ]),
  );
}

export function gradeTable({ grades }: DocumentValidation, words: ModelDocumentWords): DocumentBlock {
  const { grade, from, rows, badRate } = words.grade;
  return table(
    [grade, from, rows, badRate],
    grades.map((row) => [row.grade, row.minScore, row.count, share(row.badRate)]),
  );
}

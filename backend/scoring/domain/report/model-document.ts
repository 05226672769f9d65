import type { CharacteristicReport } from '../scorecard/characteristic-report.ts';
import { hashScorecard, type ScoringDocument } from '../scorecard/scorecard-document.ts';
import type { Segmentation } from '../segments/train-document.ts';
import type { ValidationReport } from '../validation-report.ts';
import type { ModelState } from '../registry/model-life.ts';
import type { DocumentBlock, DocumentCell, DocumentPages, DocumentSection } from './document-block.ts';
import { htmlDocument } from './html.ts';
import { type DocumentLanguage, MODEL_DOCUMENT_WORDS, type ModelDocumentWords } from './model-document-words.ts';
import { type Plot, type PlotSeries, ticksOver } from './plot.ts';
import { type DocumentSegment, perSegment, segmentSection } from './segment-section.ts';

/** What a model document is made of. */
export interface ModelDocumentSource {
  readonly document: ScoringDocument;
  readonly validation: Omit<ValidationReport, 'unseen'> & { readonly unseen?: ValidationReport['unseen'] };
  readonly characteristics: readonly CharacteristicReport[];
  /** Of several segments: their characteristics stand here. */
  readonly segments?: readonly DocumentSegment[];
  readonly segmentation?: Segmentation;
  readonly state: ModelState;
  /** Day on which it was trained, `YYYY-MM-DD`. */
  readonly trainedOn: string;
}

const OVERFIT_FROM = 0.05;
const MISCALIBRATED_BELOW = 0.05;
const CHANCE_FROM = 0.1;
const SMALL_BELOW = 0.02;

/**
 * The document of a model as one HTML page: what it is, how it was made, how well it ranks and how true its probabilities are, every point
 * it gives, and what a reviewer should look at.
 */
export function modelDocumentHtml(source: ModelDocumentSource, language: DocumentLanguage): string {
  return htmlDocument(modelDocument(source, language), language);
}

/** The same document as pieces, to be set on pages of any kind. */
export function modelDocument(source: ModelDocumentSource, language: DocumentLanguage): DocumentPages {
  const words = MODEL_DOCUMENT_WORDS[language];
  const { document, validation, segmentation } = source;
  const { sections } = words;
  const { unseen } = validation;
  const segments = segmentSection(source.segments ?? [], segmentation, language);
  const text = (content: string): DocumentBlock => ({ kind: 'text', text: content });
  const part = (title: string, ...blocks: readonly DocumentBlock[]): DocumentSection => ({ title, blocks });
  return {
    name: document.name,
    kind: `${words.title} · ${words.subtitle}`,
    foot: words.foot,
    sections: [
      part(sections.identity, identityFacts(source, words)),
      part(sections.method, text(words.method), text(scalingText(document, words))),
      part(sections.findings, { kind: 'list', items: findingsOf(source, words) }),
      part(sections.ranking, ...rankingBlocks(validation, words)),
      part(sections.calibration, ...calibrationBlocks(validation, words)),
      part(sections.distribution, { kind: 'plots', plots: [distributionPlot(validation, words)] }),
      ...(unseen === undefined ? [] : [part(sections.gains, gainsTable(unseen.gains, words))]),
      ...(segments === null ? [] : [segments]),
      part(sections.characteristics, ...perSegment(source, language, (own) => [characteristicTable(own, words)])),
      part(sections.left, ...perSegment(source, language, (own) => [leftTable(own, words)])),
      part(sections.grades, gradeTable(validation, words)),
      part(sections.bins, ...perSegment(source, language, (own) => binTables(own, words))),
    ],
  };
}

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

const share = (value: number, digits = 2) => `${(value * 100).toFixed(digits)}%`;
const figure = (value: number | null, digits = 4) => (value === null ? null : value.toFixed(digits));
/** Probabilities below what is shown are said to be so. */
const chance = (value: number) => (value < 0.0001 ? '<0.0001' : value.toFixed(4));

function identityFacts({ document, state, trainedOn }: ModelDocumentSource, words: ModelDocumentWords): DocumentBlock {
  const { training } = document;
  const rows: [string, string][] = [
    [words.identity.hash, hashScorecard(document)],
    [words.identity.data, training.datasetHash],
    [words.identity.rows, String(training.rows)],
    [words.identity.bads, `${training.bads} (${share(training.bads / training.rows)})`],
    [words.identity.excluded, training.excluded.length === 0 ? words.none : training.excluded.join(', ')],
    [words.identity.state, words.state[state]],
    [words.identity.trained, trainedOn],
  ];
  return { kind: 'facts', rows };
}

function scalingText({ scaling }: ScoringDocument, words: ModelDocumentWords): string {
  return words.scaling(String(scaling.pdo), String(scaling.baseScore), String(scaling.baseOdds));
}

/** What the rules of this file find; never empty. */
export function findingsOf(source: ModelDocumentSource, { findings }: ModelDocumentWords): string[] {
  const { validation, segments = [] } = source;
  const characteristics = [...source.characteristics, ...segments.flatMap((own) => own.characteristics)];
  const selected = characteristics.filter((row) => row.selected);
  const names = (rows: readonly CharacteristicReport[]) => [...new Set(rows.map(({ name }) => name))].join(', ');
  const { auc, crossValidation, unseen } = validation;
  const weak = selected.filter(({ pValue }) => pValue !== null && pValue >= CHANCE_FROM);
  const small = selected.filter(({ bins }) => bins.some((bin) => bin.count > 0 && bin.share < SMALL_BELOW));
  const changed = characteristics.filter(({ edits }) => edits.length > 0);
  const found = [
    ...(auc - crossValidation.auc >= OVERFIT_FROM ? [findings.overfit(auc.toFixed(4), crossValidation.auc.toFixed(4))] : []),
    ...(unseen !== undefined && unseen.hosmerLemeshow.pValue < MISCALIBRATED_BELOW
      ? [findings.miscalibrated(chance(unseen.hosmerLemeshow.pValue))]
      : []),
    ...(weak.length > 0 ? [findings.insignificant(names(weak))] : []),
    ...(small.length > 0 ? [findings.small(names(small))] : []),
    ...(changed.length > 0 ? [findings.byHand(names(changed))] : []),
  ];
  return found.length === 0 ? [findings.fine] : found;
}

function table(head: readonly string[], rows: readonly (readonly DocumentCell[])[], title: string | null = null): DocumentBlock {
  return { kind: 'table', title, head, rows };
}

function rankingBlocks(validation: ModelDocumentSource['validation'], words: ModelDocumentWords): DocumentBlock[] {
  const { crossValidation: crossed, unseen } = validation;
  const interval = unseen === undefined ? null : `${unseen.auc.lower.toFixed(4)} – ${unseen.auc.upper.toFixed(4)}`;
  const rows: DocumentCell[][] = [
    ['AUC', figure(crossed.auc), figure(validation.auc), interval],
    ['Gini', figure(crossed.gini), figure(validation.gini), null],
    ['KS', figure(crossed.ks), figure(validation.ks), null],
    ['Brier', figure(crossed.brier), figure(validation.brier), null],
    ['Log loss', figure(crossed.logLoss), figure(validation.logLoss), null],
    ...(unseen === undefined ? [] : [['H', figure(unseen.hMeasure), null, null]]),
  ];
  const head = [words.figure.figure, words.figure.unseen, words.figure.training, words.figure.interval];
  const folds = crossed.folds.map(({ fold, auc, ks, gini }) => [fold, figure(auc), figure(ks), figure(gini)]);
  const roc: Plot = {
    ...words.roc,
    xTicks: UNIT,
    yTicks: UNIT,
    series: [DIAGONAL, { name: null, style: 'line', tone: 'first', points: validation.roc }],
  };
  return [
    table(head, rows),
    { kind: 'plots', plots: [roc, ksPlot(validation, words)] },
    table([words.figure.fold, 'AUC', 'KS', 'Gini'], folds),
  ];
}

/** Goods and bads caught from the lowest score up; the widest gap is marked. */
function ksPlot({ ks_curve: curve, ks, ksScore }: ModelDocumentSource['validation'], words: ModelDocumentWords): Plot {
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
function distributionPlot({ distribution, goods, bads }: ModelDocumentSource['validation'], words: ModelDocumentWords): Plot {
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

function calibrationBlocks({ calibration, unseen }: ModelDocumentSource['validation'], words: ModelDocumentWords): DocumentBlock[] {
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

function gainsTable(gains: ValidationReport['unseen']['gains'], words: ModelDocumentWords): DocumentBlock {
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

function characteristicTable(characteristics: readonly CharacteristicReport[], words: ModelDocumentWords): DocumentBlock {
  const { name, trend, coefficient, error, pValue, bins, points } = words.characteristic;
  const rows = characteristics
    .filter((row) => row.selected)
    .map((row) => {
      const given = row.bins.filter((bin) => bin.count > 0).map((bin) => bin.points);
      const span = `${Math.min(...given)} – ${Math.max(...given)}`;
      const tested = row.pValue === null ? null : chance(row.pValue);
      return [row.name, row.trend, row.iv.toFixed(4), figure(row.coefficient), figure(row.standardError), tested, row.bins.length, span];
    });
  return table([name, trend, 'IV', coefficient, error, pValue, bins, points], rows);
}

function leftTable(characteristics: readonly CharacteristicReport[], words: ModelDocumentWords): DocumentBlock {
  const rows = characteristics
    .filter((row) => !row.selected)
    .map((row) => [
      row.name,
      row.iv.toFixed(4),
      row.dropReason === null ? null : words.drop[row.dropReason],
      figure(row.dropValue),
      row.dropOther,
    ]);
  if (rows.length === 0) return { kind: 'text', text: words.none };
  return table([words.characteristic.name, 'IV', words.left.reason, words.left.value, words.left.other], rows);
}

function gradeTable({ grades }: ModelDocumentSource['validation'], words: ModelDocumentWords): DocumentBlock {
  const { grade, from, rows, badRate } = words.grade;
  return table(
    [grade, from, rows, badRate],
    grades.map((row) => [row.grade, row.minScore, row.count, share(row.badRate)]),
  );
}

function binTables(characteristics: readonly CharacteristicReport[], words: ModelDocumentWords): DocumentBlock[] {
  const { bin, rows, share: part, badRate } = words.bin;
  return characteristics
    .filter((row) => row.selected)
    .map(({ name, bins }) => {
      const cells = bins
        .filter(({ count }) => count > 0)
        .map((row) => [row.label, row.count, share(row.share, 1), share(row.badRate), figure(row.woe), row.points]);
      return table([bin, rows, part, badRate, 'WOE', words.characteristic.points], cells, name);
    });
}

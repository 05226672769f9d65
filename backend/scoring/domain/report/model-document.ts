import type { CharacteristicReport } from '../scorecard/characteristic-report.ts';
import { hashScorecard } from '../scorecard/scorecard-document.ts';
import type { ModelFacts } from '../scored-model/model-facts.ts';
import type { RegistryDocument } from '../scored-model/registry-document.ts';
import type { Segmentation } from '../segments/train-document.ts';
import type { ModelState } from '../registry/model-life.ts';
import type { DocumentBlock, DocumentPages, DocumentSection } from './document-block.ts';
import { htmlDocument } from './html.ts';
import { type DocumentLanguage, MODEL_DOCUMENT_WORDS, type ModelDocumentWords } from './model-document-words.ts';
import { importanceSection, measuredWords, methodOfModel } from './model-section.ts';
import { type DocumentSegment, isWorseThanOne, perSegment, segmentSection } from './segment-section.ts';
import {
  calibrationBlocks,
  chance,
  distributionPlot,
  type DocumentValidation,
  figure,
  gainsTable,
  gradeTable,
  rankingBlocks,
  share,
  table,
} from './validation-blocks.ts';

/** What a model document is made of. */
export interface ModelDocumentSource {
  readonly document: RegistryDocument;
  readonly validation: DocumentValidation;
  readonly characteristics: readonly CharacteristicReport[];
  /** Of several segments: their characteristics stand here. */
  readonly segments?: readonly DocumentSegment[];
  readonly segmentation?: Segmentation;
  /** Of a model that is no card. */
  readonly model?: ModelFacts;
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
  const { document, validation, segmentation, model } = source;
  const words = model === undefined ? MODEL_DOCUMENT_WORDS[language] : measuredWords(model, language);
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
      part(
        sections.method,
        text(model === undefined ? words.method : methodOfModel(model, document, language)),
        text(scalingText(document, words)),
      ),
      part(sections.findings, { kind: 'list', items: findingsOf(source, words) }),
      part(sections.ranking, ...rankingBlocks(validation, words)),
      part(sections.calibration, ...calibrationBlocks(validation, words)),
      part(sections.distribution, { kind: 'plots', plots: [distributionPlot(validation, words)] }),
      ...(unseen === undefined ? [] : [part(sections.gains, gainsTable(unseen.gains, words))]),
      ...(segments === null ? [] : [segments]),
      ...(model === undefined ? [] : [importanceSection(model, language)]),
      part(sections.characteristics, ...perSegment(source, language, (own) => [characteristicTable(own, words)])),
      ...(model === undefined ? [part(sections.left, ...perSegment(source, language, (own) => [leftTable(own, words)]))] : []),
      part(sections.grades, gradeTable(validation, words)),
      part(sections.bins, ...perSegment(source, language, (own) => binTables(own, words))),
    ],
  };
}

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

function scalingText({ scaling }: RegistryDocument, words: ModelDocumentWords): string {
  return words.scaling(String(scaling.pdo), String(scaling.baseScore), String(scaling.baseOdds));
}

/** What the rules of this file find; never empty. */
export function findingsOf(source: ModelDocumentSource, { findings }: ModelDocumentWords): string[] {
  const { validation, segments = [], segmentation, model } = source;
  const characteristics = [...source.characteristics, ...segments.flatMap((own) => own.characteristics)];
  const selected = characteristics.filter((row) => row.selected);
  const names = (rows: readonly CharacteristicReport[]) => [...new Set(rows.map(({ name }) => name))].join(', ');
  const { auc, crossValidation, unseen } = validation;
  const weak = selected.filter(({ pValue }) => pValue !== null && pValue >= CHANCE_FROM);
  const small = selected.filter(({ bins }) => bins.some((bin) => bin.count > 0 && bin.share < SMALL_BELOW));
  const changed = characteristics.filter(({ edits }) => edits.length > 0);
  const found = [
    ...(model === undefined ? [] : findings.ofModel(model.seen, model.givesReasons)),
    ...(crossValidation !== null && auc - crossValidation.auc >= OVERFIT_FROM
      ? [findings.overfit(auc.toFixed(4), crossValidation.auc.toFixed(4))]
      : []),
    ...(unseen !== undefined && unseen.hosmerLemeshow.pValue < MISCALIBRATED_BELOW
      ? [findings.miscalibrated(chance(unseen.hosmerLemeshow.pValue), model !== undefined)]
      : []),
    ...(segmentation?.used === true && isWorseThanOne(segmentation)
      ? [findings.segmentsWorse(segmentation.segmentedAuc.toFixed(4), segmentation.singleAuc.toFixed(4), chance(segmentation.pValue))]
      : []),
    ...(weak.length > 0 ? [findings.insignificant(names(weak))] : []),
    ...(small.length > 0 ? [findings.small(names(small))] : []),
    ...(changed.length > 0 ? [findings.byHand(names(changed))] : []),
  ];
  return found.length === 0 ? [findings.fine] : found;
}

function characteristicTable(characteristics: readonly CharacteristicReport[], words: ModelDocumentWords): DocumentBlock {
  const { name, trend, coefficient, error, pValue, bins, points } = words.characteristic;
  const rows = characteristics
    .filter((row) => row.selected)
    .map((row) => {
      const given = row.bins.filter((bin) => bin.count > 0).map((bin) => bin.points);
      const span = `${Math.min(...given)} – ${Math.max(...given)}`;
      const tested = row.pValue === null ? null : chance(row.pValue);
      return [
        row.name,
        words.trend[row.trend],
        row.iv.toFixed(4),
        figure(row.coefficient),
        figure(row.standardError),
        tested,
        row.bins.length,
        span,
      ];
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

import type { ColumnProfile, Finding } from '../../../intake/domain/data-profile.ts';
import type { Hash32 } from '../../../kernel/hex.ts';
import type { ScorecardDocument } from '../../../scoring/domain/scorecard/scorecard-document.ts';
import { pathLabel } from '../../../scoring/domain/segments/condition-label.ts';
import { segmentList } from '../../../scoring/domain/segments/scoring-document.ts';
import { CHANCE, type Segmentation } from '../../../scoring/domain/segments/train-document.ts';
import type { TrainedFile } from '../../../scoring/train-file.ts';
import type { Measures } from '../../../scoring/measure-scores.ts';
import { renderRecord, renderTable } from '../output.ts';

const figure = (value: number | null | undefined) => (value === null || value === undefined ? '-' : String(Number(value.toPrecision(5))));
/** A figure to four decimals. */
export const share = (value: number | null) => (value === null ? '-' : value.toFixed(4));

export function profileTable(columns: readonly ColumnProfile[]): string {
  return renderTable(
    ['column', 'kind', 'missing', 'distinct', 'min', '5%', 'median', '95%', 'max', 'outliers', 'AUC'],
    columns.map(({ name, kind, missing, distinct, numbers, auc }) => {
      const [, low, , median, , high] = numbers?.quantiles ?? [];
      const ends = [numbers?.min, low, median, high, numbers?.max].map(figure);
      return [name, kind, missing, distinct, ...ends, numbers === null ? '-' : String(numbers.outliers), share(auc)];
    }),
  );
}

export function findingTable(findings: readonly Finding[]): string {
  return renderTable(
    ['severity', 'finding', 'column', 'row', 'detail'],
    findings.map(({ severity, code, column, row, detail }) => [severity, code, column, row, detail]),
  );
}

export function measureCells({ rows, bads, auc, gini, ks, brier }: Measures) {
  return [rows, bads, ...[auc, gini, ks, brier].map(share)];
}

/** Figures of a model on the parts of its data. */
export function measureTable(parts: readonly (Measures & { readonly part: string })[]): string {
  return renderTable(
    ['part', 'rows', 'bads', 'AUC', 'Gini', 'KS', 'Brier'],
    parts.map((part) => [part.part, ...measureCells(part)]),
  );
}

export function trainedText(
  { document, leftOut, warnings, crossValidation, parts, segments, segmentation }: TrainedFile,
  hash: Hash32,
): string {
  const cards = segmentList(document);
  const head = {
    hash,
    'content hash of the data': document.training.datasetHash,
    characteristics: new Set(cards.flatMap(({ card }) => card.characteristics.map(({ name }) => name))).size,
    ...(cards.length > 1 ? { segments: cards.length } : {}),
    'AUC (cross-validated)': share(crossValidation.auc),
    'KS (cross-validated)': share(crossValidation.ks),
  };
  const bins = cards.map(({ segment, path, card }) => {
    const title = cards.length > 1 ? [`${segment}: ${pathLabel(path)}`] : [];
    return [...title, binsTable(card)].join('\n');
  });
  const told = [
    ...(leftOut.length > 0 ? ['', 'Left out:', findingTable(leftOut)] : []),
    ...(warnings.length > 0 ? ['', findingTable(warnings)] : []),
  ];
  return [
    renderRecord(head),
    ...(segmentation === null ? [] : ['', segmentationText(segmentation)]),
    ...(segments.length === 0 ? [] : ['', segmentTable(segments)]),
    '',
    measureTable(parts),
    '',
    bins.join('\n\n'),
    ...told,
  ].join('\n');
}

function binsTable({ characteristics }: ScorecardDocument): string {
  return renderTable(
    ['characteristic', 'bins', 'IV', 'points'],
    characteristics.map(({ name, bins: own, iv }) => {
      const points = own.filter(({ goods, bads }) => goods + bads > 0).map((bin) => bin.points);
      return [name, own.length, Number(iv.toFixed(4)), `${Math.min(...points)} to ${Math.max(...points)}`];
    }),
  );
}

function segmentTable(segments: TrainedFile['segments']): string {
  return renderTable(
    ['segment', 'rows that it takes', 'rows', 'bads', 'bad rate', 'AUC (cross-validated)', 'KS'],
    segments.map(({ segment, label, rows, bads, auc, ks }) => [segment, label, rows, bads, ...[bads / rows, auc, ks].map(share)]),
  );
}

/** By how much segments are better or worse than one card, and which of them was taken. */
function segmentationText({ source, used, segments, segmentedAuc, singleAuc, difference, pValue }: Segmentation): string {
  if (segments.length === 0) return 'No segments were found that could gain: one card is better.';
  const figures = `AUC on unseen rows ${share(segmentedAuc)} by segments, ${share(singleAuc)} by one card: ${difference < 0 ? '' : '+'}${share(difference)}, p = ${pValue.toPrecision(2)} (DeLong, paired)`;
  if (!used) return `${figures}.\nOne card is kept: what the search proposed (${segments.join(' | ')}) is not better beyond chance.`;
  const direction = difference > 0 ? 'better than one card' : 'worse than one card, and used because they were given';
  const verdict = pValue < CHANCE ? direction : 'no better than one card beyond chance, and used because they were given';
  return `${figures}.\nThe ${source} segments are ${verdict}.`;
}

/** Stages of a run over a file. */
export function stageTable(
  stages: readonly { readonly stage: string; readonly seconds: number; readonly rowsPerSecond: number }[],
): string {
  const rows = stages.map(({ stage, seconds, rowsPerSecond }) => [stage, Number(seconds.toFixed(2)), rowsPerSecond]);
  return renderTable(['stage', 'seconds', 'rows/s'], rows);
}

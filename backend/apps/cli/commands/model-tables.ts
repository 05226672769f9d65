import type { ColumnProfile, Finding } from '../../../intake/domain/data-profile.ts';
import type { Hash32 } from '../../../kernel/hex.ts';
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

function measureCells({ rows, bads, auc, gini, ks, brier }: Measures) {
  return [rows, bads, ...[auc, gini, ks, brier].map(share)];
}

/** Figures of a model on the parts of its data. */
export function measureTable(parts: readonly (Measures & { readonly part: string })[]): string {
  return renderTable(
    ['part', 'rows', 'bads', 'AUC', 'Gini', 'KS', 'Brier'],
    parts.map((part) => [part.part, ...measureCells(part)]),
  );
}

export function trainedText({ document, leftOut, warnings, crossValidation, parts }: TrainedFile, hash: Hash32): string {
  const head = {
    hash,
    'content hash of the data': document.training.datasetHash,
    characteristics: document.characteristics.length,
    'AUC (cross-validated)': share(crossValidation.auc),
    'KS (cross-validated)': share(crossValidation.ks),
  };
  const measured = measureTable(parts);
  const bins = renderTable(
    ['characteristic', 'bins', 'IV', 'points'],
    document.characteristics.map(({ name, bins: own, iv }) => {
      const points = own.filter(({ goods, bads }) => goods + bads > 0).map((bin) => bin.points);
      return [name, own.length, Number(iv.toFixed(4)), `${Math.min(...points)} to ${Math.max(...points)}`];
    }),
  );
  const told = [
    ...(leftOut.length > 0 ? ['', 'Left out:', findingTable(leftOut)] : []),
    ...(warnings.length > 0 ? ['', findingTable(warnings)] : []),
  ];
  return [renderRecord(head), '', measured, '', bins, ...told].join('\n');
}

/** Stages of a run over a file. */
export function stageTable(
  stages: readonly { readonly stage: string; readonly seconds: number; readonly rowsPerSecond: number }[],
): string {
  const rows = stages.map(({ stage, seconds, rowsPerSecond }) => [stage, Number(seconds.toFixed(2)), rowsPerSecond]);
  return renderTable(['stage', 'seconds', 'rows/s'], rows);
}

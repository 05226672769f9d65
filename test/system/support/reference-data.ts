import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { categoricalColumn, type Column, type Dataset, numericColumn } from '../../../backend/intake/domain/columns.ts';

function cells(path: string): string[][] {
  const text = readFileSync(fileURLToPath(new URL(`../../../${path}`, import.meta.url)), 'utf8');
  return text
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(','));
}

function readTable(path: string, targetName: string): { columns: Column[]; target: Uint8Array } {
  const [header = [], ...rows] = cells(path);
  const column = (name: string): Column => {
    const place = header.indexOf(name);
    const texts = rows.map((row) => row[place] ?? '');
    return texts.every((text) => Number.isFinite(Number(text))) ? numericColumn(name, texts.map(Number)) : categoricalColumn(name, texts);
  };
  const target = rows.map((row) => Number(row[header.indexOf(targetName)]));
  return { columns: header.filter((name) => name !== targetName).map(column), target: Uint8Array.from(target) };
}

/** Protected attributes of the German data: they stay out of decision models. */
export const GERMAN_PROTECTED = ['status_sex', 'foreign'];

/** The 1,000 customers of the Statlog German credit data with the folds shipped beside them. */
export function readGermanCredit(): Dataset {
  const { columns, target } = readTable('data/german/german_uci.csv', 'bad');
  const folds = Uint8Array.from(cells('data/german/folds.csv').slice(1), ([fold]) => Number(fold));
  return { ids: Array.from(target, (_, row) => String(row)), columns, target, datasetHash: `0x${'11'.repeat(32)}`, folds };
}

/** Mean radius of 569 tumours; the target is 1 for a benign one. */
export function readMeanRadius(): { columns: Column[]; target: Uint8Array } {
  return readTable('data/breast_cancer/mean_radius.csv', 'target');
}

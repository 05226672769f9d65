import { readFileSync } from 'node:fs';

const TARGET = 'bad';

/** The lines of the German credit data with ids and folds, header first, or of its rows `from` up to `to`. */
function germanRows(from: number, to: number): string[][] {
  const lines = (path: string) =>
    readFileSync(new URL(`../../../data/german/${path}`, import.meta.url), 'utf8')
      .trim()
      .split(/\r?\n/);
  const folds = lines('folds.csv');
  const rows = lines('german_uci.csv').map((line, row) => `${row === 0 ? 'id' : `C${String(row).padStart(4, '0')}`},${line},${folds[row]}`);
  return [rows[0] ?? '', ...rows.slice(from + 1, to + 1)].map((row) => row.split(','));
}

function fileOf(rows: readonly (readonly string[])[]): Uint8Array {
  return new TextEncoder().encode(`${rows.map((cells) => cells.join(',')).join('\n')}\n`);
}

/** The German credit data as a file that can be imported, or its rows `from` up to `to`. */
export function germanFile(from = 0, to = Number.POSITIVE_INFINITY): Uint8Array {
  return fileOf(germanRows(from, to));
}

/** The same customers as they are when they apply: how they turn out is not known. */
export function germanApplicants(from: number, to: number): Uint8Array {
  const rows = germanRows(from, to);
  const target = rows[0]?.indexOf(TARGET);
  return fileOf(rows.map((cells) => cells.filter((_, at) => at !== target)));
}

/** How they turned out, as a file of outcomes; `value` may tell something else than the data. */
export function germanOutcomes(from: number, to: number, observedOn: string, value = (bad: string) => bad): Uint8Array {
  const [header = [], ...rows] = germanRows(from, to);
  const [id, target] = [header.indexOf('id'), header.indexOf(TARGET)];
  const told = rows.map((cells) => [cells[id] ?? '', value(cells[target] ?? ''), observedOn]);
  return fileOf([['id', TARGET, 'observed_on'], ...told]);
}

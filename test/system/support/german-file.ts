import { readFileSync } from 'node:fs';

/** The German credit data with ids and folds, or its rows `from` up to `to`, as a file that can be imported. */
export function germanFile(from = 0, to = Number.POSITIVE_INFINITY): Uint8Array {
  const lines = (path: string) =>
    readFileSync(new URL(`../../../data/german/${path}`, import.meta.url), 'utf8')
      .trim()
      .split(/\r?\n/);
  const folds = lines('folds.csv');
  const rows = lines('german_uci.csv').map((line, row) => `${row === 0 ? 'id' : `C${String(row).padStart(4, '0')}`},${line},${folds[row]}`);
  return new TextEncoder().encode(`${[rows[0], ...rows.slice(from + 1, to + 1)].join('\n')}\n`);
}

import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InvariantError } from '../../kernel/errors.ts';

const DATA = resolve(fileURLToPath(import.meta.url), '../../../../data/german');

/** Statlog German credit data as an import file: an id for each row, and the validation fold of each row. */
export async function readDemoFile(): Promise<Uint8Array> {
  const [header = '', ...rows] = await readLines('german_uci.csv');
  const [, ...folds] = await readLines('folds.csv');
  if (rows.length !== folds.length) throw new InvariantError('The demo data and its folds have different numbers of rows.');
  const lines = rows.map((row, at) => `DE-${String(at + 1).padStart(4, '0')},${row},${folds[at]}`);
  return new TextEncoder().encode(`${[`id,${header},fold`, ...lines].join('\n')}\n`);
}

async function readLines(name: string): Promise<string[]> {
  return (await readFile(join(DATA, name), 'utf8'))
    .trim()
    .split('\n')
    .map((line) => line.trim());
}

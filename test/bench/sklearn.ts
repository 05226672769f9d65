import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Column } from '../../backend/intake/domain/columns.ts';

/** Debian's Python: package python3-sklearn. */
const PYTHON = '/usr/bin/python3';
const SCRIPT = fileURLToPath(new URL('sklearn-folds.py', import.meta.url));
const ONE_THREAD = { OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1', MKL_NUM_THREADS: '1' };

/** Mean AUC over the folds, and mean CPU seconds to fit one. */
export interface FoldFigures {
  readonly auc: number;
  readonly cpuSeconds: number;
}

let known: boolean | null = null;

export function hasSklearn(): boolean {
  known ??= spawnSync(PYTHON, ['-c', 'import sklearn']).status === 0;
  return known;
}

/** The levels of a column as numbers; missing is NaN in either kind. */
function numbersOf(column: Column): Float64Array {
  if (column.kind === 'numeric') return column.values;
  return Float64Array.from(column.codes, (code) => (code < 0 ? Number.NaN : code));
}

/** Runs scikit-learn's models of the given names on the same folds, one thread. */
export function measureSklearn(
  { columns, target, folds }: { readonly columns: readonly Column[]; readonly target: Uint8Array; readonly folds: Uint8Array },
  models: readonly string[],
): Readonly<Record<string, FoldFigures>> {
  const folder = mkdtempSync(join(tmpdir(), 'credence-sklearn-'));
  try {
    const all = new Float64Array(columns.length * target.length);
    columns.forEach((column, place) => {
      all.set(numbersOf(column), place * target.length);
    });
    writeFileSync(join(folder, 'columns.f64'), all);
    writeFileSync(join(folder, 'target.f64'), Float64Array.from(target));
    writeFileSync(join(folder, 'folds.f64'), Float64Array.from(folds));
    writeFileSync(
      join(folder, 'set.json'),
      JSON.stringify({ rows: target.length, categories: columns.map(({ kind }) => kind !== 'numeric') }),
    );
    const options = { env: { ...process.env, ...ONE_THREAD }, encoding: 'utf8', maxBuffer: 2 ** 20 } as const;
    return JSON.parse(execFileSync(PYTHON, [SCRIPT, folder, models.join(',')], options));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

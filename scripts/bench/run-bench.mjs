import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { PROJECT } from '../node/right-node.mjs';

/** Every bench of `test/bench/*.bench.ts`, which exports `benches`. */
export async function loadBenches(folder = join(PROJECT, 'test', 'bench')) {
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.bench.ts'))
    .sort();
  const modules = await Promise.all(files.map((name) => import(pathToFileURL(join(folder, name)).href)));
  return modules.flatMap((module, index) => {
    if (!Array.isArray(module.benches)) throw new Error(`test/bench/${files[index]} exports no list named benches.`);
    return module.benches;
  });
}

/** How many times as good as the reference the value is; more than 1 is better in either direction. */
function ratioOf(bench, value, reference) {
  if (reference === undefined || reference === 0 || value === 0) return null;
  return bench.better === 'higher' ? value / reference : reference / value;
}

export async function runBench(bench) {
  const base = {
    room: bench.room,
    name: bench.name,
    unit: bench.unit,
    better: bench.better,
    target: bench.target ?? null,
    referenceName: bench.referenceName,
  };
  try {
    const { value, reference, referenceName = bench.referenceName } = await bench.run();
    return { ...base, referenceName, value, reference: reference ?? null, ratio: ratioOf(bench, value, reference) };
  } catch (error) {
    return { ...base, value: null, reference: null, ratio: null, error: error.message };
  }
}

/** Whether the target is reached; undefined where there is none. */
export function isMet(row) {
  if (row.target === null) return undefined;
  if (row.value === null) return false;
  return row.better === 'higher' ? row.value >= row.target : row.value <= row.target;
}

import { readdirSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';

const SKIPPED = new Set(['node_modules', 'dist', 'generated', 'artifacts', 'cache', 'coverage']);

/** Paths (with `/`, relative to `root`) of the files below `folder` whose name ends in one of `endings`. */
export function sourceFiles(root, folder, endings) {
  const top = join(root, folder);
  if (!statSync(top, { throwIfNoEntry: false })?.isDirectory()) return [];
  return readdirSync(top, { withFileTypes: true })
    .filter((entry) => !SKIPPED.has(entry.name) && !entry.name.startsWith('.'))
    .flatMap((entry) => {
      if (entry.isDirectory()) return sourceFiles(root, join(folder, entry.name), endings);
      return endings.some((ending) => entry.name.endsWith(ending)) ? [join(folder, entry.name)] : [];
    })
    .map((path) => relative('.', path).replaceAll('\\', '/'))
    .sort();
}

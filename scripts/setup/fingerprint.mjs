import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { importsOf } from '../checks/source-text.mjs';

const SKIPPED = new Set(['node_modules', 'dist', 'generated', '.git', 'artifacts', 'cache', 'coverage']);

/** Files below `path` (or the file itself), sorted, without what is generated. */
export function filesBelow(path, keep = () => true) {
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return keep(path) ? [path] : [];
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => !SKIPPED.has(entry.name) && !entry.name.startsWith('.'))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => filesBelow(join(path, entry.name), keep));
}

/** One hash over the names and the contents of `files` and over `extra`; times and owners play no part. */
export function fingerprint(root, files, extra = []) {
  const hash = createHash('sha256');
  for (const text of extra) hash.update(`${text}\0`);
  for (const file of [...new Set(files)].sort()) {
    hash.update(`${relative(root, file).replaceAll('\\', '/')}\0`);
    hash.update(createHash('sha256').update(readFileSync(file)).digest());
  }
  return hash.digest('hex');
}

/** `files` and every file of the project that they import, directly or not. */
export function withImports(files) {
  const seen = new Set(files);
  const queue = files.filter((file) => /\.(ts|tsx|mjs)$/.test(file));
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    for (const { specifier } of importsOf(readFileSync(file, 'utf8'))) {
      if (!specifier.startsWith('.')) continue;
      const target = resolve(dirname(file), specifier.replace(/\?.*$/, ''));
      if (seen.has(target) || !existsSync(target) || !statSync(target).isFile()) continue;
      seen.add(target);
      if (/\.(ts|tsx|mjs)$/.test(target)) queue.push(target);
    }
  }
  return [...seen];
}

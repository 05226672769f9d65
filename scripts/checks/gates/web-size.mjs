import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const MANIFEST = 'web/dist/.vite/manifest.json';
const FIRST_LOAD_LIMIT = 230_000;
const CHUNK_LIMIT = 260_000;
const GZIP_LEVEL = 9;

const gzipped = (path) => gzipSync(readFileSync(path), { level: GZIP_LEVEL }).length;
const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;

/** The script that a browser fetches before anything shows: the entry and what it imports statically. */
function firstLoad(manifest) {
  const files = new Set();
  const visit = (key) => {
    const chunk = manifest[key];
    if (chunk === undefined || files.has(chunk.file)) return;
    files.add(chunk.file);
    for (const imported of chunk.imports ?? []) visit(imported);
  };
  for (const [key, chunk] of Object.entries(manifest)) if (chunk.isEntry) visit(key);
  return [...files].filter((file) => file.endsWith('.js'));
}

export const webSize = {
  name: 'web size',
  needs: ['web'],
  title: 'The console loads little script first',
  async run(root) {
    if (!existsSync(join(root, MANIFEST))) return { checked: 0, unit: 'chunks', faults: [`${MANIFEST} is missing: run "npm run setup"`] };
    const manifest = JSON.parse(readFileSync(join(root, MANIFEST), 'utf8'));
    const scripts = [...new Set(Object.values(manifest).map((chunk) => chunk.file))].filter((file) => file.endsWith('.js'));
    const sizes = new Map(scripts.map((file) => [file, gzipped(join(root, 'web/dist', file))]));
    const first = firstLoad(manifest).reduce((sum, file) => sum + sizes.get(file), 0);
    const faults = [...sizes]
      .filter(([, size]) => size > CHUNK_LIMIT)
      .map(([file, size]) => `${file} has ${kilobytes(size)}, more than ${kilobytes(CHUNK_LIMIT)}`);
    if (first > FIRST_LOAD_LIMIT) faults.push(`the first load has ${kilobytes(first)} of script, more than ${kilobytes(FIRST_LOAD_LIMIT)}`);
    if (first === 0) faults.push('the manifest names no entry');
    return { checked: scripts.length, unit: 'chunks', faults, note: `first load ${kilobytes(first)}` };
  },
  canaries: [
    {
      plants: 'an entry of 400 kB',
      files: {
        'web/dist/.vite/manifest.json': JSON.stringify({ 'index.html': { file: 'assets/canary.js', isEntry: true } }),
        'web/dist/assets/canary.js': Array.from({ length: 130_000 }, (_, index) => ((index * 2654435761) >>> 0).toString(36)).join(','),
      },
      expects: /first load/,
    },
    { plants: 'a build without an entry', files: { 'web/dist/.vite/manifest.json': '{}' }, expects: /no entry/ },
  ],
};

import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const IMPORT = /from '([^']+)'/g;
const FOLDER = new URL('./waterfall/', import.meta.url);

test('the oracle of the deal machine takes nothing from the back end or from a package', () => {
  const files = ['../waterfall-oracle.ts', ...readdirSync(FOLDER)];
  const imported = files.flatMap((name) => {
    const text = readFileSync(new URL(name, FOLDER), 'utf8');
    return [...text.matchAll(IMPORT)].map(([, path = '']) => new URL(path.startsWith('.') ? path : `/${path}`, new URL(name, FOLDER)).href);
  });
  expect(imported.length).toBeGreaterThan(20);
  expect(imported.filter((href) => !href.startsWith(FOLDER.href))).toEqual([]);
});

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isTest } from '../house.mjs';
import { sourceFiles } from '../source-files.mjs';

const TABLE = 'backend/docs/errors.md';

function codesInSource(root) {
  const codes = new Map();
  for (const path of sourceFiles(root, 'backend', ['.ts']).filter((file) => !isTest(file))) {
    for (const [, code, kind] of readFileSync(join(root, path), 'utf8').matchAll(/new DomainError\(\s*'([a-z0-9_]+)',\s*'([a-z_]+)'/g))
      codes.set(code, { kind, path });
  }
  return codes;
}

function rowsOfTable(root) {
  if (!existsSync(join(root, TABLE))) return new Map();
  const rows = readFileSync(join(root, TABLE), 'utf8').matchAll(/^\|\s*`?([a-z0-9_]+)`?\s*\|\s*`?([a-z_]+)`?\s*\|\s*(\S.*?)\s*\|$/gm);
  return new Map([...rows].filter(([, code]) => code !== 'code').map(([, code, kind]) => [code, kind]));
}

export const errorTable = {
  name: 'error table',
  title: 'Each error code has its row',
  async run(root) {
    const codes = codesInSource(root);
    const rows = rowsOfTable(root);
    const faults = [...codes].flatMap(([code, { kind, path }]) => {
      if (!rows.has(code)) return [`${path} throws ${code}, which has no row in ${TABLE}`];
      return rows.get(code) === kind ? [] : [`${path} throws ${code} as ${kind}, ${TABLE} says ${rows.get(code)}`];
    });
    return { checked: codes.size, unit: 'codes', faults };
  },
  canaries: [
    {
      plants: 'an error code without a row',
      files: { 'backend/scoring/canary.ts': "export const canary = () => new DomainError('canary_sang', 'invalid', 'It sang.');\n" },
      expects: /canary_sang/,
    },
  ],
};

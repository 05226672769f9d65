import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { HTTP_FAULTS, STATUS_OF_KIND } from './faults.ts';

const BACKEND = resolve(import.meta.dirname, '../..');
/** They hand on the codes that the API, or a thread, gave them. */
const PASSES_CODES_ON = new Set(['apps/cli/api-client.ts', 'scoring/studio/studio-thread.ts']);

interface Thrown {
  readonly code: string;
  readonly kind: string;
  readonly place: string;
}

/** Every `new DomainError('code', 'kind'` in the sources, and the places where code or kind is no literal. */
function scan(files: ReadonlyMap<string, string>): { thrown: Thrown[]; unreadable: string[] } {
  const thrown: Thrown[] = [];
  const unreadable: string[] = [];
  for (const [file, text] of files) {
    for (const match of text.matchAll(/new DomainError\(\s*(?:'([a-z0-9_]+)',\s*'([a-z_]+)')?/g)) {
      const place = `${file}:${text.slice(0, match.index).split('\n').length}`;
      const [, code, kind] = match;
      if (code !== undefined && kind !== undefined) thrown.push({ code, kind, place });
      else if (!PASSES_CODES_ON.has(file)) unreadable.push(place);
    }
  }
  return { thrown, unreadable };
}

function sources(): Map<string, string> {
  const names = globSync('**/*.ts', { cwd: BACKEND }).map((name) => name.replaceAll('\\', '/'));
  const own = names.filter((name) => !/(\.test(-d)?\.ts$|\/generated\/|\.generated\.ts$)/.test(name));
  return new Map(own.map((name) => [name, readFileSync(resolve(BACKEND, name), 'utf8')]));
}

function table(): { code: string; kind: string; text: string }[] {
  const rows = readFileSync(resolve(BACKEND, 'docs/errors.md'), 'utf8').matchAll(/^\| `([a-z0-9_]+)` \| ([a-z_]+) \| (.+) \|$/gm);
  return [...rows].map(([, code = '', kind = '', text = '']) => ({ code, kind, text }));
}

describe('backend/docs/errors.md', () => {
  const { thrown, unreadable } = scan(sources());
  const rows = table();
  const documented = new Map(rows.map((row) => [row.code, row]));

  it('finds the codes in the sources', () => {
    const found = scan(new Map([['a.ts', "throw new DomainError(\n  'a_b', 'invalid', 'x');\nthrow new DomainError(code, kind, 'y');"]]));
    expect(found).toEqual({ thrown: [{ code: 'a_b', kind: 'invalid', place: 'a.ts:1' }], unreadable: ['a.ts:3'] });
    expect(thrown.length).toBeGreaterThan(50);
  });

  it('can be read from the sources: code and kind are literals', () => {
    expect(unreadable).toEqual([]);
  });

  it('has a row, with the same kind, for each code that is thrown', () => {
    const wrong = thrown.filter(({ code, kind }) => documented.get(code)?.kind !== kind);
    expect(wrong).toEqual([]);
  });

  it('has a row for each refusal of the HTTP layer', () => {
    for (const { code } of Object.values(HTTP_FAULTS)) expect(documented.get(code)?.kind, code).toBe('http');
  });

  it('has no row that nothing throws', () => {
    const used = new Set([...thrown.map((one) => one.code), ...Object.values(HTTP_FAULTS).map((fault) => fault.code)]);
    expect(rows.map((row) => row.code).filter((code) => !used.has(code))).toEqual([]);
  });

  it('is sorted, says something in each row and knows only kinds that have a status', () => {
    const codes = rows.map((row) => row.code);
    expect(codes).toEqual([...codes].sort());
    expect(new Set(codes).size).toBe(codes.length);
    for (const row of rows) {
      expect(row.text, row.code).toMatch(/^[A-Z`].{10,}[.`]$/);
      expect([...Object.keys(STATUS_OF_KIND), 'http'], row.code).toContain(row.kind);
    }
  });
});

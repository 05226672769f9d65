import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { credentialCases } from '../../../test/vectors/credential-cases.ts';
import { judgeCase } from '../../../test/vectors/judge-case.ts';
import { type Check, CHECK_IDS, judge } from './check-list.ts';
import { checkWords, REASON_CODES, verdictWords } from './sentences.ts';

const check = (changes: Partial<Check> = {}): Check => ({
  id: 'notExpired',
  status: 'pass',
  reason: 'ok',
  params: {},
  source: 'file',
  block: null,
  ...changes,
});

describe('checkWords', () => {
  test('has words in both languages for whatever any case finds, with every value filled in', async () => {
    for (const item of credentialCases()) {
      const found = await judgeCase(item);
      for (const each of [...found.checks.map(checkWords), found.words]) {
        expect(each.en, item.name).toMatch(/^[A-Z/]?.*[.]$/);
        expect(each.zh, item.name).toMatch(/[。]$/);
        expect(`${each.en}${each.zh}`, item.name).not.toMatch(/[{}?]/);
        expect(each.zh, item.name).toMatch(/\p{Script=Han}/u);
      }
    }
  });

  test('knows every reason that the code of this room can give', async () => {
    const known = new Set(REASON_CODES);
    const folder = new URL('.', import.meta.url);
    const names = (await readdir(folder)).filter((name) => name.endsWith('.ts') && !name.includes('.test.') && name !== 'sentences.ts');
    const sources = await Promise.all(
      [...names, '../verify.ts', '../file-forms.ts', '../cbor-reader.ts'].map((name) => readFile(new URL(name, folder), 'utf8')),
    );
    const text = sources.join('\n');
    const given = [
      ...text.matchAll(
        /(?:'(?:fail|unknown|skipped)', |(?:reason|problem|open): |malformed\([^,()]+, )'([a-z]+(?:_[a-z]+)+|revoked|expired|malformed)'/g,
      ),
    ].map(([, code]) => code);
    expect(new Set(given).size).toBeGreaterThan(80);
    expect(given.filter((code) => code !== undefined && !known.has(code))).toEqual([]);
    for (const code of REASON_CODES) expect(text, code).toContain(`'${code}'`);
  });

  test('cuts long values short and shows a reason without words as it is', () => {
    const words = checkWords(check({ status: 'fail', reason: 'wrong_value', params: { field: 'x'.repeat(500), detail: 'd' } }));
    expect(words.en.length).toBeLessThan(120);
    expect(checkWords(check({ status: 'fail', reason: 'revoked' })).en).toContain('number ?');
    expect(checkWords(check({ status: 'fail', reason: 'of_a_later_version' })).en).toBe('of_a_later_version');
  });
});

describe('judge', () => {
  const all = CHECK_IDS.map((id) => check({ id }));
  const withOne = (id: Check['id'], changes: Partial<Check>) => all.map((each) => (each.id === id ? { ...each, ...changes } : each));

  test('needs every check to pass', () => {
    expect(judge(all)).toEqual({ verdict: 'valid', decisive: null });
    expect(verdictWords(judge(all)).en).toMatch(/^Valid/);
    expect(judge(all.slice(1)).verdict).toBe('undetermined');
    for (const id of CHECK_IDS) {
      expect(judge(withOne(id, { status: 'fail', reason: 'x' })).verdict).not.toBe('valid');
      expect(judge(withOne(id, { status: 'unknown', reason: 'x' })).verdict).toBe('undetermined');
      expect(judge(withOne(id, { status: 'skipped', reason: 'x' })).verdict).toBe('undetermined');
    }
  });

  test('lets only a signature that the anchor replaces be skipped', () => {
    expect(judge(withOne('signatureValid', { status: 'skipped', reason: 'anchor_proves_issuer' })).verdict).toBe('valid');
  });

  test('names the gravest finding', () => {
    const both = withOne('notExpired', { status: 'fail', reason: 'expired' }).map((each) =>
      each.id === 'included' ? { ...each, status: 'fail' as const, reason: 'path_misses_root' } : each,
    );
    expect(judge(both)).toMatchObject({ verdict: 'forged', decisive: { id: 'included' } });
  });
});

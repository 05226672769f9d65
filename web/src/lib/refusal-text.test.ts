import { describe, expect, it } from 'vitest';
import table from '../../../backend/docs/errors.md?raw';
import { refusals } from './i18n/refusals-zh.ts';
import { refusalText } from './refusal-text.ts';

const english = new Map([...table.matchAll(/^\| `([a-z0-9_]+)` \| [a-z_]+ \| (.+) \|$/gm)].map(([, code = '', text = '']) => [code, text]));
const sentences = [...refusals.whole, ...refusals.field];

describe('the Chinese sentences of refusals', () => {
  it('are there for each code of the API and for no other', () => {
    expect(english.size).toBeGreaterThan(400);
    expect([...refusals.whole.keys()].toSorted()).toEqual([...english.keys()].toSorted());
  });

  it('are Chinese and end as sentences do', () => {
    expect(sentences.filter(([, text]) => !/^.*\p{Script=Han}.*。$/u.test(text))).toEqual([]);
  });

  it('have no half-width comma, period or quotation mark but within names', () => {
    expect(sentences.filter(([, text]) => /[,;:?!"'`]|\.(?![A-Za-z0-9])/.test(text))).toEqual([]);
  });

  it('hold nothing that would have to be filled in', () => {
    expect(sentences.filter(([, text]) => /[{}$]/.test(text))).toEqual([]);
  });

  it('name the settings, commands and sizes that the English names', () => {
    const names = (text: string) => [...text.matchAll(/\b[A-Z]{2,}(?:_[A-Z]+)+\b|\b\d{2,}\b/g)].map(([name]) => name);
    const unlike = [...refusals.whole].filter(([code, text]) => !names(text).every((name) => (english.get(code) ?? '').includes(name)));
    expect(unlike).toEqual([]);
  });
});

describe('refusalText', () => {
  const refused = { code: 'four_eyes', detail: 'You asked for this yourself.' };

  it('says to a reader of English what the API says', () => {
    expect(refusalText(refused, null)).toEqual({ text: 'You asked for this yourself.', english: null });
  });

  it('says it in Chinese, and keeps the English for its specifics', () => {
    const { text, english: below } = refusalText(refused, refusals.whole);
    expect(text).toContain('请由另一人登录后决定');
    expect(below).toBe('You asked for this yourself.');
  });

  it('says a code without a sentence as the API says it', () => {
    expect(refusalText({ code: 'of_a_newer_version', detail: 'No.' }, refusals.whole)).toEqual({ text: 'No.', english: null });
  });
});

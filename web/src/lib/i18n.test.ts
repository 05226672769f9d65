import { describe, expect, it } from 'vitest';
import { en } from './i18n/en.ts';
import { zh } from './i18n/zh.ts';

type Tree = { readonly [key: string]: string | Tree };

function flatten(tree: Tree, prefix = ''): Map<string, string> {
  return new Map(
    Object.entries(tree).flatMap(([key, value]): [string, string][] =>
      typeof value === 'string' ? [[`${prefix}${key}`, value]] : [...flatten(value, `${prefix}${key}.`)],
    ),
  );
}

const chinese = flatten(zh);
const english = flatten(en);

/** Names, units and signs that are the same in both languages. */
const SAME_IN_BOTH = new Set(['home.unit.gas']);

function placeholders(text: string): string[] {
  return [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1] ?? '').toSorted();
}

describe('translations', () => {
  it('have the same keys in both languages', () => {
    expect([...english.keys()].toSorted()).toEqual([...chinese.keys()].toSorted());
  });

  it.each([...chinese.keys()])('%s has the same placeholders in both languages', (key) => {
    expect(placeholders(english.get(key) ?? '')).toEqual(placeholders(chinese.get(key) ?? ''));
  });

  it('leave nothing empty', () => {
    const empty = [...chinese, ...english].filter(([, text]) => text.trim() === '').map(([key]) => key);
    expect(empty).toEqual([]);
  });

  it('are translated: Chinese has Chinese letters and English has none', () => {
    const han = /\p{Script=Han}/u;
    const notChinese = [...chinese].filter(
      ([key, text]) =>
        !han.test(text) && /[a-z]{3}/i.test(text.replaceAll(/\{\{\w+\}\}/g, '')) && !SAME_IN_BOTH.has(key) && !/^(Gas|ABI)$/.test(text),
    );
    const notEnglish = [...english].filter(([, text]) => han.test(text));
    expect(notChinese).toEqual([]);
    expect(notEnglish).toEqual([]);
  });
});

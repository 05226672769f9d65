import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { sourceFiles } from '../source-files.mjs';

let reading = 0;

/** Every text of a module of words, by its dotted key. */
async function textsOf(root, path) {
  reading += 1;
  const module = await import(`${pathToFileURL(join(root, path)).href}?reading=${reading}`);
  const texts = new Map();
  const walk = (value, key) => {
    if (typeof value === 'string') texts.set(key, value);
    else for (const [name, member] of Object.entries(value)) walk(member, key === '' ? name : `${key}.${name}`);
  };
  for (const [name, value] of Object.entries(module)) walk(value, name);
  return texts;
}

const placeholders = (text) =>
  (text.match(/\{\{[^}]+\}\}/g) ?? [])
    .map((name) => name.replace(/\s/g, ''))
    .sort()
    .join(' ');
const withoutMarks = (text) => text.replace(/\{\{[^}]+\}\}|<[^>]+>/g, '');
/** A sentence in Latin letters where Chinese is expected; names and abbreviations stay as they are. */
const isUntranslated = (text) => !/[\u4e00-\u9fff]/.test(text) && (withoutMarks(text).match(/[A-Za-z]{3,}/g) ?? []).length >= 3;
/** i18next asks for a plural form in English that Chinese does not have. */
const base = (key) => key.replace(/_(one|other|zero|two|few|many)$/, '');

async function compare(root, english, chinese) {
  const en = await textsOf(root, english);
  const zh = await textsOf(root, chinese);
  const faults = [];
  const enBases = new Map([...en].map(([key, text]) => [base(key), text]));
  const zhBases = new Map([...zh].map(([key, text]) => [base(key), text]));
  for (const key of enBases.keys()) if (!zhBases.has(key)) faults.push(`${chinese} lacks ${key}`);
  for (const key of zhBases.keys()) if (!enBases.has(key)) faults.push(`${english} lacks ${key}`);
  for (const [key, text] of [...en, ...zh]) if (text.trim() === '') faults.push(`${key} is empty`);
  for (const [key, text] of zhBases) {
    const other = enBases.get(key);
    if (other !== undefined && placeholders(other) !== placeholders(text))
      faults.push(`${chinese} ${key} has other placeholders than the English text`);
    if (isUntranslated(text)) faults.push(`${chinese} ${key} is not translated: ${text}`);
  }
  return { texts: en.size + zh.size, faults };
}

export const translations = {
  name: 'translations',
  title: 'Chinese and English are complete',
  async run(root) {
    const english = sourceFiles(root, 'web/src', ['.en.ts']);
    const faults = [];
    let checked = 0;
    for (const path of english) {
      const chinese = path.replace(/\.en\.ts$/, '.zh.ts');
      if (!existsSync(join(root, chinese))) {
        faults.push(`${chinese} is missing`);
        continue;
      }
      const result = await compare(root, path, chinese);
      checked += result.texts;
      faults.push(...result.faults);
    }
    for (const path of sourceFiles(root, 'web/src', ['.zh.ts']))
      if (!english.includes(path.replace(/\.zh\.ts$/, '.en.ts'))) faults.push(`${path} has no English counterpart`);
    for (const path of sourceFiles(root, 'web/src', ['.tsx'])) {
      // The language's own name stands in the menu that chooses it.
      if (/[\u4e00-\u9fff]/.test(readFileSync(join(root, path), 'utf8').replaceAll(/'(简体)?中文'/g, '')))
        faults.push(`${path} holds Chinese text outside of the words`);
    }
    return { checked, unit: 'texts', faults };
  },
  canaries: [
    {
      plants: 'a key without its Chinese text',
      files: {
        'web/src/app/canary.en.ts': "export const canary = { a: 'One', b: 'Two {{count}}' } as const;\n",
        'web/src/app/canary.zh.ts': "export const canary = { a: '一' } as const;\n",
      },
      expects: /lacks canary\.b/,
    },
    {
      plants: 'an English sentence in the Chinese words and a lost placeholder',
      files: {
        'web/src/app/canary.en.ts': "export const canary = { a: 'One more time', b: 'Two {{count}}' } as const;\n",
        'web/src/app/canary.zh.ts': "export const canary = { a: 'One more time', b: '二' } as const;\n",
      },
      expects: /is not translated/,
      expectsAll: [/other placeholders/],
    },
  ],
};

import type { Condition } from './segment-tree.ts';

/** Levels of one condition that are shown at most. */
const SHOWN_LEVELS = 6;

const WORDS = {
  en: { among: 'in', others: 'not in', missing: ' or missing', joined: '; ' },
  zh: { among: '属于', others: '不属于', missing: ' 或缺失', joined: '；' },
} as const;

type LabelLanguage = keyof typeof WORDS;

/** A condition for people: `age < 25 or missing`, `purpose not in A40, A41`. */
export function conditionLabel({ test, side }: Condition, language: LabelLanguage = 'en'): string {
  const words = WORDS[language];
  const missing = test.missing === side ? words.missing : '';
  if (test.kind === 'below') return `${test.attribute} ${side === 'left' ? '<' : '≥'} ${test.cut}${missing}`;
  const rest = test.levels.length - SHOWN_LEVELS;
  const levels = `${test.levels.slice(0, SHOWN_LEVELS).join(', ')}${rest > 0 ? ` … (+${rest})` : ''}`;
  return `${test.attribute} ${side === 'left' ? words.among : words.others} ${levels}${missing}`;
}

/** What leads to a leaf, for people. */
export function pathLabel(path: readonly Condition[], language: LabelLanguage = 'en'): string {
  return path.map((condition) => conditionLabel(condition, language)).join(WORDS[language].joined);
}

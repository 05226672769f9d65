import type { Language } from '../../lib/format.ts';

const LOCALES: Record<Language, string> = { zh: 'zh-CN', en: 'en-GB' };
const UNITS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const;

/** A time span in the largest unit that divides it. */
export function durationText(seconds: number, language: Language): string {
  const [unit, size] = UNITS.find(([, length]) => seconds % length === 0 && seconds > 0) ?? ['second', 1];
  return new Intl.NumberFormat(LOCALES[language], { style: 'unit', unit, unitDisplay: 'long' }).format(seconds / size);
}

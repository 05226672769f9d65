import { REASON_CODES, type ReasonCode } from './reason-codes.ts';

/** What a customer is told in both languages; `code` is null for words made for one card. */
export interface Wording {
  readonly code: string | null;
  readonly en: string;
  readonly zh: string;
}

/** Phrases that name no fact: a reason with one of them tells the customer nothing (Regulation B, 12 CFR 1002.9(b)(2)). */
export const VAGUE_PHRASES: readonly string[] = [
  'internal standard',
  'internal policy',
  'internal criteria',
  'insufficient score',
  'credit score is too low',
  'score too low',
  'low score',
  'qualifying score',
  'scoring system',
  'scorecard',
  'model output',
  'algorithm',
  'overall risk',
  'risk profile',
  'creditworthiness',
  'does not meet',
  'did not meet',
  'not eligible',
  'other reason',
  'various reasons',
  'miscellaneous',
  'unspecified',
  'general',
  '内部标准',
  '内部政策',
  '内部规定',
  '评分不足',
  '分数过低',
  '分数不够',
  '评分模型',
  '评分卡',
  '综合评分',
  '综合评估',
  '综合考虑',
  '算法',
  '信用状况不佳',
  '资质不足',
  '不符合要求',
  '不符合条件',
  '其他原因',
  '各种原因',
];

const LEAST_LETTERS = { en: 8, zh: 4 };
const MOST_LETTERS = 200;

/** What is wrong with words meant for a customer, null when nothing is. */
export function faultOfWording(text: string, language: 'en' | 'zh'): string | null {
  const plain = text.trim();
  if (plain.length < LEAST_LETTERS[language]) return 'too short to name a fact';
  if (plain.length > MOST_LETTERS) return `longer than ${MOST_LETTERS} characters`;
  const isChinese = /\p{Script=Han}/u.test(plain);
  if (isChinese !== (language === 'zh')) return language === 'zh' ? 'not written in Chinese' : 'not written in English';
  if (/[{}<>]|\$\{|\?\?/.test(plain)) return 'a placeholder is left in it';
  const vague = VAGUE_PHRASES.find((phrase) => plain.toLowerCase().includes(phrase));
  return vague === undefined ? null : `“${vague}” names no fact`;
}

/** Faults of a library: words that are missing or vague, and codes or words that occur twice. */
export function faultsOfLibrary(codes: readonly ReasonCode[]): string[] {
  const seen = new Set<string>();
  return codes.flatMap(({ code, en, zh }) => {
    const faults: string[] = [];
    for (const [language, text] of [
      ['en', en],
      ['zh', zh],
    ] as const) {
      const fault = faultOfWording(text, language);
      if (fault !== null) faults.push(`${code} ${language}: ${fault}`);
      if (seen.has(text)) faults.push(`${code} ${language}: the same words stand under another code`);
      seen.add(text);
    }
    if (!/^[A-Z]{2}\d{2}$/.test(code) || seen.has(code)) faults.push(`${code}: not two letters and two digits, or used before`);
    seen.add(code);
    return faults;
  });
}

export function findReasonCode(code: string): ReasonCode | null {
  return REASON_CODES.find((known) => known.code === code) ?? null;
}

/** Words for a characteristic that nobody worded: its name, and the attribute that cost the points. */
export function wordingFor(
  names: { readonly en: string; readonly zh: string },
  attribute: { readonly en: string; readonly zh: string },
): Wording {
  return { code: null, en: `${names.en}: ${attribute.en}`, zh: `${names.zh}：${attribute.zh}` };
}

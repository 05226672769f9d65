import type { Language } from '../../lib/format.ts';

/** Fields whose lines are ranges of a number; the lines of the others are values as they stand. */
const RANGES: ReadonlySet<string> = new Set(['balance', 'rate', 'remainingMonths', 'pd', 'daysPastDue']);
const RANGE = /^(\d+(?:\.\d+)?)(%?)(?:\+|-<(\d+(?:\.\d+)?)%?)$/;

/** A line of a table by `field` as people read it: `5000-<10000` is `5,000 – < 10,000`. The upper edge is not part of a range. */
export function stratumLabel(label: string, field: string, language: Language): string {
  if (label === '-') return '–';
  const match = RANGES.has(field) ? RANGE.exec(label) : null;
  if (match === null) return label;
  const [, low = '', percent = '', high] = match;
  const edge = (digits: string) => `${grouped(digits)}${percent}`;
  if (high === undefined) return language === 'zh' ? `${edge(low)} 及以上` : `${edge(low)} and more`;
  return language === 'zh' ? `${edge(low)} 至 ${edge(high)} 以下` : `${edge(low)} – < ${edge(high)}`;
}

function grouped(digits: string): string {
  const [whole = '', fraction] = digits.split('.');
  const text = whole.replaceAll(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? text : `${text}.${fraction}`;
}

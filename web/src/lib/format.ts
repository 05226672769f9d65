export type Language = 'zh' | 'en';

const LOCALES: Record<Language, string> = { zh: 'zh-CN', en: 'en-GB' };
const WAD_TO_MILLIONTH = 1_000_000_000_000n;

/** A whole number of any size, in decimal text or as a number, with thousands groups. */
export function formatCount(value: string | number, language: Language): string {
  if (typeof value === 'number') return new Intl.NumberFormat(LOCALES[language]).format(value);
  return /^-?\d+$/.test(value) ? new Intl.NumberFormat(LOCALES[language]).format(BigInt(value)) : value;
}

export function formatNumber(value: number, language: Language, digits: number): string {
  return new Intl.NumberFormat(LOCALES[language], { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value);
}

/** With the digits that it has, up to twelve after the point. */
export function formatExact(value: number, language: Language): string {
  return new Intl.NumberFormat(LOCALES[language], { maximumFractionDigits: 12 }).format(value);
}

/** `share` 0.123 becomes 12.3 %. */
export function formatShare(share: number, language: Language, digits = 1): string {
  return new Intl.NumberFormat(LOCALES[language], {
    style: 'percent',
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(share);
}

/** A probability scaled by 1e18, to a millionth. */
export function wadToNumber(wad: string): number {
  return /^\d{1,30}$/.test(wad) ? Number(BigInt(wad) / WAD_TO_MILLIONTH) / 1e6 : Number.NaN;
}

export function formatWad(wad: string, language: Language, digits = 2): string {
  const value = wadToNumber(wad);
  return Number.isNaN(value) ? wad : formatShare(value, language, digits);
}

/** The API sends RFC 3339 text or whole Unix seconds in decimal; null when it is neither. */
export function readTime(text: string): Date | null {
  const instant = /^\d{1,12}$/.test(text) ? Number(text) * 1000 : Date.parse(text);
  return Number.isNaN(instant) ? null : new Date(instant);
}

export function formatTime(at: Date, language: Language, zone?: 'UTC'): string {
  return new Intl.DateTimeFormat(LOCALES[language], {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    ...(zone ? { timeZone: zone } : {}),
  }).format(at);
}

export function formatDay(at: Date, language: Language): string {
  return new Intl.DateTimeFormat(LOCALES[language], { year: 'numeric', month: '2-digit', day: '2-digit' }).format(at);
}

/** A day of the calendar, `2026-12-31`, which is the same day everywhere. */
export function formatPlainDay(day: string, language: Language): string {
  const at = new Date(`${day}T00:00:00Z`);
  if (Number.isNaN(at.getTime())) return day;
  const parts = { year: 'numeric', month: '2-digit', day: '2-digit', timeZone: 'UTC' } as const;
  return new Intl.DateTimeFormat(LOCALES[language], parts).format(at);
}

/** `0x1234ab…9f0e`: enough to tell two hashes apart at a glance; the whole value is in the title and the clipboard. */
export function shortHash(hash: string, lead = 8, tail = 6): string {
  return hash.length <= lead + tail + 1 ? hash : `${hash.slice(0, lead)}…${hash.slice(-tail)}`;
}

/** Units of a token or a currency in their major unit, with thousands groups: 123456 of two decimals is 1,234.56. */
export function formatMoney(units: string, decimals: number, language: Language, symbol = ''): string {
  if (!/^-?\d{1,40}$/.test(units)) return units;
  const digits = units.replace('-', '').padStart(decimals + 1, '0');
  const whole = BigInt(digits.slice(0, digits.length - decimals));
  const cents = digits.slice(digits.length - decimals).slice(0, 2);
  const sign = units.startsWith('-') ? '-' : '';
  const text = `${sign}${new Intl.NumberFormat(LOCALES[language]).format(whole)}${cents === '' ? '' : `.${cents}`}`;
  return symbol === '' ? text : `${text} ${symbol}`;
}

/** A number in few letters, for an axis: 20M, 2000万. */
export function formatShort(value: number, language: Language): string {
  return new Intl.NumberFormat(LOCALES[language], { notation: 'compact', maximumFractionDigits: 1 }).format(value);
}

/** Units in short: 48.96M, or 4,896.27万; the exact amount belongs beside it or in its title. */
export function formatMoneyShort(units: string, decimals: number, language: Language): string {
  const shape = { notation: 'compact', minimumFractionDigits: 2, maximumFractionDigits: 2 } as const;
  return new Intl.NumberFormat(LOCALES[language], shape).format(unitsToNumber(units, decimals));
}

/** Units as a number for drawing only. */
export function unitsToNumber(units: string, decimals: number): number {
  return Number(units) / 10 ** decimals;
}

import type { TFunction } from 'i18next';
import type { Figure } from '../../../../backend/platform/http/schemas.ts';
import { formatCount, formatNumber, formatShare, formatWad, type Language } from '../../lib/format.ts';

const NAMES = [
  'customers',
  'scored',
  'auc',
  'credentials',
  'batches',
  'revoked',
  'gasPerCredential',
  'issuers',
  'transactions',
  'auditEntries',
  'blockHeight',
] as const;
const UNITS = ['points', 'gas', 'blocks'] as const;
/** Units that the name of the figure already says, or that the number itself shows. */
const SILENT_UNITS = [
  '',
  'count',
  'ratio',
  'share',
  'wad',
  'percent',
  'people',
  'customers',
  'credentials',
  'batches',
  'issuers',
  'transactions',
  'entries',
  'scorecards',
];

export function figureName(t: TFunction, name: string): string {
  const known = NAMES.find((candidate) => candidate === name);
  return known === undefined ? name : t(`home.figure.${known}`);
}

export function figureUnit(t: TFunction, unit: string): string {
  const known = UNITS.find((candidate) => candidate === unit);
  if (known !== undefined) return t(`home.unit.${known}`);
  return SILENT_UNITS.includes(unit) ? '' : unit;
}

/** The value as its unit asks for it: whole numbers grouped, shares in percent, ratios to three places. */
export function figureValue(figure: Pick<Figure, 'value' | 'unit'>, language: Language): string {
  const { value, unit } = figure;
  if (unit === 'wad') return formatWad(value, language);
  if (unit === 'share') return formatShare(Number(value), language);
  if (/^-?\d+$/.test(value)) return formatCount(value, language);
  const decimals = /^-?\d+\.(\d+)$/.exec(value)?.[1];
  return decimals === undefined ? value : formatNumber(Number(value), language, decimals.length);
}

import type { TFunction } from 'i18next';
import type { SegmentCondition } from '../../../../backend/scoring/segments/schemas.ts';
import type { Language } from '../../lib/format.ts';
import { binName, characteristicName } from '../customers/glossary.ts';

/** One step on the way to a segment, in words. */
export function conditionWords(t: TFunction, { attribute, side, cut, levels, withMissing }: SegmentCondition, language: Language): string {
  const name = characteristicName(attribute, language);
  const words =
    cut === null
      ? t(`scorecard.segments.condition.${side === 'left' ? 'among' : 'others'}`, { name, levels: binName('', levels, language) })
      : `${name} ${side === 'left' ? '<' : '≥'} ${cut}`;
  return withMissing ? t('scorecard.segments.condition.orMissing', { words }) : words;
}

/** All that leads to a segment, in words. */
export function pathWords(t: TFunction, path: readonly SegmentCondition[], language: Language): string {
  return path.map((condition) => conditionWords(t, condition, language)).join(t('scorecard.segments.condition.and'));
}

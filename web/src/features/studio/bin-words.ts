import type { TFunction } from 'i18next';
import type { StudioBin } from '../../../../backend/scoring/studio/schemas.ts';
import type { Language } from '../../lib/format.ts';
import { attributeName, binName } from '../customers/glossary.ts';
import type { DraftEdit } from './draft.ts';

/** A cut as people read it; the exact number is in the document. */
export function cutText(value: number, language: Language): string {
  return new Intl.NumberFormat(language === 'zh' ? 'zh-CN' : 'en-GB', { maximumSignificantDigits: 6 }).format(value);
}

export function binText(bin: Pick<StudioBin, 'kind' | 'label' | 'lower' | 'upper' | 'levels'>, language: Language): string {
  if (bin.kind !== 'interval') return binName(bin.label, bin.levels, language);
  const lower = bin.lower === null ? '−∞' : cutText(bin.lower, language);
  return `[${lower}, ${bin.upper === null ? '∞' : cutText(bin.upper, language)})`;
}

function levelsText(levels: readonly string[], language: Language): string {
  return levels.map((level) => attributeName(level, language)).join(language === 'zh' ? '、' : ', ');
}

/** What a change does, in words. */
export function changeText(t: TFunction, edit: DraftEdit, language: Language): string {
  switch (edit.kind) {
    case 'merge':
    case 'split':
      return t(`studio.change.${edit.kind}`, { at: cutText(edit.at, language) });
    case 'move':
      return t('studio.change.move', { from: cutText(edit.from, language), to: cutText(edit.to, language) });
    case 'trend':
      return t('studio.change.trend', { shape: t(`studio.shape.${edit.shape}`) });
    case 'join':
    case 'part':
      return t(`studio.change.${edit.kind}`, { levels: levelsText(edit.levels, language) });
  }
}

import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../lib/use-language.ts';
import { characteristicName } from '../customers/glossary.ts';

const FIGURES = ['score', 'approval', 'segments', 'calibration', 'discrimination'] as const;
const CHARACTERISTIC = /^(?:segment:(.*?):)?characteristic:(.*)$/s;

/**
 * Says a watched figure in words: one of the card as a whole, or the name of a characteristic, with that of its segment unless it stands
 * under `within` anyway.
 */
export function useFigureName(): (figure: string, within?: string | null) => string {
  const { t } = useTranslation();
  const language = useLanguage();
  return (figure, within = null) => {
    const known = FIGURES.find((name) => name === figure);
    if (known !== undefined) return t(`modelWatch.figure.${known}`);
    const [, segment, characteristic = figure] = CHARACTERISTIC.exec(figure) ?? [];
    const name = characteristicName(characteristic, language);
    return segment === undefined || segment === within ? name : `${segment} · ${name}`;
  };
}

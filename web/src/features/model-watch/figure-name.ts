import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../lib/use-language.ts';
import { characteristicName } from '../customers/glossary.ts';

const FIGURES = ['score', 'approval', 'calibration', 'discrimination'] as const;
const PREFIX = 'characteristic:';

/** Says a watched figure in words: one of the card as a whole, or the name of a characteristic. */
export function useFigureName(): (figure: string) => string {
  const { t } = useTranslation();
  const language = useLanguage();
  return (figure) => {
    const known = FIGURES.find((name) => name === figure);
    if (known !== undefined) return t(`modelWatch.figure.${known}`);
    return characteristicName(figure.startsWith(PREFIX) ? figure.slice(PREFIX.length) : figure, language);
  };
}

import { useTranslation } from 'react-i18next';
import type { StudioBins } from '../../../../backend/scoring/studio/schemas.ts';
import { formatCount, formatNumber, formatShare } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { binText } from './bin-words.ts';
import classes from './Studio.module.css';

interface BinRowsProps {
  readonly data: StudioBins;
  readonly chosen: number | null;
  readonly hovered: number | null;
  readonly onHover: (bin: number | null) => void;
  readonly onPick: (bin: number) => void;
  readonly onMerge: (bin: number) => void;
  readonly onSplit: (bin: number) => void;
}

/** The bins with their numbers; what is chosen here is chosen in the chart. */
export function BinRows({ data, chosen, hovered, onHover, onPick, onMerge, onSplit }: BinRowsProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { bins, figures } = data;
  return (
    <div className={classes.scroll}>
      <table className={classes.rows}>
        <thead>
          <tr>
            <th scope="col">{t('scorecard.bin')}</th>
            <th scope="col">{t('scorecard.count')}</th>
            <th scope="col">{t('scorecard.share')}</th>
            <th scope="col">{t('scorecard.badsColumn')}</th>
            <th scope="col">{t('scorecard.badRate')}</th>
            <th scope="col">WOE</th>
            <th scope="col">IV</th>
            <th scope="col">{t('studio.pValue')}</th>
          </tr>
        </thead>
        <tbody>
          {bins.map((bin, place) => (
            <tr
              key={bin.label}
              data-chosen={chosen === place || undefined}
              data-hovered={hovered === place || undefined}
              onMouseEnter={() => onHover(place)}
              onMouseLeave={() => onHover(null)}
            >
              <th scope="row">
                <button
                  type="button"
                  className={classes.binButton}
                  aria-pressed={chosen === place}
                  onClick={() => onPick(place)}
                  onKeyDown={(event) => {
                    if (event.ctrlKey || event.metaKey || event.altKey) return;
                    if (event.key === 's') onSplit(place);
                    else if (event.key === 'Delete' || event.key === 'Backspace') onMerge(place);
                    else return;
                    event.preventDefault();
                  }}
                >
                  {binText(bin, language)}
                </button>
              </th>
              <td>{formatCount(bin.count, language)}</td>
              <td>{formatShare(bin.share, language)}</td>
              <td>{formatCount(bin.bads, language)}</td>
              <td>{formatShare(bin.badRate, language)}</td>
              <td>{formatNumber(bin.woe, language, 3)}</td>
              <td>{formatNumber(bin.iv, language, 4)}</td>
              <td>{pText(figures.pValues[place], language)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const LEAST_P = 0.0001;

function pText(value: number | undefined, language: 'zh' | 'en'): string {
  if (value === undefined) return '';
  return value < LEAST_P ? `< ${LEAST_P}` : formatNumber(value, language, 4);
}

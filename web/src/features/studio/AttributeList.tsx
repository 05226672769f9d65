import { useTranslation } from 'react-i18next';
import type { StudioAttribute } from '../../../../backend/scoring/studio/schemas.ts';
import { formatNumber } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { Panel } from '../../ui/Panel.tsx';
import { characteristicName } from '../customers/glossary.ts';
import { dropWords } from '../scorecard/BinningTab.tsx';
import lists from '../scorecard/BinningTab.module.css';
import { type Draft, historyOf } from './draft.ts';
import classes from './Studio.module.css';

interface AttributeListProps {
  readonly attributes: readonly StudioAttribute[];
  readonly draft: Draft;
  readonly chosen: string;
  readonly onChoose: (name: string) => void;
}

/** All attributes by what they tell, with what became of each in the card. */
export function AttributeList({ attributes, draft, chosen, onChoose }: AttributeListProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const strongest = attributes[0]?.iv ?? 1;
  return (
    <Panel title={t('studio.attributes')} note={t('studio.attributesNote')} flush>
      <ul className={lists.list}>
        {attributes.map((attribute) => {
          const changes = historyOf(draft, attribute.name).done.length;
          return (
            <li key={attribute.name}>
              <button
                type="button"
                className={lists.item}
                aria-current={attribute.name === chosen}
                data-dropped={!attribute.selected || undefined}
                data-attribute={attribute.name}
                onClick={() => onChoose(attribute.name)}
              >
                <span className={lists.name}>{characteristicName(attribute.name, language)}</span>
                <span className={lists.iv}>{formatNumber(attribute.iv, language, 3)}</span>
                <span className={lists.bar} style={{ width: `${Math.max((attribute.iv / strongest) * 100, 1)}%` }} />
                <span className={classes.facts}>
                  {attribute.selected && `${t('studio.selected')} · `}
                  {t(`scorecard.trend.${attribute.trend}`)} · {t('studio.quality', { value: formatNumber(attribute.quality, language, 2) })}
                </span>
                {!attribute.selected && <span className={classes.facts}>{dropWords(t, attribute, language)}</span>}
                {changes > 0 && <span className={classes.byHand}>{t('studio.changedCount', { number: String(changes) })}</span>}
              </button>
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}

import { SimpleGrid, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ComparedCharacteristicView, ComparisonView } from '../../../../backend/scoring/comparison/schemas.ts';
import { formatNumber, formatShare } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { binName, characteristicName } from '../customers/glossary.ts';
import classes from './ComparedPoints.module.css';
import { Panel } from '../../ui/Panel.tsx';
import { comparedNames } from './compared-style.ts';

/** Characteristics that not every plain card uses, and the points of each attribute card beside card; nothing without two plain cards. */
export function ComparedPoints({ view }: { view: ComparisonView }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const names = comparedNames(view.cards).filter((_, place) => {
    const card = view.cards[place];
    return card?.kind === 'scorecard' && card.segments.length === 0;
  });
  if (names.length < 2) return null;
  const partial = view.characteristics.filter(({ cards }) => cards.includes(null));
  const note =
    partial.length === 0
      ? t('scorecard.compare.sameCharacteristics')
      : partial.map((found) => `${characteristicName(found.name, language)}: ${users(found, names)}`).join(' · ');
  return (
    <Panel title={t('scorecard.compare.points')} note={note}>
      <div className={classes.list}>
        {view.characteristics.map((found) => (
          <Characteristic key={found.name} found={found} names={names} />
        ))}
      </div>
    </Panel>
  );
}

function users({ cards }: ComparedCharacteristicView, names: readonly string[]): string {
  return names.filter((_, place) => cards[place] !== null).join(', ');
}

function Characteristic({ found, names }: { found: ComparedCharacteristicView; names: readonly string[] }) {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <section aria-label={characteristicName(found.name, language)} className={classes.characteristic}>
      <h3 className={classes.title}>{characteristicName(found.name, language)}</h3>
      <SimpleGrid cols={{ base: 1, sm: names.length }} spacing="xl">
        {found.cards.map((card, place) => (
          <div key={names[place]}>
            <Text size="xs" c="dimmed">
              {names[place]}
              {card !== null && `, IV ${formatNumber(card.iv, language, 3)}`}
            </Text>
            {card === null ? (
              <Text size="sm">{t('scorecard.notUsed')}</Text>
            ) : (
              <table className={classes.table}>
                <thead>
                  <tr>
                    <th scope="col">{t('scorecard.bin')}</th>
                    <th scope="col">{t('scorecard.badRate')}</th>
                    <th scope="col">{t('scorecard.compare.pointsColumn')}</th>
                  </tr>
                </thead>
                <tbody>
                  {card.attributes
                    .filter(({ badRate }) => badRate !== null)
                    .map(({ label, levels, points, badRate }) => (
                      <tr key={label}>
                        <td>{binName(label, levels, language)}</td>
                        <td>{formatShare(badRate ?? 0, language)}</td>
                        <td>{points}</td>
                      </tr>
                    ))}
                </tbody>
              </table>
            )}
          </div>
        ))}
      </SimpleGrid>
    </section>
  );
}

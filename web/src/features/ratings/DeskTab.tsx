import { SimpleGrid } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Loaded } from '../../ui/Loaded.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Empty } from '../../ui/states.tsx';
import { PublishRating } from './PublishRating.tsx';
import { PublishRates } from './PublishRates.tsx';
import { scalesQuery } from './queries.ts';

/** Where the house's agency publishes. */
export function DeskTab() {
  const { t } = useTranslation();
  const query = useQuery(scalesQuery);
  return (
    <Loaded query={query}>
      {({ data: scales }) =>
        scales.length === 0 ? (
          <Empty title={t('ratings.desk.noScale')}>{t('ratings.desk.noScaleWhy')}</Empty>
        ) : (
          <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="md" style={{ alignItems: 'start' }}>
            <Panel title={t('ratings.desk.rating')} note={t('ratings.desk.ratingNote')}>
              <PublishRating scales={scales} />
            </Panel>
            <Panel title={t('ratings.desk.rates')} note={t('ratings.desk.ratesNote')}>
              <PublishRates scales={scales} />
            </Panel>
          </SimpleGrid>
        )
      }
    </Loaded>
  );
}

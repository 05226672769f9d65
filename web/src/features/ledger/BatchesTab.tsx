import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { batchesQuery } from '../../lib/queries.ts';
import { Loaded } from '../../ui/Loaded.tsx';
import { Pager } from '../../ui/Pager.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Empty } from '../../ui/states.tsx';
import { BatchTable } from './BatchTable.tsx';

export function BatchesTab() {
  const { t } = useTranslation();
  const cursor = useSearch({ strict: false }).cursor;
  const query = useQuery(batchesQuery({ limit: 25, cursor }));
  return (
    <Panel title={t('ledger.batches')} note={t('ledger.batchesNote')} flush>
      <Loaded query={query}>
        {(page) =>
          page.data.length === 0 ? (
            <Empty title={t('ledger.noBatches')}>{t('ledger.noBatchesWhy')}</Empty>
          ) : (
            <>
              <BatchTable batches={page.data} stale={query.isPlaceholderData} />
              <Pager page={page} />
            </>
          )
        }
      </Loaded>
    </Panel>
  );
}

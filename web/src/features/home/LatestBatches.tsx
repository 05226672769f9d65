import { useTranslation } from 'react-i18next';
import type { BatchRow } from '../../../../backend/attestation/schemas.ts';
import { Panel } from '../../ui/Panel.tsx';
import { Empty } from '../../ui/states.tsx';
import { BatchTable } from '../ledger/BatchTable.tsx';
import { TextLink } from '../../ui/TextLink.tsx';

export function LatestBatches({ batches }: { batches: BatchRow[] }) {
  const { t } = useTranslation();
  return (
    <Panel
      title={t('home.batchesTitle')}
      flush
      actions={
        <TextLink to="/ledger" size="xs">
          {t('table.all')}
        </TextLink>
      }
    >
      {batches.length === 0 ? (
        <Empty title={t('ledger.noBatches')}>{t('ledger.noBatchesWhy')}</Empty>
      ) : (
        <BatchTable batches={batches} brief />
      )}
    </Panel>
  );
}

import { Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DealView } from '../../../../backend/securitization/deals/schemas.ts';
import { Loaded } from '../../ui/Loaded.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Empty } from '../../ui/states.tsx';
import { PoolStatistics } from '../pools/PoolStatistics.tsx';
import { poolQuery } from '../pools/queries.ts';
import { StrataPanel } from '../pools/StrataPanel.tsx';
import { RollPanel } from './RollPanel.tsx';
import { LoanProofPanel } from '../tapes/LoanProofPanel.tsx';
import { loanProofQuery } from '../tapes/queries.ts';

/** The loans behind a deal as they were sold: figures, strata, how they rolled since, and the proof that any one of them stands in the committed tape. */
export function DealPool({ deal }: { deal: DealView }) {
  const { t } = useTranslation();
  if (deal.poolId === null) return <Empty title={t('deals.noPool')}>{t('deals.noPoolWhy')}</Empty>;
  return <KnownPool id={deal.poolId} address={deal.address} />;
}

function KnownPool({ id, address }: { id: string; address: string }) {
  const { t } = useTranslation();
  const [by, setBy] = useState<string>();
  const query = useQuery(poolQuery(id));
  return (
    <Loaded query={query}>
      {(pool) => (
        <Stack gap="md">
          <Panel title={t('pools.statistics')} note={t('deals.poolAtCutOff')}>
            <PoolStatistics statistics={pool.statistics} currency={pool.currency} />
          </Panel>
          <StrataPanel of="pools" id={id} by={by} currency={pool.currency} onBy={setBy} />
          <RollPanel address={address} currency={pool.currency} />
          <LoanProofPanel count={pool.loans} proofOf={(place) => loanProofQuery('pools', id, place)} />
        </Stack>
      )}
    </Loaded>
  );
}

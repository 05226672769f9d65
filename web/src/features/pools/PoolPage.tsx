import { Button, Stack } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PoolView } from '../../../../backend/securitization/pools/schemas.ts';
import { createJson } from '../../lib/api.ts';
import { useCan } from '../../lib/use-can.ts';
import { Loaded } from '../../ui/Loaded.tsx';
import { Page } from '../../ui/Page.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { StatusBadge } from '../../ui/StatusBadge.tsx';
import { TypedConfirm } from '../../ui/TypedConfirm.tsx';
import { PoolStatistics } from './PoolStatistics.tsx';
import { poolQuery } from './queries.ts';
import { StrataPanel } from './StrataPanel.tsx';

const WORD = 'release';

/** One pool: what it holds and how it is made up. */
export function PoolPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const may = useCan()('securitization:write');
  const { id } = useParams({ from: '/shell/member/pools/$id' });
  const { by } = useSearch({ from: '/shell/member/pools/$id' });
  const query = useQuery(poolQuery(id));
  const pool = query.data;
  return (
    <Page
      title={pool?.name ?? t('pools.pool')}
      mark={
        pool === undefined ? undefined : (
          <StatusBadge tone={pool.state === 'open' ? 'pass' : 'mute'}>{t(`pools.state.${pool.state}`)}</StatusBadge>
        )
      }
      purpose={t('pools.poolPurpose')}
      crumbs={[{ label: t('pools.title'), to: '/pools' }]}
      actions={may && pool?.state === 'open' ? <Release id={id} /> : undefined}
    >
      <Loaded query={query}>
        {(view) => (
          <Stack gap="md">
            <Panel title={t('pools.statistics')} note={t('pools.statisticsNote')}>
              <PoolStatistics statistics={view.statistics} currency={view.currency} />
            </Panel>
            <StrataPanel
              of="pools"
              id={id}
              by={by}
              currency={view.currency}
              onBy={(next) => void navigate({ to: '/pools/$id', params: { id }, search: { by: next } })}
            />
          </Stack>
        )}
      </Loaded>
    </Page>
  );
}

function Release({ id }: { id: string }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [isAsking, setIsAsking] = useState(false);
  const release = useMutation({
    mutationFn: () => createJson<PoolView>(`/v1/pools/${id}/release`, undefined),
    onSuccess: async () => {
      setIsAsking(false);
      await client.invalidateQueries({ queryKey: ['pool', id] });
      await client.invalidateQueries({ queryKey: ['pools'] });
    },
  });
  return (
    <>
      <Button variant="default" size="xs" onClick={() => setIsAsking(true)}>
        {t('pools.release')}
      </Button>
      {isAsking && (
        <TypedConfirm
          title={t('pools.release')}
          word={WORD}
          label={t('servicing.typeToConfirm', { word: WORD })}
          action={t('pools.release')}
          isPending={release.isPending}
          error={release.error}
          onClose={() => setIsAsking(false)}
          onConfirm={() => release.mutate()}
        >
          {t('pools.releaseWhat')}
        </TypedConfirm>
      )}
    </>
  );
}

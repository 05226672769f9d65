import { Anchor, SimpleGrid } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useParams, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { LogView } from '../../../../backend/transparency/schemas.ts';
import { formatCount } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { Facts } from '../../ui/Facts.tsx';
import { Hash } from '../../ui/Hash.tsx';
import { Loaded } from '../../ui/Loaded.tsx';
import { Page } from '../../ui/Page.tsx';
import { Pager } from '../../ui/Pager.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Empty } from '../../ui/states.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import { CheckpointTable } from './CheckpointTable.tsx';
import { ConsistencyBench } from './ConsistencyBench.tsx';
import { InclusionBench } from './InclusionBench.tsx';
import { checkpointsQuery, logsQuery } from './queries.ts';

/** The log of one issuer: its checkpoints, and proofs that this browser computes again. */
export function LogPage() {
  const { t } = useTranslation();
  const { issuer } = useParams({ from: '/shell/member/ledger/logs/$issuer' });
  const { cursor } = useSearch({ from: '/shell/member/ledger/logs/$issuer' });
  const logs = useQuery(logsQuery);
  const query = useQuery(checkpointsQuery(issuer, { limit: 50, cursor }));
  const log = logs.data?.data.find(({ issuerId }) => String(issuerId) === issuer);
  return (
    <Page
      title={t('log.title', { name: log?.name ?? issuer })}
      purpose={t('log.purpose')}
      crumbs={[
        { label: t('ledger.title'), to: '/ledger' },
        { label: t('ledger.tab.logs'), to: '/ledger', tab: 'logs' },
      ]}
    >
      {log !== undefined && <LogFacts log={log} />}
      <Loaded query={query}>
        {(page) =>
          page.data.length === 0 ? (
            <Panel title={t('log.checkpoints')}>
              <Empty title={t('log.noCheckpoints')}>{t('log.noCheckpointsWhy')}</Empty>
            </Panel>
          ) : (
            <>
              <Panel title={t('log.checkpoints')} note={t('log.checkpointsNote')} flush>
                <CheckpointTable rows={page.data} />
                {(page.hasMore || cursor !== undefined) && <Pager page={page} />}
              </Panel>
              <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="md" style={{ alignItems: 'start' }}>
                <ConsistencyBench issuer={issuer} checkpoints={page.data} />
                <InclusionBench issuer={issuer} checkpoints={page.data} />
              </SimpleGrid>
            </>
          )
        }
      </Loaded>
    </Page>
  );
}

function LogFacts({ log }: { log: LogView }) {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <Panel title={t('log.facts')}>
      <Facts
        items={[
          { name: t('log.size'), value: log.size === null ? '–' : formatCount(log.size, language) },
          { name: t('log.root'), value: log.root === null ? '–' : <Hash value={log.root} full /> },
          { name: t('log.publishedAt'), value: <TimeText value={log.publishedAt} /> },
          { name: t('log.origin'), value: <Hash value={log.origin} full /> },
          { name: t('log.verifierKey'), value: <Hash value={log.verifierKey} full /> },
          {
            name: t('log.files'),
            value: (
              <Anchor href={`${log.tiles}/checkpoint`} size="sm" target="_blank" rel="noreferrer">
                {log.tiles}/checkpoint
              </Anchor>
            ),
          },
        ]}
      />
    </Panel>
  );
}

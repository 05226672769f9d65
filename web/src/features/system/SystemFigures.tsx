import { Alert, SimpleGrid } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { SystemView } from '../../../../backend/platform/http/schemas.ts';
import { formatCount } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { Facts } from '../../ui/Facts.tsx';
import { Figure, FigureStrip } from '../../ui/Figure.tsx';
import { Hash } from '../../ui/Hash.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { TimeText } from '../../ui/TimeText.tsx';

export function SystemFigures({ system }: { system: SystemView }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const count = (value: string | number): string => formatCount(value, language);
  const { chain, index, jobs, transactions } = system;
  const behind = index.lagBlocks !== '0';
  return (
    <>
      {(!chain.reachable || behind) && (
        <Alert
          icon={<IconAlertTriangle size={18} />}
          color="yellow"
          variant="outline"
          title={t(chain.reachable ? 'system.staleTitle' : 'system.chainDownTitle')}
        >
          {chain.reachable ? t('system.staleText', { lag: count(index.lagBlocks) }) : t('system.chainDownText')}
        </Alert>
      )}
      <FigureStrip>
        <Figure
          label={t('system.head')}
          value={`#${count(chain.head.number)}`}
          provenance="chain"
          note={<TimeText value={chain.head.time} />}
        />
        <Figure
          label={t('system.indexed')}
          value={`#${count(index.number)}`}
          provenance="index"
          note={behind ? t('frame.indexBehind', { lag: count(index.lagBlocks) }) : t('frame.indexLevel')}
        />
        <Figure
          label={t('system.jobsOpen')}
          value={count(jobs.queued + jobs.running)}
          provenance="database"
          note={t('system.jobsNote', { done: count(jobs.done), failed: count(jobs.failed) })}
        />
        <Figure
          label={t('system.transactionsOpen')}
          value={count(transactions.new + transactions.signed + transactions.mined)}
          provenance="database"
          note={t('system.transactionsNote', { final: count(transactions.final), failed: count(transactions.failed) })}
        />
        <Figure label={t('system.auditEntries')} value={count(system.audit.entries)} provenance="database" />
      </FigureStrip>
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
        <Panel title={t('system.chainTitle')}>
          <Facts
            items={[
              { name: t('ledger.chainId'), value: `${chain.chainId}${chain.local ? ` · ${t('frame.localChain')}` : ''}` },
              { name: t('system.headHash'), value: <Hash value={chain.head.hash} /> },
              { name: t('ledger.contract'), value: chain.ledger === null ? '–' : <Hash value={chain.ledger} full /> },
              { name: t('system.indexUpdated'), value: <TimeText value={index.updatedAt} /> },
            ]}
          />
        </Panel>
        <Panel title={t('system.transactionsTitle')} note={t('system.transactionsTitleNote')}>
          <Facts
            items={(['new', 'signed', 'mined', 'final', 'failed'] as const).map((state) => ({
              name: t(`ledger.txState.${state}`),
              value: count(transactions[state]),
            }))}
          />
        </Panel>
      </SimpleGrid>
    </>
  );
}

import { Anchor } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import type { TransactionView } from '../../../../backend/attestation/schemas.ts';
import { formatCount, shortHash } from '../../lib/format.ts';
import { transactionQuery } from '../../lib/queries.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { Facts } from '../../ui/Facts.tsx';
import { Hash } from '../../ui/Hash.tsx';
import { Loaded } from '../../ui/Loaded.tsx';
import { Page } from '../../ui/Page.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Empty } from '../../ui/states.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import { eventSentence } from './event-sentence.ts';
import { TransactionState } from './state-badges.tsx';
import { transactionKind } from './transaction-kind.ts';

type Transaction = z.infer<typeof TransactionView>;

export function TransactionPage() {
  const { t } = useTranslation();
  const hash = String(useParams({ strict: false }).hash);
  const query = useQuery(transactionQuery(hash));
  return (
    <Page
      title={t('ledger.transactionTitle', { hash: shortHash(hash) })}
      mark={query.data === undefined ? null : <TransactionState state={query.data.state} />}
      purpose={t('ledger.transactionPurpose')}
      crumbs={[
        { label: t('ledger.title'), to: '/ledger' },
        { label: t('ledger.transactions'), to: '/ledger', tab: 'transactions' },
      ]}
    >
      <Loaded query={query}>{(transaction) => <Transaction transaction={transaction} />}</Loaded>
    </Page>
  );
}

function Transaction({ transaction }: { transaction: Transaction }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const count = (value: string | number | null): string => (value === null ? '–' : formatCount(value, language));
  return (
    <>
      <Panel title={transactionKind(t, transaction.kind)}>
        <Facts
          items={[
            { name: t('ledger.hash'), value: <Hash value={transaction.hash} full /> },
            { name: t('ledger.block'), value: count(transaction.block) },
            { name: t('ledger.sender'), value: <Hash value={transaction.sender} full /> },
            { name: t('ledger.target'), value: <Hash value={transaction.target} full /> },
            { name: t('ledger.nonce'), value: count(transaction.nonce) },
            { name: t('ledger.gasUsed'), value: count(transaction.gasUsed) },
            { name: t('ledger.createdAt'), value: <TimeText value={transaction.createdAt} /> },
            { name: t('ledger.finalAt'), value: <TimeText value={transaction.finalAt} /> },
          ]}
        />
      </Panel>
      <Panel title={t('ledger.events')} note={t('ledger.transactionEventsNote')}>
        {transaction.events.length === 0 && <Empty title={t('ledger.noEvents')}>{t('ledger.noEventsInTransaction')}</Empty>}
        {transaction.events.map((event) => (
          <div key={event.logIndex}>
            <Anchor href={`#event-${event.logIndex}`} id={`event-${event.logIndex}`} size="sm" fw={600} c="var(--app-ink)">
              {eventSentence(t, event)}
            </Anchor>
            <Facts
              items={Object.entries(event.args).map(([name, value]) => ({
                name,
                value: value.startsWith('0x') ? <Hash value={value} full /> : value,
              }))}
            />
          </div>
        ))}
      </Panel>
    </>
  );
}

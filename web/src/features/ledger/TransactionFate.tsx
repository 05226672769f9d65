import { Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { SECONDS, transactionQuery } from '../../lib/queries.ts';
import { ActionFault } from '../../ui/ActionFault.tsx';
import { TextLink } from '../../ui/TextLink.tsx';
import { TransactionState } from './state-badges.tsx';

const ENDS = ['final', 'failed'];

/** Follows an ordered transaction until it is final or has failed. */
export function TransactionFate({ id }: { id: string }) {
  const { t } = useTranslation();
  const query = useQuery({
    ...transactionQuery(id),
    refetchInterval: ({ state }) => (ENDS.includes(state.data?.state ?? '') ? false : 1.5 * SECONDS),
  });
  return (
    <Group gap="xs" role="status" data-fate={query.data?.state ?? 'unknown'}>
      <Text size="sm">{t('ledger.ordered')}</Text>
      {query.data !== undefined && <TransactionState state={query.data.state} />}
      <TextLink to="/ledger/transactions/$hash" params={{ hash: id }} size="sm">
        {t('ledger.openTransaction')}
      </TextLink>
      <ActionFault error={query.error} />
    </Group>
  );
}

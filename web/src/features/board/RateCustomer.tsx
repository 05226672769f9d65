import { Button, Group, Stack, Text } from '@mantine/core';
import { IconAward } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { RateAccepted } from '../../../../backend/rating/schemas.ts';
import { createJson } from '../../lib/api.ts';
import { useCan } from '../../lib/use-can.ts';
import { ActionFault } from '../../ui/ActionFault.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { TransactionFate } from '../ledger/TransactionFate.tsx';

/** Writes what the customer's newest credential says into their slot on chain, or takes it back. */
export function RateCustomer({ customerId }: { customerId: string }) {
  const { t } = useTranslation();
  const may = useCan()('ratings:publish');
  const rate = useMutation({
    mutationFn: (status: 'in-force' | 'withdrawn') => createJson<RateAccepted>('/v1/rating-slots', { customerId, status }),
  });
  if (!may) return null;
  return (
    <Panel title={t('board.slot.rate')} note={t('board.slot.rateNote')}>
      <Stack gap="sm" align="flex-start">
        <Text size="sm">{t('board.slot.rateText')}</Text>
        <Group gap="xs">
          <Button
            size="xs"
            leftSection={<IconAward size={15} />}
            loading={rate.isPending && rate.variables === 'in-force'}
            onClick={() => rate.mutate('in-force')}
          >
            {t('board.slot.write')}
          </Button>
          <Button
            size="xs"
            variant="default"
            loading={rate.isPending && rate.variables === 'withdrawn'}
            onClick={() => rate.mutate('withdrawn')}
          >
            {t('board.slot.withdraw')}
          </Button>
        </Group>
        <ActionFault error={rate.error} />
        {rate.data !== undefined && <TransactionFate key={rate.data.transactionId} id={rate.data.transactionId} />}
      </Stack>
    </Panel>
  );
}

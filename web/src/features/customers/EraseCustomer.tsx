import { Button, Group, Select, Text } from '@mantine/core';
import { IconEraser } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ERASURE_REASONS } from '../../../../backend/intake/domain/erasure-reasons.ts';
import type { ErasureView } from '../../../../backend/intake/schemas.ts';
import { createJson } from '../../lib/api.ts';
import { useCan } from '../../lib/use-can.ts';
import { Panel } from '../../ui/Panel.tsx';
import { TypedConfirm } from '../../ui/TypedConfirm.tsx';
import type { Customer } from './CustomerPage.tsx';

/** Destroys the key of a customer, and with it everything that can be read of them. */
export function EraseCustomer({ customer }: { customer: Customer }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const may = useCan()('customers:write');
  const [reason, setReason] = useState<string>(ERASURE_REASONS[0]);
  const [isAsking, setAsking] = useState(false);
  const erase = useMutation({
    mutationFn: () => createJson<ErasureView>(`/v1/customers/${customer.id}/erasure`, { confirm: customer.externalId, reason }),
    onSuccess: async () => {
      setAsking(false);
      await client.invalidateQueries();
    },
  });
  if (!may || customer.erasedAt !== null) return null;
  return (
    <Panel
      title={t('customers.erase.title')}
      note={t('customers.erase.note')}
      actions={
        <Button variant="outline" color="red" size="compact-sm" leftSection={<IconEraser size={14} />} onClick={() => setAsking(true)}>
          {t('customers.erase.action')}
        </Button>
      }
    >
      <Group align="center" gap="sm">
        <Text size="sm" id="erase-reason">
          {t('customers.erase.reason')}
        </Text>
        <Select
          size="xs"
          aria-labelledby="erase-reason"
          allowDeselect={false}
          data={ERASURE_REASONS.map((value) => ({ value, label: t(`customers.erase.reasons.${value}`) }))}
          value={reason}
          onChange={(value) => setReason(value ?? ERASURE_REASONS[0])}
        />
      </Group>
      {isAsking && (
        <TypedConfirm
          title={t('customers.erase.sure', { id: customer.externalId })}
          word={customer.externalId}
          label={t('customers.erase.type', { word: customer.externalId })}
          action={t('customers.erase.action')}
          isPending={erase.isPending}
          error={erase.error}
          onConfirm={() => erase.mutate()}
          onClose={() => {
            erase.reset();
            setAsking(false);
          }}
        >
          {t('customers.erase.text')}
        </TypedConfirm>
      )}
    </Panel>
  );
}

import { Button, Checkbox, Group, Stack, Text, TextInput } from '@mantine/core';
import { IconFilePlus } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type SubmitEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import type { IssuedView } from '../../../../backend/attestation/schemas.ts';
import { createJson } from '../../lib/api.ts';
import { useCan } from '../../lib/use-can.ts';
import { ActionFault } from '../../ui/ActionFault.tsx';
import { FormButton } from '../../ui/FormButton.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import type { Customer } from './CustomerPage.tsx';

/** Issues one credential at once, with the promise to anchor it; nothing for those who may not. */
export function IssueCredential({ customer }: { customer: Customer }) {
  const { t } = useTranslation();
  const may = useCan()('credentials:issue');
  if (!may || customer.erasedAt !== null || customer.score === null) return null;
  return (
    <FormButton
      variant="default"
      size="compact-sm"
      leftSection={<IconFilePlus size={14} />}
      label={t('customers.issue.open')}
      title={t('customers.issue.title')}
    >
      {(close) => <IssueForm customer={customer} onClose={close} />}
    </FormButton>
  );
}

function IssueForm({ customer, onClose }: { customer: Customer; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [days, setDays] = useState('90');
  const [holder, setHolder] = useState(customer.holderKey !== null);
  const issue = useMutation({
    mutationFn: () =>
      createJson<z.infer<typeof IssuedView>>('/v1/credentials', { customerId: customer.id, validDays: Number(days), holder }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['customer', customer.id] }),
  });
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    issue.mutate();
  };
  if (issue.data !== undefined) {
    const { id, anchorBy } = issue.data.credential;
    return (
      <Stack gap="sm">
        <Text size="sm" role="status">
          {t('customers.issue.done')} <TimeText value={anchorBy} />
        </Text>
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {t('action.close')}
          </Button>
          <Button component="a" href={`/v1/credentials/${id}/file`} download>
            {t('customers.downloadFile')}
          </Button>
        </Group>
      </Stack>
    );
  }
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <Text size="sm">{t('customers.issue.text')}</Text>
        <TextInput
          label={t('customers.issue.days')}
          required
          inputMode="numeric"
          value={days}
          onChange={(event) => setDays(event.currentTarget.value)}
        />
        <Checkbox
          label={t('customers.issue.holder')}
          description={customer.holderKey === null ? t('customers.issue.noHolder') : null}
          disabled={customer.holderKey === null}
          checked={holder}
          onChange={(event) => setHolder(event.currentTarget.checked)}
        />
        <ActionFault error={issue.error} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button type="submit" loading={issue.isPending}>
            {t('customers.issue.action')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

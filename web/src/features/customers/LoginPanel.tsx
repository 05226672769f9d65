import { Alert, Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type SubmitEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import type { CustomerLoginView, NewCustomerLoginView } from '../../../../backend/holder/schemas.ts';
import { deleteJson, postJson } from '../../lib/api.ts';
import { useCan } from '../../lib/use-can.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { ActionFault } from '../../ui/ActionFault.tsx';
import { CopyField } from '../../ui/CopyField.tsx';
import { Facts } from '../../ui/Facts.tsx';
import { Loaded } from '../../ui/Loaded.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import { loginQuery } from './queries.ts';

/** The account with which the customer sees and presents what is their own. */
export function LoginPanel({ customerId }: { customerId: string }) {
  const { t } = useTranslation();
  const may = useCan()('customers:write');
  const query = useQuery(loginQuery(customerId));
  return (
    <Panel title={t('customers.login.title')} note={t('customers.login.note')}>
      <Loaded query={query}>
        {(login) => {
          if (login !== null) return <OpenLogin login={login} />;
          return may ? <NewLogin customerId={customerId} /> : <Text size="sm">{t('customers.login.none')}</Text>;
        }}
      </Loaded>
    </Panel>
  );
}

function OpenLogin({ login }: { login: CustomerLoginView }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const may = useCan()('customers:write');
  const key = loginQuery(login.customerId).queryKey;
  const close = useMutation({
    mutationFn: () => deleteJson(`/v1/customers/${login.customerId}/login`),
    onSuccess: () => client.invalidateQueries({ queryKey: key }),
  });
  // Kept in memory only: it is shown to the officer who opened the account and is gone after a reload.
  const password = client.getQueryData<string>(['customer-password', login.customerId]);
  return (
    <Stack gap="sm">
      {password !== undefined && (
        <Alert variant="outline" title={t('customers.login.once')}>
          <CopyField label={t('customers.login.password')} value={password} />
        </Alert>
      )}
      <Facts
        items={[
          { name: t('customers.login.email'), value: login.email },
          { name: t('customers.login.name'), value: login.name },
          { name: t('customers.login.since'), value: <TimeText value={login.createdAt} /> },
        ]}
      />
      <ActionFault error={close.error} />
      {may && (
        <Group justify="flex-end">
          <Button variant="default" size="xs" loading={close.isPending} onClick={() => close.mutate()}>
            {t('customers.login.close')}
          </Button>
        </Group>
      )}
    </Stack>
  );
}

function NewLogin({ customerId }: { customerId: string }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const language = useLanguage();
  const [email, setEmail] = useState('');
  const [name, setName] = useState('');
  const open = useMutation({
    mutationFn: () =>
      postJson<z.infer<typeof NewCustomerLoginView>>(`/v1/customers/${customerId}/login`, {
        email: email.trim(),
        locale: language,
        ...(name.trim() === '' ? {} : { name: name.trim() }),
      }),
    onSuccess: ({ password, ...login }) => {
      client.setQueryData(['customer-password', customerId], password);
      client.setQueryData(loginQuery(customerId).queryKey, login);
    },
  });
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    open.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <Text size="sm">{t('customers.login.text')}</Text>
        <Group grow align="flex-start">
          <TextInput
            type="email"
            label={t('customers.login.email')}
            required
            maxLength={200}
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
          />
          <TextInput
            label={`${t('customers.login.name')} (${t('action.optional')})`}
            maxLength={100}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
        </Group>
        <ActionFault error={open.error} />
        <Group justify="flex-end">
          <Button type="submit" size="xs" loading={open.isPending}>
            {t('customers.login.open')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

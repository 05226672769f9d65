import { Button, Checkbox, Group, Stack, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type SubmitEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { IssuerView } from '../../../../backend/attestation/schemas.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { ActionFault } from '../../ui/ActionFault.tsx';
import { KEY_ROLES } from '../ledger/key-role.ts';
import { TransactionFate } from '../ledger/TransactionFate.tsx';
import { durationText } from './duration-text.ts';
import { order } from './order.ts';

/** Accredits one more key; on an issuer with a history it counts only after the waiting time. */
export function AddKey({ issuer }: { issuer: IssuerView }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const [address, setAddress] = useState('');
  const [roles, setRoles] = useState<string[]>([...KEY_ROLES]);
  const [until, setUntil] = useState('');
  const add = useMutation({
    mutationFn: () =>
      order('/v1/issuer/keys', {
        address: address.trim().toLowerCase(),
        roles,
        until: until === '' ? null : Math.floor(Date.parse(until) / 1000),
      }),
  });
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    add.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <Text size="sm">
          {issuer.keyDelay === 0 || issuer.batches === '0'
            ? t('keys.add.atOnce')
            : t('keys.add.waits', { time: durationText(issuer.keyDelay, language) })}
        </Text>
        <TextInput
          label={t('ledger.keyAddress')}
          required
          placeholder="0x"
          maxLength={42}
          value={address}
          onChange={(event) => setAddress(event.currentTarget.value)}
        />
        <Checkbox.Group label={t('ledger.keyRoles')} value={roles} onChange={setRoles}>
          <Group gap="md" mt={4}>
            {KEY_ROLES.map((role) => (
              <Checkbox key={role} value={role} label={t(`ledger.keyRole.${role}`)} />
            ))}
          </Group>
        </Checkbox.Group>
        <TextInput
          type="date"
          label={`${t('ledger.validUntil')} (${t('action.optional')})`}
          w={200}
          value={until}
          onChange={(event) => setUntil(event.currentTarget.value)}
        />
        <ActionFault error={add.error} />
        {add.data !== undefined && <TransactionFate id={add.data.transaction} />}
        <Group justify="flex-end">
          <Button type="submit" loading={add.isPending}>
            {t('keys.add.action')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

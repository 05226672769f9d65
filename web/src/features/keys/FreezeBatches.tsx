import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { IssuerView } from '../../../../backend/attestation/schemas.ts';
import { TypedConfirm } from '../../ui/TypedConfirm.tsx';
import { TransactionFate } from '../ledger/TransactionFate.tsx';
import { order } from './order.ts';

type Act = 'freeze' | 'thaw';

/** After a theft: nothing that was anchored since counts until each batch is looked at. */
export function FreezeBatches({ issuer }: { issuer: IssuerView }) {
  const { t } = useTranslation();
  const [from, setFrom] = useState('');
  const [until, setUntil] = useState('');
  const [act, setAct] = useState<Act | null>(null);
  const send = useMutation({
    mutationFn: (wanted: Act) =>
      wanted === 'freeze'
        ? order('/v1/issuer/freeze', { fromBatch: from.trim() })
        : order('/v1/issuer/thaw', { fromBatch: from.trim(), untilBatch: until.trim() }),
    onSuccess: () => setAct(null),
  });
  return (
    <Stack gap="sm">
      <Text size="sm">{t('keys.freeze.text')}</Text>
      <Group align="flex-end" gap="xs">
        <TextInput
          label={t('keys.freeze.from')}
          inputMode="numeric"
          w={140}
          value={from}
          onChange={(event) => setFrom(event.currentTarget.value)}
        />
        <TextInput
          label={t('keys.freeze.until')}
          inputMode="numeric"
          w={180}
          value={until}
          onChange={(event) => setUntil(event.currentTarget.value)}
        />
      </Group>
      <Group gap="xs">
        <Button color="red" disabled={from.trim() === ''} onClick={() => setAct('freeze')}>
          {t('keys.freeze.action')}
        </Button>
        <Button variant="default" disabled={from.trim() === '' || until.trim() === ''} onClick={() => setAct('thaw')}>
          {t('keys.thaw.action')}
        </Button>
      </Group>
      {send.data !== undefined && <TransactionFate id={send.data.transaction} />}
      {act !== null && (
        <TypedConfirm
          title={t(`keys.${act}.sure`)}
          word={issuer.name}
          label={t('keys.freeze.type', { word: issuer.name })}
          action={t(`keys.${act}.action`)}
          isPending={send.isPending}
          error={send.error}
          onConfirm={() => send.mutate(act)}
          onClose={() => {
            send.reset();
            setAct(null);
          }}
        >
          {t(`keys.${act}.sureText`, { from, until })}
        </TypedConfirm>
      )}
    </Stack>
  );
}

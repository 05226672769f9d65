import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DealAct, DealView } from '../../../../backend/securitization/deals/schemas.ts';
import { createJson } from '../../lib/api.ts';
import { ActionFault } from '../../ui/ActionFault.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { TypedConfirm } from '../../ui/TypedConfirm.tsx';
import { HashInput } from '../ratings/HashInput.tsx';
import { ACTS_BY_STATUS, type ActName, isFinal, needsKey, needsReason } from './deal-acts.ts';

/** What originator, servicer and trustee may order beside the closing of periods. */
export function ActsPanel({ deal }: { deal: DealView }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [asked, setAsked] = useState<ActName | null>(null);
  const [reason, setReason] = useState('');
  const [key, setKey] = useState('');
  const order = useMutation({
    mutationFn: (act: DealAct) => createJson<{ transactionId: string }>(`/v1/deals/${deal.address}/acts`, act),
    onSuccess: async () => {
      setAsked(null);
      await client.invalidateQueries({ queryKey: ['deal', deal.address] });
    },
  });
  const pledge = useMutation({ mutationFn: () => createJson<{ loans: number }>(`/v1/deals/${deal.address}/pledges`, {}) });
  const acts = ACTS_BY_STATUS[deal.status];
  const choose = (act: ActName): void => {
    order.reset();
    if (isFinal(act)) setAsked(act);
    else order.mutate({ act } as DealAct);
  };
  return (
    <Panel title={t('servicing.acts')} note={t('servicing.actsNote')}>
      <Stack gap="sm">
        {deal.pledged < deal.loanCount && ['structuring', 'offering'].includes(deal.status) && (
          <Group gap="sm">
            <Button variant="default" loading={pledge.isPending} disabled={pledge.isSuccess} onClick={() => pledge.mutate()}>
              {t('servicing.pledge')}
            </Button>
            <Text size="sm" c="dimmed" role="status">
              {pledge.isSuccess
                ? t('servicing.pledged', { number: String(pledge.data.loans) })
                : t('servicing.pledgeWhat', { pledged: String(deal.pledged), of: String(deal.loanCount) })}
            </Text>
          </Group>
        )}
        <ActionFault error={pledge.error} />
        {acts.map((act) => (
          <Group key={act} gap="sm" wrap="nowrap" align="flex-start">
            <Button
              variant={isFinal(act) ? 'outline' : 'default'}
              {...(isFinal(act) ? { color: 'red' } : {})}
              style={{ flexShrink: 0 }}
              loading={order.isPending && order.variables.act === act}
              onClick={() => choose(act)}
            >
              {t(`servicing.act.${act}.name`)}
            </Button>
            <Text size="sm" c="dimmed" pt={6}>
              {t(`servicing.act.${act}.what`)}
            </Text>
          </Group>
        ))}
        {acts.length === 0 && (
          <Text size="sm" c="dimmed">
            {t('servicing.noAct')}
          </Text>
        )}
        {order.isSuccess && (
          <Text size="sm" role="status">
            {t('servicing.ordered')} <code>{order.data.transactionId}</code>
          </Text>
        )}
        {asked === null && <ActionFault error={order.error} />}
      </Stack>
      {asked !== null && (
        <TypedConfirm
          title={t(`servicing.act.${asked}.name`)}
          word={asked}
          label={t('servicing.typeToConfirm', { word: asked })}
          action={t(`servicing.act.${asked}.name`)}
          isPending={order.isPending}
          error={order.error}
          onClose={() => setAsked(null)}
          onConfirm={() =>
            order.mutate({ act: asked, ...(needsReason(asked) ? { reason } : {}), ...(needsKey(asked) ? { key } : {}) } as DealAct)
          }
        >
          <Stack gap="sm">
            <Text size="sm">
              {t(`servicing.act.${asked}.what`)} {t('servicing.final')}
            </Text>
            {needsReason(asked) && <HashInput label={t('servicing.reason')} value={reason} onChange={setReason} />}
            {needsKey(asked) && (
              <TextInput
                label={t('servicing.newKey')}
                placeholder="0x"
                value={key}
                onChange={(event) => setKey(event.currentTarget.value.trim().toLowerCase())}
              />
            )}
          </Stack>
        </TypedConfirm>
      )}
    </Panel>
  );
}

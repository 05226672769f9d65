import { Button, Group, Text } from '@mantine/core';
import { IconPlayerPause, IconPlayerPlay, IconSend2, IconTrash } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { WebhookView } from '../../../../backend/reliance/schemas.ts';
import { createJson, deleteJson } from '../../lib/api.ts';
import { useCan } from '../../lib/use-can.ts';
import { ActionFault } from '../../ui/ActionFault.tsx';
import { StatusBadge } from '../../ui/StatusBadge.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import { Deliveries } from './Deliveries.tsx';
import classes from './watch.module.css';

type Order = 'test' | 'activation' | 'pause' | 'delete';

/** One address with what can be done to it, and what was delivered to it lately. */
export function WebhookItem({ hook }: { hook: WebhookView }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const may = useCan()('reliance:write');
  const [open, setOpen] = useState(false);
  const act = useMutation({
    mutationFn: (order: Order) =>
      order === 'delete' ? deleteJson(`/v1/webhooks/${hook.id}`) : createJson(`/v1/webhooks/${hook.id}/${order}`, {}),
    onSuccess: (_, order) => {
      if (order === 'test') setOpen(true);
      for (const key of ['webhooks', 'deliveries']) void client.invalidateQueries({ queryKey: [key] });
    },
  });
  const isBusy = (order: Order): boolean => act.isPending && act.variables === order;
  const isPaused = hook.state === 'paused';
  return (
    <li className={classes.hook}>
      <Group justify="space-between" gap="sm">
        <div className={classes.hookWords}>
          <Text size="sm" fw={600} className={classes.url}>
            {hook.url}
          </Text>
          <Text size="xs" c="dimmed" component="div">
            <TimeText value={hook.createdAt} />
            {hook.failures > 0 && ` · ${t('watch.failures', { times: String(hook.failures) })}`}
          </Text>
        </div>
        <StatusBadge tone={isPaused ? 'warn' : 'pass'}>{t(`watch.hookState.${hook.state}`)}</StatusBadge>
      </Group>
      <Group gap="xs" mt="xs">
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconSend2 size={14} />}
          disabled={!may}
          loading={isBusy('test')}
          onClick={() => act.mutate('test')}
        >
          {t('watch.test')}
        </Button>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={isPaused ? <IconPlayerPlay size={14} /> : <IconPlayerPause size={14} />}
          disabled={!may}
          loading={isBusy('pause') || isBusy('activation')}
          onClick={() => act.mutate(isPaused ? 'activation' : 'pause')}
        >
          {t(isPaused ? 'watch.resume' : 'watch.pause')}
        </Button>
        <Button size="compact-sm" variant="default" aria-expanded={open} onClick={() => setOpen(!open)}>
          {t('watch.deliveries')}
        </Button>
        <Button
          size="compact-sm"
          variant="subtle"
          color="red"
          leftSection={<IconTrash size={14} />}
          disabled={!may}
          loading={isBusy('delete')}
          onClick={() => act.mutate('delete')}
        >
          {t('action.remove')}
        </Button>
      </Group>
      <ActionFault error={act.error} />
      {open && <Deliveries id={hook.id} />}
    </li>
  );
}

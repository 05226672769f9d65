import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type SubmitEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { WebhookCreated } from '../../../../backend/reliance/schemas.ts';
import { createJson } from '../../lib/api.ts';
import { useCan } from '../../lib/use-can.ts';
import { ActionFault } from '../../ui/ActionFault.tsx';
import { CopyField } from '../../ui/CopyField.tsx';
import { Loaded } from '../../ui/Loaded.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Empty } from '../../ui/states.tsx';
import { webhooksQuery } from './queries.ts';
import { WebhookItem } from './WebhookItem.tsx';
import classes from './watch.module.css';

/** Addresses that are told of each change, signed. */
export function WebhooksTab() {
  const { t } = useTranslation();
  const query = useQuery(webhooksQuery);
  return (
    <Stack gap="md">
      <NewWebhook />
      <Panel title={t('watch.hooks')} note={t('watch.hooksNote')} flush>
        <Loaded query={query}>
          {(page) =>
            page.data.length === 0 ? (
              <Empty title={t('watch.noHooks')}>{t('watch.noHooksWhy')}</Empty>
            ) : (
              <ul className={classes.hooks}>
                {page.data.map((hook) => (
                  <WebhookItem key={hook.id} hook={hook} />
                ))}
              </ul>
            )
          }
        </Loaded>
      </Panel>
    </Stack>
  );
}

function NewWebhook() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const may = useCan()('reliance:write');
  const [url, setUrl] = useState('');
  const create = useMutation({
    mutationFn: () => createJson<WebhookCreated>('/v1/webhooks', { url: url.trim() }),
    onSuccess: () => {
      setUrl('');
      void client.invalidateQueries({ queryKey: ['webhooks'] });
    },
  });
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    create.mutate();
  };
  return (
    <Panel title={t('watch.newHook')} note={t('watch.newHookNote')}>
      <form onSubmit={submit}>
        <Group gap="xs" align="flex-end">
          <TextInput
            label={t('watch.url')}
            placeholder="https://"
            type="url"
            value={url}
            style={{ flex: 1, minWidth: 240 }}
            onChange={(event) => setUrl(event.currentTarget.value)}
          />
          <Button type="submit" disabled={!may || !/^https?:\/\/./.test(url.trim())} loading={create.isPending}>
            {t('watch.addHook')}
          </Button>
        </Group>
      </form>
      <ActionFault error={create.error} />
      {create.data !== undefined && (
        <div className={classes.secret} role="status">
          <Text size="sm" fw={600}>
            {t('watch.secretOnce')}
          </Text>
          <CopyField label={t('watch.secret')} description={t('watch.secretHint')} value={create.data.secret} />
        </div>
      )}
    </Panel>
  );
}

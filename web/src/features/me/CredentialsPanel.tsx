import { Button, Group } from '@mantine/core';
import { IconDownload, IconPlus } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { OwnCredentialRow } from '../../../../backend/holder/schemas.ts';
import { createJson } from '../../lib/api.ts';
import { ActionFault } from '../../ui/ActionFault.tsx';
import { type Column, DataTable } from '../../ui/DataTable.tsx';
import { Hash } from '../../ui/Hash.tsx';
import { Loaded } from '../../ui/Loaded.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Empty } from '../../ui/states.tsx';
import { StatusBadge } from '../../ui/StatusBadge.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import { OwnCredentialState } from './OwnCredentialState.tsx';
import { ownCredentialsQuery } from './queries.ts';

/** All credentials of the customer, each with its file. */
export function CredentialsPanel({ canBind }: { canBind: boolean }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const query = useQuery(ownCredentialsQuery({ limit: 50 }));
  const columns = useColumns();
  const fresh = useMutation({
    mutationFn: () => createJson('/v1/me/credentials', {}),
    onSuccess: () => client.invalidateQueries({ queryKey: ['my-credentials'] }),
  });
  return (
    <Panel
      title={t('me.credentials')}
      note={t('me.credentialsNote')}
      flush
      actions={
        <Button
          variant="default"
          size="compact-sm"
          leftSection={<IconPlus size={14} />}
          disabled={!canBind}
          title={canBind ? undefined : t('me.freshNeedsKey')}
          loading={fresh.isPending}
          onClick={() => fresh.mutate()}
        >
          {t('me.fresh')}
        </Button>
      }
    >
      <ActionFault error={fresh.error} />
      <Loaded query={query}>
        {(page) =>
          page.data.length === 0 ? (
            <Empty title={t('me.noCredentials')}>{t('me.noCredentialsWhy')}</Empty>
          ) : (
            <DataTable caption={t('me.credentials')} columns={columns} rows={page.data} rowKey={(row) => row.id} />
          )
        }
      </Loaded>
    </Panel>
  );
}

function useColumns(): Column<OwnCredentialRow>[] {
  const { t } = useTranslation();
  return useMemo(
    () => [
      { id: 'state', header: t('me.column.state'), cell: (row) => <OwnCredentialState state={row.state} isExpired={row.isExpired} /> },
      { id: 'issued', header: t('me.column.issued'), cell: (row) => <TimeText value={row.issuedAt} dayOnly /> },
      { id: 'expiry', header: t('me.column.expiry'), cell: (row) => <TimeText value={row.expiry} dayOnly /> },
      {
        id: 'presentable',
        header: t('me.column.presentable'),
        wideOnly: true,
        cell: (row) => (
          <StatusBadge tone={row.isPresentable ? 'pass' : 'mute'}>
            {t(row.isPresentable ? 'me.presentable' : 'me.notPresentable')}
          </StatusBadge>
        ),
      },
      { id: 'digest', header: t('me.column.digest'), wideOnly: true, cell: (row) => <Hash value={row.digest} /> },
      {
        id: 'file',
        header: t('me.column.file'),
        align: 'end',
        cell: (row) => (
          <Group gap={6} justify="flex-end" wrap="nowrap">
            <Button
              component="a"
              href={`/v1/me/credentials/${row.id}/file`}
              download={`${row.id}.credential.json`}
              variant="default"
              size="compact-xs"
              leftSection={<IconDownload size={13} />}
            >
              {t('action.download')}
            </Button>
          </Group>
        ),
      },
    ],
    [t],
  );
}

import { ActionIcon, Button, Group, Select, Text, Tooltip } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { WatchAdded, WatchItemView, WatchState } from '../../../../backend/reliance/schemas.ts';
import { createJson, deleteJson } from '../../lib/api.ts';
import { useCan } from '../../lib/use-can.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { ActionFault } from '../../ui/ActionFault.tsx';
import type { Column } from '../../ui/DataTable.tsx';
import { PagedTable } from '../../ui/PagedTable.tsx';
import { Hash } from '../../ui/Hash.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Empty } from '../../ui/states.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import { watchQuery } from './queries.ts';
import { WatchStateBadge } from './WatchStateBadge.tsx';

const STATES = [
  'valid',
  'revoked',
  'superseded',
  'suspended',
  'frozen',
  'expired',
  'unaccredited',
] as const satisfies readonly WatchState[];

export function ItemsTab() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const search = useSearch({ from: '/shell/member/watch' });
  const query = useQuery(watchQuery({ limit: 50, state: search.state, cursor: search.cursor }));
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: (id: string) => deleteJson(`/v1/watch-list/${id}`),
    onSuccess: () => client.invalidateQueries({ queryKey: ['watch'] }),
  });
  const { mutate } = remove;
  const columns = useColumns(mutate);
  return (
    <Panel
      title={t('watch.items')}
      note={t('watch.itemsNote')}
      flush
      actions={
        <Group gap="xs">
          <Select
            aria-label={t('watch.filter')}
            size="xs"
            w={150}
            placeholder={t('watch.anyState')}
            clearable
            data={STATES.map((state) => ({ value: state, label: t(`watch.state.${state}`) }))}
            value={search.state ?? null}
            onChange={(state) => void navigate({ to: '/watch', search: state === null ? {} : { state } })}
          />
          <AddFiles />
        </Group>
      }
    >
      <ActionFault error={remove.error} />
      <PagedTable
        query={query}
        caption={t('watch.items')}
        columns={columns}
        rowKey={(row) => row.id}
        empty={<Empty title={t('watch.none')}>{t('watch.noneWhy')}</Empty>}
      />
    </Panel>
  );
}

/** Takes credential files and says which of them cannot be watched. */
function AddFiles() {
  const { t } = useTranslation();
  const language = useLanguage();
  const client = useQueryClient();
  const may = useCan()('reliance:write');
  const input = useRef<HTMLInputElement>(null);
  const add = useMutation({
    mutationFn: async (files: File[]) =>
      createJson<WatchAdded>('/v1/watch-list', { credentials: await Promise.all(files.map((file) => file.text())) }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['watch'] }),
  });
  return (
    <>
      <Button
        size="compact-sm"
        leftSection={<IconPlus size={14} />}
        disabled={!may}
        loading={add.isPending}
        onClick={() => input.current?.click()}
      >
        {t('watch.add')}
      </Button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        accept=".json,application/json"
        aria-label={t('watch.add')}
        data-testid="watch-file"
        onChange={(event) => {
          const files = [...(event.currentTarget.files ?? [])];
          event.currentTarget.value = '';
          if (files.length > 0) add.mutate(files);
        }}
      />
      {add.data !== undefined && (
        <Text size="xs" role="status">
          {t('watch.added', { added: String(add.data.added), known: String(add.data.known) })}
          {add.data.refused.map((refusal) => ` ${refusal.words[language]}`).join('')}
        </Text>
      )}
      <ActionFault error={add.error} />
    </>
  );
}

function useColumns(onRemove: (id: string) => void): Column<WatchItemView>[] {
  const { t } = useTranslation();
  const may = useCan()('reliance:write');
  return useMemo(
    () => [
      { id: 'state', header: t('watch.column.state'), cell: (row) => <WatchStateBadge state={row.state} />, sortBy: (row) => row.state },
      { id: 'label', header: t('watch.column.label'), cell: (row) => (row.label === '' ? '–' : row.label), sortBy: (row) => row.label },
      { id: 'digest', header: t('watch.column.digest'), cell: (row) => <Hash value={row.digest} /> },
      {
        id: 'place',
        header: t('watch.column.place'),
        wideOnly: true,
        cell: (row) => t('watch.place', { issuer: String(row.issuerId), batch: row.batch, index: row.index }),
      },
      { id: 'expiry', header: t('watch.column.expiry'), wideOnly: true, cell: (row) => <TimeText value={row.expiry} dayOnly /> },
      {
        id: 'since',
        header: t('watch.column.changed'),
        wideOnly: true,
        cell: (row) => <TimeText value={row.changedAt ?? row.createdAt} />,
      },
      {
        id: 'remove',
        header: t('watch.column.remove'),
        align: 'end',
        cell: (row) => (
          <Tooltip label={t('action.remove')}>
            <ActionIcon
              variant="subtle"
              color="gray"
              disabled={!may}
              aria-label={t('watch.removeOne', { label: row.label === '' ? row.digest.slice(0, 10) : row.label })}
              onClick={() => onRemove(row.id)}
            >
              <IconTrash size={15} />
            </ActionIcon>
          </Tooltip>
        ),
      },
    ],
    [t, may, onRemove],
  );
}

import { Button, Group, SimpleGrid, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { DraftRow, DraftView } from '../../../../backend/securitization/deals/schemas.ts';
import { createJson } from '../../lib/api.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { ActionFault } from '../../ui/ActionFault.tsx';
import type { Column } from '../../ui/DataTable.tsx';
import { Loaded } from '../../ui/Loaded.tsx';
import { Page } from '../../ui/Page.tsx';
import { PagedTable } from '../../ui/PagedTable.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { RowLink } from '../../ui/RowLink.tsx';
import { StatusBadge } from '../../ui/StatusBadge.tsx';
import { Empty } from '../../ui/states.tsx';
import { TextLink } from '../../ui/TextLink.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import type { DraftFile } from './edit-deal.ts';
import { draftsQuery, templatesQuery } from './queries.ts';

/** Deal files that an arranger works on, and templates to begin from. */
export function StructurePage() {
  const { t } = useTranslation();
  const { cursor } = useSearch({ from: '/shell/member/structure' });
  const query = useQuery(draftsQuery({ limit: 50, cursor }));
  const columns = useColumns();
  return (
    <Page title={t('structure.title')} purpose={t('structure.purpose')}>
      <Stack gap="md">
        <Panel title={t('structure.drafts')} note={t('structure.draftsNote')} flush>
          <PagedTable
            query={query}
            caption={t('structure.drafts')}
            columns={columns}
            rowKey={(row) => row.id}
            empty={<Empty title={t('structure.none')}>{t('structure.noneWhy')}</Empty>}
          />
        </Panel>
        <Templates />
      </Stack>
    </Page>
  );
}

function Templates() {
  const { t } = useTranslation();
  const language = useLanguage();
  const client = useQueryClient();
  const navigate = useNavigate();
  const query = useQuery(templatesQuery);
  const begin = useMutation({
    mutationFn: (file: DraftFile) => createJson<DraftView>('/v1/deal-drafts', { file }),
    onSuccess: async ({ id }) => {
      await client.invalidateQueries({ queryKey: ['drafts'] });
      await navigate({ to: '/structure/$id', params: { id } });
    },
  });
  return (
    <Panel title={t('structure.templates')} note={t('structure.templatesNote')}>
      <Loaded query={query}>
        {({ data }) => (
          <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
            {data.map(({ id, file }) => (
              <Group key={id} gap="md" wrap="nowrap" align="flex-start" justify="space-between">
                <div>
                  <Text fw={600} size="sm">
                    {wordsOf(file, 'label', language) ?? id}
                  </Text>
                  <Text size="sm" c="dimmed">
                    {wordsOf(file, 'description', language)}
                  </Text>
                </div>
                <Button
                  variant="default"
                  size="xs"
                  style={{ flexShrink: 0 }}
                  aria-label={`${t('structure.begin')}: ${wordsOf(file, 'label', language) ?? id}`}
                  loading={begin.isPending && begin.variables === file}
                  onClick={() => begin.mutate(file)}
                >
                  {t('structure.begin')}
                </Button>
              </Group>
            ))}
          </SimpleGrid>
        )}
      </Loaded>
      <ActionFault error={begin.error} />
    </Panel>
  );
}

function wordsOf(file: DraftFile, member: 'label' | 'description', language: 'en' | 'zh'): string | null {
  const words = file[member] as Record<string, unknown> | undefined;
  const text = words?.[language];
  return typeof text === 'string' ? text : null;
}

function useColumns(): Column<DraftRow>[] {
  const { t } = useTranslation();
  return useMemo(
    () => [
      {
        id: 'name',
        header: t('structure.name'),
        sortBy: (row) => row.name,
        cell: (row) => (
          <RowLink to="/structure/$id" params={{ id: row.id }}>
            {row.name}
          </RowLink>
        ),
      },
      {
        id: 'state',
        header: t('deals.statusLabel'),
        cell: (row) => (
          <StatusBadge tone={row.state === 'created' ? 'pass' : row.state === 'ordered' ? 'wait' : 'mute'}>
            {t(`structure.state.${row.state}`)}
          </StatusBadge>
        ),
      },
      {
        id: 'compiles',
        header: t('structure.compiles'),
        wideOnly: true,
        cell: (row) => (
          <StatusBadge tone={row.imageHash === null ? 'fail' : 'pass'}>
            {t(row.imageHash === null ? 'structure.hasFaults' : 'structure.noFaults')}
          </StatusBadge>
        ),
      },
      {
        id: 'deal',
        header: t('deals.deal'),
        wideOnly: true,
        cell: (row) =>
          row.deal === null ? (
            '–'
          ) : (
            <TextLink to="/deals/$address" params={{ address: row.deal }} size="sm">
              {t('structure.openDeal')}
            </TextLink>
          ),
      },
      { id: 'at', header: t('structure.changed'), wideOnly: true, cell: (row) => <TimeText value={row.updatedAt} /> },
    ],
    [t],
  );
}

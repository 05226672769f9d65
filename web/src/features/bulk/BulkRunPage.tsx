import { Button, Group, Progress, Stack, Text } from '@mantine/core';
import { IconBellPlus, IconDownload } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { BulkView, WatchAdded } from '../../../../backend/reliance/schemas.ts';
import { createJson } from '../../lib/api.ts';
import { formatCount } from '../../lib/format.ts';
import { useCan } from '../../lib/use-can.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { ActionFault } from '../../ui/ActionFault.tsx';
import { Facts } from '../../ui/Facts.tsx';
import { Hash } from '../../ui/Hash.tsx';
import { JobError } from '../../ui/JobError.tsx';
import { Loaded } from '../../ui/Loaded.tsx';
import { Page } from '../../ui/Page.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { TextLink } from '../../ui/TextLink.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import { BulkState } from './BulkState.tsx';
import { BulkRows } from './BulkRows.tsx';
import { bulkQuery, isOver } from './queries.ts';

/** One run: its progress while it goes on, its verdicts, and the signed file of what was found. */
export function BulkRunPage() {
  const { t } = useTranslation();
  const { id } = useParams({ from: '/shell/member/bulk/$id' });
  const query = useQuery(bulkQuery(id));
  const run = query.data;
  return (
    <Page
      title={run?.name ?? t('bulk.one')}
      mark={run === undefined ? undefined : <BulkState run={run} />}
      purpose={t('bulk.onePurpose')}
      crumbs={[{ label: t('bulk.title'), to: '/bulk' }]}
      actions={run?.state === 'done' ? <Downloads run={run} /> : undefined}
    >
      <Loaded query={query}>
        {(loaded) => (
          <Stack gap="md">
            {!isOver(loaded) && <RunProgress run={loaded} />}
            {loaded.state === 'failed' && (
              <Panel title={t('bulk.failed')}>
                {loaded.error === null ? <Text size="sm">{t('bulk.failedWhy')}</Text> : <JobError job={loaded} />}
              </Panel>
            )}
            {loaded.state === 'done' && <Finding run={loaded} />}
            {loaded.state === 'done' && <BulkRows run={loaded} />}
          </Stack>
        )}
      </Loaded>
    </Page>
  );
}

function Downloads({ run }: { run: BulkView }) {
  const { t } = useTranslation();
  return (
    <>
      {(['json', 'csv'] as const).map((format) => (
        <Button
          key={format}
          component="a"
          href={`/v1/bulk-verifications/${run.id}/file?format=${format}`}
          download
          variant="default"
          leftSection={<IconDownload size={15} />}
        >
          {t(`bulk.file.${format}`)}
        </Button>
      ))}
    </>
  );
}

function RunProgress({ run }: { run: BulkView }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const percent = run.total === 0 ? 0 : Math.floor((run.judged / run.total) * 100);
  return (
    <Panel title={t(`bulk.states.${run.state}`)}>
      <Progress value={percent} size="lg" aria-label={t('bulk.progressLabel', { percent: String(percent) })} />
      <Text size="sm" mt="xs" className="num" role="status" data-judged={run.judged}>
        {t('bulk.progress', { judged: formatCount(run.judged, language), total: formatCount(run.total, language) })}
      </Text>
    </Panel>
  );
}

function Finding({ run }: { run: BulkView }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const client = useQueryClient();
  const may = useCan()('reliance:write');
  const watch = useMutation({
    mutationFn: () => createJson<WatchAdded>('/v1/watch-list', { bulkId: run.id }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['watch'] }),
  });
  const valid = run.counts.valid ?? 0;
  return (
    <Panel
      title={t('bulk.finding', { valid: formatCount(valid, language), total: formatCount(run.total, language) })}
      note={t('bulk.findingNote')}
    >
      <Facts
        columns
        items={[
          { name: t('bulk.asOf'), value: run.block === null ? '–' : `#${formatCount(run.block.number, language)}` },
          { name: t('bulk.finished'), value: <TimeText value={run.finishedAt} /> },
          { name: t('bulk.resultHash'), value: run.resultHash === null ? '–' : <Hash value={run.resultHash} /> },
          { name: t('bulk.signature'), value: run.signature === null ? '–' : <Hash value={run.signature} /> },
        ]}
      />
      <Group mt="md" gap="sm">
        <Button
          leftSection={<IconBellPlus size={15} />}
          disabled={valid === 0 || !may || watch.isSuccess}
          loading={watch.isPending}
          onClick={() => watch.mutate()}
        >
          {t('bulk.watchValid')}
        </Button>
        {watch.data !== undefined && (
          <Text size="sm" role="status" data-testid="watch-added">
            {t('bulk.watched', { added: formatCount(watch.data.added, language), known: formatCount(watch.data.known, language) })}{' '}
            <TextLink to="/watch">{t('bulk.openWatch')}</TextLink>
          </Text>
        )}
      </Group>
      <ActionFault error={watch.error} />
    </Panel>
  );
}

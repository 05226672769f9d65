import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { JobView } from '../../../../backend/platform/http/schemas.ts';
import { jobsQuery } from '../../lib/queries.ts';
import type { Column } from '../../ui/DataTable.tsx';
import { PagedTable } from '../../ui/PagedTable.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { StatusBadge, type Tone } from '../../ui/StatusBadge.tsx';
import { Empty } from '../../ui/states.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import { JobError } from '../../ui/JobError.tsx';
import { JobProgress } from '../../ui/JobProgress.tsx';
import { jobKind } from './job-kind.ts';

const TONES: Record<JobView['state'], Tone> = { queued: 'mute', running: 'wait', done: 'pass', failed: 'fail' };

/** Background work, refreshed as its events are heard. */
export function JobsTab() {
  const { t } = useTranslation();
  const cursor = useSearch({ strict: false }).cursor;
  const query = useQuery(jobsQuery({ limit: 25, cursor }));
  const columns = useMemo(
    (): Column<JobView>[] => [
      { id: 'kind', header: t('system.job'), cell: (row) => jobKind(t, row.kind) },
      {
        id: 'state',
        header: t('ledger.state'),
        cell: (row) => <StatusBadge tone={TONES[row.state]}>{t(`system.jobState.${row.state}`)}</StatusBadge>,
      },
      { id: 'progress', header: t('system.progress'), cell: (row) => <JobProgress job={row} /> },
      { id: 'attempts', header: t('system.attempts'), align: 'end', wideOnly: true, cell: (row) => row.attempts },
      { id: 'started', header: t('system.startedAt'), wideOnly: true, cell: (row) => <TimeText value={row.startedAt ?? row.createdAt} /> },
      { id: 'elapsed', header: t('system.elapsed'), align: 'end', wideOnly: true, cell: (row) => elapsed(row) },
      { id: 'error', header: t('system.error'), wideOnly: true, cell: (row) => (row.error === null ? '–' : <JobError job={row} />) },
    ],
    [t],
  );
  return (
    <Panel title={t('system.jobs')} note={t('system.jobsLive')} flush>
      <PagedTable
        query={query}
        caption={t('system.jobs')}
        columns={columns}
        rowKey={(row) => row.id}
        empty={<Empty title={t('system.noJobs')}>{t('system.noJobsWhy')}</Empty>}
      />
    </Panel>
  );
}

function elapsed(job: JobView): string {
  if (job.startedAt === null || job.finishedAt === null) return '–';
  const milliseconds = Date.parse(job.finishedAt) - Date.parse(job.startedAt);
  return milliseconds < 1000 ? `${milliseconds} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}

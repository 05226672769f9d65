import { MultiSelect, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import type { JobAccepted } from '../../../../backend/platform/http/schemas.ts';
import { ComparisonView, MOST_COMPARED } from '../../../../backend/scoring/comparison/schemas.ts';
import { createJson } from '../../lib/api.ts';
import { scorecardsQuery } from '../../lib/queries.ts';
import { useCan } from '../../lib/use-can.ts';
import { useFollowedJob } from '../../lib/use-followed-job.ts';
import { Loaded } from '../../ui/Loaded.tsx';
import { Page } from '../../ui/Page.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Empty, RowsSkeleton } from '../../ui/states.tsx';
import { SourceSelect } from '../customers/SourceSelect.tsx';
import { useUsualSource } from '../customers/use-usual-source.ts';
import { JobError } from '../../ui/JobError.tsx';
import { JobProgress } from '../../ui/JobProgress.tsx';
import { ComparedCharts } from './ComparedCharts.tsx';
import { ComparedFigures } from './ComparedFigures.tsx';
import { ComparedPoints } from './ComparedPoints.tsx';
import { ComparedSegments } from './ComparedSegments.tsx';
import { ComparedSwaps } from './ComparedSwaps.tsx';

/** Scorecards side by side on the same unseen rows; the address names them, so that it can be handed on. */
export function CompareScorecardsPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { cards, source: named } = useSearch({ from: '/shell/member/scorecards/compare' });
  const list = useQuery(scorecardsQuery({ limit: 50 }));
  const usual = useUsualSource(named === undefined);
  const source = named ?? usual.source;
  const known = list.data?.data ?? [];
  const wanted = cards?.split(',') ?? known.slice(0, 2).map(({ hash }) => hash);
  const chosen = wanted.filter((hash) => known.some((row) => row.hash === hash)).slice(0, MOST_COMPARED);
  return (
    <Page
      title={t('scorecard.compare.title')}
      purpose={t('scorecard.compare.purpose')}
      crumbs={[{ label: t('scorecard.listTitle'), to: '/scorecards' }]}
    >
      <Loaded query={list}>
        {({ data }) => (
          <Stack gap="md">
            <MultiSelect
              label={t('scorecard.compare.choose')}
              description={t('scorecard.compare.chooseUpTo', { count: MOST_COMPARED })}
              maxValues={MOST_COMPARED}
              data={data.map(({ hash, name, auc }) => ({ value: hash, label: `${name} · ${hash.slice(0, 10)} · ${auc.toFixed(4)}` }))}
              value={chosen}
              onChange={(value) =>
                void navigate({
                  to: '/scorecards/compare',
                  search: { cards: value.join(','), ...(named === undefined ? {} : { source: named }) },
                })
              }
            />
            <SourceSelect
              label={t('scorecard.train.source')}
              value={source}
              onChange={(next) => void navigate({ to: '/scorecards/compare', search: { cards: chosen.join(','), source: next } })}
            />
            {chosen.length < 2 || source === '' ? (
              <Panel title={t('scorecard.compare.figures')}>
                <Empty title={t('scorecard.compare.tooFew')}>{t('scorecard.compare.tooFewWhy')}</Empty>
              </Panel>
            ) : (
              <Comparison key={`${chosen.join()}/${source}`} hashes={chosen} source={source} />
            )}
          </Stack>
        )}
      </Loaded>
    </Page>
  );
}

/** Asks for the comparison, follows its job, and shows what it found. */
function Comparison({ hashes, source }: { hashes: string[]; source: string }) {
  const { t } = useTranslation();
  const may = useCan()('scorecards:write');
  const asked = useQuery({
    queryKey: ['comparison', source, ...hashes],
    queryFn: () => createJson<z.infer<typeof JobAccepted>>('/v1/scorecard-comparisons', { hashes, source }),
    enabled: may,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  if (!may) return <Empty title={t('scorecard.compare.notAllowed')}>{t('scorecard.compare.notAllowedWhy')}</Empty>;
  return <Loaded query={asked}>{({ jobId }) => <Compared jobId={jobId} />}</Loaded>;
}

function Compared({ jobId }: { jobId: string }) {
  const { t } = useTranslation();
  const query = useFollowedJob(jobId);
  const job = query.data;
  const view = ComparisonView.safeParse(job?.result);
  if (job?.state === 'done' && view.success)
    return (
      <Stack gap="md" data-comparison="done">
        <ComparedFigures view={view.data} />
        <ComparedCharts view={view.data} />
        <ComparedSwaps view={view.data} />
        <ComparedSegments view={view.data} />
        <ComparedPoints view={view.data} />
      </Stack>
    );
  return (
    <Stack gap={6} role="status" data-comparison={job?.state ?? 'queued'}>
      <Text size="sm">{t(job?.state === 'failed' ? 'scorecard.compare.failed' : 'scorecard.compare.running')}</Text>
      {job?.state === 'running' && <JobProgress job={job} />}
      {job !== undefined && <JobError job={job} />}
      {job?.state !== 'failed' && <RowsSkeleton rows={4} />}
    </Stack>
  );
}

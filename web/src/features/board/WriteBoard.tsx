import { Button, Stack, Text } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import type { JobAccepted } from '../../../../backend/platform/http/schemas.ts';
import type { BoardView } from '../../../../backend/rating/schemas.ts';
import { createJson } from '../../lib/api.ts';
import { SECONDS } from '../../lib/queries.ts';
import { useFollowedJob } from '../../lib/use-followed-job.ts';
import { ActionFault } from '../../ui/ActionFault.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { StatusBadge } from '../../ui/StatusBadge.tsx';
import { JobError } from '../../ui/JobError.tsx';
import { JobProgress } from '../../ui/JobProgress.tsx';
import { boardQuery } from './queries.ts';

/** Writes the whole board anew and follows it to the chain. */
export function WriteBoard({ board }: { board: BoardView }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [before, setBefore] = useState<string | null>(null);
  const write = useMutation({
    mutationFn: () => createJson<z.infer<typeof JobAccepted>>('/v1/rating-board', {}),
    onMutate: () => setBefore(board.epoch),
  });
  const jobId = write.data?.jobId ?? null;
  const isThere = before !== null && board.epoch !== before && board.pending === 0;
  return (
    <Panel title={t('board.write')} note={t('board.writeNote')}>
      <Stack gap="sm" align="flex-start">
        <Text size="sm">{t('board.writeText')}</Text>
        <Button
          leftSection={<IconRefresh size={15} />}
          loading={write.isPending}
          disabled={board.pending > 0}
          onClick={() => write.mutate(undefined, { onSuccess: () => void client.invalidateQueries({ queryKey: ['jobs'] }) })}
        >
          {t(board.epoch === '0' ? 'board.writeFirst' : 'board.writeAnew')}
        </Button>
        <ActionFault error={write.error} />
        {jobId !== null && <Fate key={jobId} jobId={jobId} isThere={isThere} />}
      </Stack>
    </Panel>
  );
}

/** The job first, then its transactions, until the contract tells the new epoch. */
function Fate({ jobId, isThere }: { jobId: string; isThere: boolean }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const query = useFollowedJob(jobId);
  const job = query.data;
  const isWaiting = job?.state !== 'failed' && !isThere;
  useEffect(() => {
    if (!isWaiting) return;
    const timer = window.setInterval(() => void client.invalidateQueries({ queryKey: boardQuery.queryKey }), 1.5 * SECONDS);
    return () => window.clearInterval(timer);
  }, [client, isWaiting]);
  const stage = job?.state === 'failed' ? 'failed' : isThere ? 'written' : job?.state === 'done' ? 'sent' : 'made';
  return (
    <Stack gap={6} align="flex-start" role="status" data-board-fate={stage}>
      <StatusBadge tone={{ failed: 'fail', written: 'pass', sent: 'wait', made: 'wait' }[stage] as 'fail' | 'pass' | 'wait'}>
        {t(`board.stage.${stage}`)}
      </StatusBadge>
      {job !== undefined && stage === 'made' && <JobProgress job={job} />}
      {job !== undefined && <JobError job={job} />}
    </Stack>
  );
}

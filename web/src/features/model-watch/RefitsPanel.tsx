import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import type { JobAccepted } from '../../../../backend/platform/http/schemas.ts';
import type { RefitView } from '../../../../backend/scoring/monitoring/schemas.ts';
import { createJson } from '../../lib/api.ts';
import { jobQuery } from '../../lib/queries.ts';
import { useCan } from '../../lib/use-can.ts';
import { ActionFault } from '../../ui/ActionFault.tsx';
import { DecisionButtons } from '../../ui/DecisionButtons.tsx';
import { JobError } from '../../ui/JobError.tsx';
import { Loaded } from '../../ui/Loaded.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { PersonText } from '../../ui/PersonText.tsx';
import { Empty } from '../../ui/states.tsx';
import { StatusBadge } from '../../ui/StatusBadge.tsx';
import { TextLink } from '../../ui/TextLink.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import { JobProgress } from '../../ui/JobProgress.tsx';
import classes from './model-watch.module.css';
import { SwapSetTable } from './SwapSetTable.tsx';
import { refitsQuery } from './watch-queries.ts';

const NOTE_MIN = 3;
const TONE = { pending: 'wait', taken: 'pass', dismissed: 'mute', failed: 'warn' } as const;

/**
 * Cards that were trained anew beside the card in use; a person takes one up or dismisses it. `canRefit` is false of a model
 * whose file does not say how it was made.
 */
export function RefitsPanel({ hash, canRefit }: { hash: string; canRefit: boolean }) {
  const { t } = useTranslation();
  const may = useCan()('scorecards:write');
  const query = useQuery(refitsQuery(hash));
  return (
    <Panel
      title={t('modelWatch.refits')}
      note={t('modelWatch.refitsNote')}
      actions={may && canRefit ? <AskRefit hash={hash} /> : undefined}
    >
      <Loaded query={query}>
        {(page) =>
          page.data.length === 0 ? (
            <Empty title={t('modelWatch.noRefits')}>{t('modelWatch.noRefitsWhy')}</Empty>
          ) : (
            <Stack gap="md">
              {page.data.map((row) => (
                <Refit key={row.id} row={row} may={may} />
              ))}
            </Stack>
          )
        }
      </Loaded>
    </Panel>
  );
}

function AskRefit({ hash }: { hash: string }) {
  const { t } = useTranslation();
  const ask = useMutation({ mutationFn: () => createJson<z.infer<typeof JobAccepted>>(`/v1/scorecards/${hash}/refits`, {}) });
  const job = useQuery({ ...jobQuery(ask.data?.jobId ?? ''), enabled: ask.data !== undefined });
  const isRunning = job.data !== undefined && (job.data.state === 'queued' || job.data.state === 'running');
  return (
    <>
      {isRunning && <JobProgress job={job.data} />}
      {job.data?.state === 'failed' && <JobError job={job.data} />}
      <ActionFault error={ask.error} />
      <Button
        size="xs"
        variant="default"
        leftSection={<IconRefresh size={14} />}
        loading={ask.isPending || isRunning}
        onClick={() => ask.mutate()}
      >
        {t('modelWatch.askRefit')}
      </Button>
    </>
  );
}

function Refit({ row, may }: { row: RefitView; may: boolean }) {
  const { t } = useTranslation();
  return (
    <Stack gap="sm" className={classes.refit} data-refit={row.state}>
      <Group gap="sm">
        <StatusBadge tone={TONE[row.state]}>{t(`modelWatch.refitState.${row.state}`)}</StatusBadge>
        <Text size="sm">{t(`modelWatch.cause.${row.cause}`)}</Text>
        <Text size="xs" c="dimmed">
          <TimeText value={row.createdAt} />
          {row.decidedBy !== null && (
            <>
              {' · '}
              <PersonText actor={row.decidedBy} />
              {t('modelWatch.decisionNote', { note: row.decisionNote })}
            </>
          )}
        </Text>
        {row.candidate !== null && (
          <TextLink to="/scorecards/$hash" params={{ hash: row.candidate }}>
            {t('modelWatch.openCandidate')}
          </TextLink>
        )}
      </Group>
      {row.fault !== null && (
        <Text size="sm" c="dimmed">
          {row.fault}
        </Text>
      )}
      {row.comparison !== null && <SwapSetTable comparison={row.comparison} />}
      {may && row.state === 'pending' && <Decide id={row.id} />}
    </Stack>
  );
}

function Decide({ id }: { id: string }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [note, setNote] = useState('');
  const decide = useMutation({
    mutationFn: (decision: 'take_up' | 'dismiss') => createJson<RefitView>(`/v1/refits/${id}/decision`, { decision, note }),
    onSuccess: () => Promise.all(['refits', 'models', 'promotions'].map((key) => client.invalidateQueries({ queryKey: [key] }))),
  });
  return (
    <Group align="end" gap="sm">
      <TextInput
        label={t('modelWatch.note')}
        w="100%"
        maw={420}
        maxLength={500}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      {note.trim().length < NOTE_MIN ? (
        <Text size="xs" c="dimmed">
          {t('modelWatch.noteFirst')}
        </Text>
      ) : (
        <DecisionButtons
          yes={t('modelWatch.takeUp')}
          no={t('modelWatch.dismiss')}
          isPending={decide.isPending}
          error={decide.error}
          onDecide={(isTaken) => decide.mutate(isTaken ? 'take_up' : 'dismiss')}
        />
      )}
    </Group>
  );
}

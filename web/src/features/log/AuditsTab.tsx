import { Button, Stack, Text } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import type { JobAccepted } from '../../../../backend/platform/http/schemas.ts';
import type { LogAuditResult, LogAuditView } from '../../../../backend/transparency/schemas.ts';
import { createJson } from '../../lib/api.ts';
import { formatCount } from '../../lib/format.ts';
import { SECONDS } from '../../lib/queries.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { ActionFault } from '../../ui/ActionFault.tsx';
import { JobError } from '../../ui/JobError.tsx';
import { Loaded } from '../../ui/Loaded.tsx';
import { Pager } from '../../ui/Pager.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Empty } from '../../ui/states.tsx';
import { StatusBadge } from '../../ui/StatusBadge.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import classes from './log.module.css';
import { auditsQuery } from './queries.ts';

const isOpen = ({ state }: LogAuditView): boolean => state === 'queued' || state === 'running';

/** Comparisons of chain, published files and database, and what they found. */
export function AuditsTab() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const cursor = useSearch({ strict: false }).cursor;
  const query = useQuery({
    ...auditsQuery({ limit: 10, cursor }),
    refetchInterval: ({ state }) => (state.data?.data.some(isOpen) ? 2 * SECONDS : false),
  });
  const run = useMutation({
    mutationFn: () => createJson<z.infer<typeof JobAccepted>>('/v1/log/audits', {}),
    onSuccess: () => client.invalidateQueries({ queryKey: ['log-audits'] }),
  });
  return (
    <Stack gap="md">
      <Panel
        title={t('log.audit.title')}
        note={t('log.audit.note')}
        actions={
          <Button size="compact-sm" leftSection={<IconPlayerPlay size={14} />} loading={run.isPending} onClick={() => run.mutate()}>
            {t('log.audit.run')}
          </Button>
        }
      >
        <ActionFault error={run.error} />
        <Loaded query={query}>
          {(page) => (
            <>
              {page.data.length === 0 && <Empty title={t('log.audit.none')}>{t('log.audit.noneWhy')}</Empty>}
              {(page.hasMore || cursor !== undefined) && <Pager page={page} />}
            </>
          )}
        </Loaded>
      </Panel>
      {query.data?.data.map((audit) => (
        <AuditPanel key={audit.id} audit={audit} />
      ))}
    </Stack>
  );
}

function AuditPanel({ audit }: { audit: LogAuditView }) {
  const { t } = useTranslation();
  return (
    <Panel title={t('log.audit.one')} note={<TimeText value={audit.createdAt} />} actions={<AuditState audit={audit} />}>
      {isOpen(audit) && <Text size="sm">{t('log.audit.progress', { percent: String(audit.progress) })}</Text>}
      <JobError job={audit} />
      {audit.result !== null && <Findings result={audit.result} />}
    </Panel>
  );
}

function AuditState({ audit }: { audit: LogAuditView }) {
  const { t } = useTranslation();
  if (isOpen(audit)) return <StatusBadge tone="wait">{t('log.audit.running')}</StatusBadge>;
  if (audit.result === null) return <StatusBadge tone="warn">{t('log.audit.broken')}</StatusBadge>;
  return (
    <StatusBadge tone={audit.result.ok ? 'pass' : 'fail'}>
      {audit.result.ok ? t('log.audit.clean') : t('log.audit.found', { found: String(audit.result.found) })}
    </StatusBadge>
  );
}

function Findings({ result }: { result: z.infer<typeof LogAuditResult> }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const count = (value: string | number): string => formatCount(value, language);
  const { checked } = result;
  return (
    <>
      <Text size="sm" c="dimmed">
        {t('log.audit.checked', {
          block: count(result.block.number),
          events: count(checked.events),
          batches: count(checked.batches),
          leaves: count(checked.leaves),
          tiles: count(checked.tiles),
          checkpoints: count(checked.checkpoints),
        })}
      </Text>
      <ul className={classes.differences}>
        {result.differences.map((difference) => (
          <li key={JSON.stringify(difference)}>
            <b>{t(`log.where.${difference.where}`)}</b> {difference.detail} <code>{difference.kind}</code>
          </li>
        ))}
      </ul>
    </>
  );
}

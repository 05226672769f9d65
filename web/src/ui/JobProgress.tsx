import { Progress, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { JobView } from '../../../backend/platform/http/schemas.ts';

const FULL_PERMILLE = 1000;

export function JobProgress({ job }: { job: JobView }) {
  const { t } = useTranslation();
  const percent = Math.round((Math.min(job.progress, FULL_PERMILLE) / FULL_PERMILLE) * 100);
  return (
    <div style={{ minWidth: 120 }}>
      <Progress
        value={percent}
        size={5}
        aria-label={t('system.progressLabel', { percent: String(percent) })}
        color={job.state === 'failed' ? 'var(--app-fail)' : 'var(--app-accent)'}
      />
      <Text size="xs" c="dimmed" component="span" className="num">
        {percent}% {job.step}
      </Text>
    </div>
  );
}

import { Button, Group, Skeleton, Stack, Text } from '@mantine/core';
import { IconPlugConnectedX, IconRefresh } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiFault } from '../lib/api.ts';
import { Hash } from './Hash.tsx';
import { ProblemText } from './ProblemText.tsx';
import classes from './states.module.css';

interface EmptyProps {
  title: string;
  /** Why there is nothing and what brings something. */
  children: ReactNode;
  action?: ReactNode;
}

export function Empty({ title, children, action }: EmptyProps) {
  return (
    <Stack align="center" gap={4} className={classes.state}>
      <Text fw={600}>{title}</Text>
      <Text component="div" size="sm" c="dimmed" maw={520}>
        {children}
      </Text>
      {action !== undefined && <div className={classes.action}>{action}</div>}
    </Stack>
  );
}

/** What failed, what to do, and the request id to quote. */
export function Fault({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { t } = useTranslation();
  const fault = error instanceof ApiFault ? error : null;
  const problem = fault?.problem ?? null;
  const kind = fault === null ? 'unknown' : faultKind(fault.status);
  return (
    <Stack align="center" gap={6} className={classes.state} role="alert">
      <IconPlugConnectedX size={26} stroke={1.5} aria-hidden="true" />
      <Text fw={600}>{t(`fault.${kind}.title`)}</Text>
      <Text size="sm" c="dimmed" maw={520}>
        {t(`fault.${kind}.cure`)}
      </Text>
      {problem !== null && (
        <Text component="div" size="xs" c="dimmed">
          <ProblemText problem={problem} />
          <Group gap={4} justify="center">
            <span>
              <code>{problem.code}</code> · {t('fault.requestId')}
            </span>
            <Hash value={problem.requestId} full />
          </Group>
        </Text>
      )}
      {onRetry !== undefined && (
        <Button variant="default" size="xs" mt={6} leftSection={<IconRefresh size={14} />} onClick={onRetry}>
          {t('action.retry')}
        </Button>
      )}
    </Stack>
  );
}

function faultKind(status: number): 'offline' | 'forbidden' | 'missing' | 'busy' | 'invalid' | 'server' {
  if (status === 0) return 'offline';
  if (status === 401 || status === 403) return 'forbidden';
  if (status === 404) return 'missing';
  if (status === 429 || status === 503) return 'busy';
  return status < 500 ? 'invalid' : 'server';
}

/** Rows in the place of a list that is on its way. */
export function RowsSkeleton({ rows = 8 }: { rows?: number }) {
  const { t } = useTranslation();
  return (
    <Stack gap={10} className={classes.rows} role="status" aria-label={t('state.loading')}>
      {Array.from({ length: rows }, (_, place) => (
        <Skeleton key={place} height={14} width={`${96 - ((place * 17) % 40)}%`} />
      ))}
    </Stack>
  );
}

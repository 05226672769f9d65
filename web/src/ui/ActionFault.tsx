import { Alert, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { ApiFault } from '../lib/api.ts';
import { Hash } from './Hash.tsx';

/** Refusals that the console says in its own words; the rest is told as the API says it. */
const WORDED = ['four_eyes'] as const;

/** Why an action was refused, beside the button that asked for it; nothing while `error` is null. */
export function ActionFault({ error }: { error: unknown }) {
  const { t } = useTranslation();
  if (error === null || error === undefined) return null;
  const problem = error instanceof ApiFault ? error.problem : null;
  const worded = WORDED.find((code) => code === problem?.code);
  const kind = error instanceof ApiFault && error.status === 0 ? 'offline' : problem === null ? 'unknown' : 'invalid';
  return (
    <Alert role="alert" color="red" variant="outline" icon={<IconAlertTriangle size={18} />} title={t(`fault.${kind}.title`)}>
      {problem === null ? (
        <Text size="sm">{t(`fault.${kind}.cure`)}</Text>
      ) : (
        <>
          <Text size="sm">{worded === undefined ? problem.detail : t(`fault.code.${worded}`)}</Text>
          {problem.errors?.map((fault) => (
            <Text key={`${fault.pointer}:${fault.code}`} size="xs">
              <code>{fault.pointer}</code> {fault.detail}
            </Text>
          ))}
          <Text component="div" size="xs" c="dimmed">
            <code>{problem.code}</code> · {t('fault.requestId')} <Hash value={problem.requestId} />
          </Text>
        </>
      )}
    </Alert>
  );
}

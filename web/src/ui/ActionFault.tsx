import { Alert, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { ApiFault } from '../lib/api.ts';
import { Hash } from './Hash.tsx';
import { ProblemText } from './ProblemText.tsx';

/** Why an action was refused, beside the button that asked for it; nothing while `error` is null. */
export function ActionFault({ error }: { error: unknown }) {
  const { t } = useTranslation();
  if (error === null || error === undefined) return null;
  const problem = error instanceof ApiFault ? error.problem : null;
  const kind = error instanceof ApiFault && error.status === 0 ? 'offline' : problem === null ? 'unknown' : 'invalid';
  return (
    <Alert role="alert" color="red" variant="outline" icon={<IconAlertTriangle size={18} />} title={t(`fault.${kind}.title`)}>
      {problem === null ? (
        <Text size="sm">{t(`fault.${kind}.cure`)}</Text>
      ) : (
        <>
          <ProblemText problem={problem} />
          <Text component="div" size="xs" c="dimmed">
            <code>{problem.code}</code> · {t('fault.requestId')} <Hash value={problem.requestId} />
          </Text>
        </>
      )}
    </Alert>
  );
}

import { Button, Group, Stack, Text } from '@mantine/core';
import { IconMailOpened } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PresentationRequestView } from '../../../../backend/holder/schemas.ts';
import { ActionFault } from '../../ui/ActionFault.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { StatusBadge } from '../../ui/StatusBadge.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import { Result } from '../verify/Result.tsx';
import { useVerification } from '../verify/use-verification.ts';
import { receivedQuery } from './queries.ts';

/** The answer of the customer; opened on demand, for each look is written down for them. */
export function Received({ request }: { request: PresentationRequestView }) {
  const { t } = useTranslation();
  const received = useQuery(receivedQuery(request.id));
  const { progress, verify } = useVerification({
    verifier: request.verifier,
    challenge: request.challenge,
    purpose: request.purpose,
  });
  const [isWanted, setWanted] = useState(false);
  const open = async (): Promise<void> => {
    setWanted(true);
    const answer = await received.refetch();
    if (answer.data !== undefined)
      await verify({ name: request.purpose, text: JSON.stringify(answer.data.presentation), savedProof: null });
    setWanted(false);
  };
  const { consent } = request;
  if (consent === null) return null;
  return (
    <>
      <Panel
        title={t('requests.received')}
        actions={
          <StatusBadge tone={consent.state === 'active' ? 'pass' : consent.state === 'expired' ? 'warn' : 'fail'}>
            {t(`requests.consentState.${consent.state}`)}
          </StatusBadge>
        }
      >
        <Stack gap="sm" data-consent={consent.state}>
          <Text size="sm" component="div">
            {t('requests.signedAt')} <TimeText value={consent.signedAt} />
            {consent.withdrawnAt !== null && (
              <>
                {' '}
                · {t('requests.withdrawnAt')} <TimeText value={consent.withdrawnAt} />
              </>
            )}
          </Text>
          {consent.state === 'active' ? (
            <Group>
              <Button leftSection={<IconMailOpened size={16} />} loading={isWanted} onClick={() => void open()}>
                {t(progress.phase === 'done' ? 'requests.openAgain' : 'requests.open')}
              </Button>
              <Text size="xs" c="dimmed">
                {t('requests.openNote')}
              </Text>
            </Group>
          ) : (
            <Text size="sm">{t(`requests.closed.${consent.state}`)}</Text>
          )}
          <ActionFault error={received.error} />
        </Stack>
      </Panel>
      {consent.state === 'active' && progress.phase === 'done' && <Result outcome={progress.outcome} onVerify={verify} />}
    </>
  );
}

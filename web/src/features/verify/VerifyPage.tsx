import { Button, Skeleton, Stack } from '@mantine/core';
import { IconRotate } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useCan } from '../../lib/use-can.ts';
import { Page } from '../../ui/Page.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Empty } from '../../ui/states.tsx';
import { ChangedStrip } from '../watch/ChangedStrip.tsx';
import { DropZone } from './DropZone.tsx';
import { HowItWorks } from './HowItWorks.tsx';
import { Result } from './Result.tsx';
import { SampleButton } from './SampleButton.tsx';
import { useVerification } from './use-verification.ts';

export function VerifyPage() {
  const { t } = useTranslation();
  const can = useCan();
  const { progress, verify, reset } = useVerification();
  const another = progress.phase === 'done' && (
    <Button variant="default" leftSection={<IconRotate size={15} />} onClick={reset}>
      {t('verify.another')}
    </Button>
  );
  return (
    <Page title={t('verify.title')} purpose={t('verify.purpose')} actions={another || undefined}>
      <ChangedStrip />
      {progress.phase === 'done' ? (
        <Result outcome={progress.outcome} onVerify={verify} />
      ) : (
        <>
          <DropZone
            busy={progress.phase === 'checking'}
            onFile={verify}
            sample={can('credentials:read') ? <SampleButton onFile={verify} /> : null}
          />
          {progress.phase === 'checking' && (
            <Stack gap="sm" role="status" aria-label={t('verify.checking')}>
              <Skeleton height={84} />
              <Skeleton height={320} />
            </Stack>
          )}
          {progress.phase === 'failed' && (
            <Panel title={t('verify.failedTitle')}>
              <Empty title={t('verify.failedTitle')}>{t('verify.failedWhy')}</Empty>
            </Panel>
          )}
          {progress.phase !== 'checking' && <HowItWorks />}
        </>
      )}
    </Page>
  );
}

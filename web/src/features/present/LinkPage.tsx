import { Skeleton, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useLocation, useParams } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiFault } from '../../lib/api.ts';
import { publicConfigQuery } from '../../lib/queries.ts';
import { Page } from '../../ui/Page.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Empty, Fault } from '../../ui/states.tsx';
import { Result } from '../verify/Result.tsx';
import { useVerification } from '../verify/use-verification.ts';
import { openLink } from './link-secret.ts';
import { linkedPresentationQuery } from './queries.ts';

/** Opens what a customer handed over by link, for anybody who has the whole address. */
export function LinkPage() {
  const { t } = useTranslation();
  const { id } = useParams({ from: '/shell/p/$id' });
  const secret = useLocation({ select: (location) => location.hash });
  const linked = useQuery({ ...linkedPresentationQuery(id), enabled: secret !== '' });
  const opened = useQuery({
    queryKey: ['opened', id, secret],
    queryFn: () => openLink(linked.data?.ciphertext ?? '', secret),
    enabled: linked.data !== undefined && secret !== '',
    staleTime: Number.POSITIVE_INFINITY,
  });
  const isGone = linked.error instanceof ApiFault && [403, 404, 410].includes(linked.error.status);
  return (
    <Page title={t('present.linkPage.title')} purpose={t('present.linkPage.purpose')}>
      {secret === '' && <Notice name="noSecret" />}
      {secret !== '' && isGone && <Notice name="gone" />}
      {secret !== '' && linked.isError && !isGone && <Fault error={linked.error} onRetry={() => void linked.refetch()} />}
      {opened.data === null && <Notice name="wrongSecret" />}
      {typeof opened.data === 'string' && <OpenedPresentation text={opened.data} />}
    </Page>
  );
}

function Notice({ name }: { name: 'noSecret' | 'wrongSecret' | 'gone' }) {
  const { t } = useTranslation();
  return (
    <Panel title={t('present.linkPage.title')}>
      <div data-notice={name}>
        <Empty title={t(`present.linkPage.${name}`)}>{t(`present.linkPage.${name}Why`)}</Empty>
      </div>
    </Panel>
  );
}

function OpenedPresentation({ text }: { text: string }) {
  const { t } = useTranslation();
  const config = useQuery(publicConfigQuery);
  const { progress, verify } = useVerification();
  const asked = useRef<string | null>(null);
  const isKnown = config.data !== undefined;
  useEffect(() => {
    if (!isKnown || asked.current === text) return;
    asked.current = text;
    void verify({ name: t('present.linkPage.title'), text, savedProof: null });
  }, [isKnown, text, verify, t]);
  if (progress.phase === 'done') return <Result outcome={progress.outcome} onVerify={verify} />;
  if (progress.phase === 'failed') return <Empty title={t('verify.failedTitle')}>{t('verify.failedWhy')}</Empty>;
  return (
    <Stack gap="sm" role="status" aria-label={t('present.linkPage.opening')} aria-busy="true">
      <Skeleton height={84} />
      <Skeleton height={320} />
    </Stack>
  );
}

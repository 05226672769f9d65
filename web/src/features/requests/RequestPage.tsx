import { Button, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { PresentationRequestView } from '../../../../backend/holder/schemas.ts';
import { createJson } from '../../lib/api.ts';
import { useCan } from '../../lib/use-can.ts';
import { ActionFault } from '../../ui/ActionFault.tsx';
import { CopyField } from '../../ui/CopyField.tsx';
import { Facts } from '../../ui/Facts.tsx';
import { Hash } from '../../ui/Hash.tsx';
import { LazyQrCode } from '../../ui/LazyQrCode.tsx';
import { Loaded } from '../../ui/Loaded.tsx';
import { Page } from '../../ui/Page.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import { ScopeList } from '../me/ScopeList.tsx';
import { Received } from './Received.tsx';
import classes from './requests.module.css';
import { requestQuery } from './queries.ts';
import { RequestStateBadge } from './RequestStateBadge.tsx';

/** One request: the link to hand on while it is open, the presentation once it is answered. */
export function RequestPage() {
  const { t } = useTranslation();
  const { id } = useParams({ from: '/shell/member/requests/$id' });
  const query = useQuery(requestQuery(id));
  return (
    <Page
      title={query.data?.purpose ?? t('requests.one')}
      mark={
        query.data === undefined ? undefined : <RequestStateBadge state={query.data.state} consent={query.data.consent?.state ?? null} />
      }
      purpose={t('requests.onePurpose')}
      crumbs={[{ label: t('requests.title'), to: '/requests' }]}
    >
      <Loaded query={query}>
        {(request) => (
          <>
            {request.state === 'open' && <HandOn request={request} />}
            <Panel title={t('requests.what')}>
              <RequestFacts request={request} />
            </Panel>
            {request.consent !== null && <Received request={request} />}
          </>
        )}
      </Loaded>
    </Page>
  );
}

function HandOn({ request }: { request: PresentationRequestView }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const may = useCan()('reliance:write');
  const takeBack = useMutation({
    mutationFn: () => createJson(`/v1/presentation-requests/${request.id}/withdrawal`, {}),
    onSuccess: () => {
      for (const key of ['requests', 'request']) void client.invalidateQueries({ queryKey: [key] });
    },
  });
  const link = `${window.location.origin}${request.link}`;
  return (
    <Panel title={t('requests.handOn')} note={t('requests.handOnNote')}>
      <div className={classes.hand}>
        <div>
          <CopyField label={t('requests.link')} description={t('requests.linkHint')} value={link} />
          <Text size="sm" c="dimmed" mt="md" role="status">
            {t('requests.waiting')}
          </Text>
          <Button mt="md" variant="default" size="xs" disabled={!may} loading={takeBack.isPending} onClick={() => takeBack.mutate()}>
            {t('requests.takeBack')}
          </Button>
          <ActionFault error={takeBack.error} />
        </div>
        <LazyQrCode text={link} label={t('requests.qr')} />
      </div>
    </Panel>
  );
}

function RequestFacts({ request }: { request: PresentationRequestView }) {
  const { t } = useTranslation();
  return (
    <Facts
      items={[
        { name: t('requests.wanted'), value: <ScopeList scope={request.wanted} /> },
        { name: t('requests.until'), value: <TimeText value={request.until} /> },
        { name: t('requests.created'), value: <TimeText value={request.createdAt} /> },
        { name: t('requests.answered'), value: <TimeText value={request.answeredAt} /> },
        { name: t('requests.lender'), value: request.verifierName },
        { name: t('requests.verifier'), value: <Hash value={request.verifier} /> },
        { name: t('requests.challenge'), value: <Hash value={request.challenge} /> },
      ]}
    />
  );
}

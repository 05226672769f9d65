import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PublicRequestView } from '../../../../backend/holder/schemas.ts';
import { Loaded } from '../../ui/Loaded.tsx';
import { Page } from '../../ui/Page.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Empty } from '../../ui/states.tsx';
import { choiceOf } from './choice.ts';
import { PresentationMaker } from './PresentationMaker.tsx';
import { publicRequestQuery } from './queries.ts';
import { RequestPanel } from './RequestPanel.tsx';

/** A lender asks; the customer decides what to show. */
export function AnswerPage() {
  const { t } = useTranslation();
  const { id } = useParams({ from: '/shell/member/me/requests/$id' });
  const query = useQuery(publicRequestQuery(id));
  return (
    <Page
      title={query.data === undefined ? t('present.answer') : t('present.answerTo', { name: query.data.verifierName })}
      purpose={t('present.answerPurpose')}
      crumbs={[{ label: t('present.askedTitle'), to: '/me/requests' }]}
    >
      <Loaded query={query}>{(request) => <Answer request={request} />}</Loaded>
    </Page>
  );
}

function Answer({ request }: { request: PublicRequestView }) {
  const { t } = useTranslation();
  // Handing over closes the request; what came of it stays on the screen.
  const [wasOpen] = useState(request.state === 'open');
  const wanted = choiceOf(request.wanted);
  return (
    <>
      <RequestPanel request={request} />
      {wasOpen ? (
        <PresentationMaker recipient={{ requestId: request.id }} name={request.verifierName} wanted={wanted} start={wanted} />
      ) : (
        <Panel title={t('present.closed')}>
          <Empty title={t(`present.closedState.${request.state === 'open' ? 'answered' : request.state}`)}>{t('present.closedWhy')}</Empty>
        </Panel>
      )}
    </>
  );
}

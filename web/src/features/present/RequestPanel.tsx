import { useTranslation } from 'react-i18next';
import type { PublicRequestView } from '../../../../backend/holder/schemas.ts';
import { Facts } from '../../ui/Facts.tsx';
import { Hash } from '../../ui/Hash.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import { ScopeList } from '../me/ScopeList.tsx';
import { RequestStateBadge } from '../requests/RequestStateBadge.tsx';

/** Who asks for what, until when. */
export function RequestPanel({ request }: { request: PublicRequestView }) {
  const { t } = useTranslation();
  return (
    <Panel title={t('present.whoAsks')}>
      <Facts
        items={[
          { name: t('requests.lender'), value: <strong>{request.verifierName}</strong> },
          { name: t('requests.purpose'), value: request.purpose },
          { name: t('requests.wanted'), value: <ScopeList scope={request.wanted} /> },
          { name: t('requests.until'), value: <TimeText value={request.until} /> },
          { name: t('requests.state'), value: <RequestStateBadge state={request.state} /> },
          { name: t('present.boundTo'), value: <Hash value={request.verifier} /> },
        ]}
      />
    </Panel>
  );
}

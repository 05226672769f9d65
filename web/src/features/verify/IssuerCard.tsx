import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { IssuerView } from '../../../../backend/attestation/schemas.ts';
import type { Credential } from '../../../../backend/attestation/domain/credential.ts';
import { issuerQuery } from '../../lib/queries.ts';
import { useCan } from '../../lib/use-can.ts';
import { Facts } from '../../ui/Facts.tsx';
import { Loaded } from '../../ui/Loaded.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { StatusBadge } from '../../ui/StatusBadge.tsx';
import { TextLink } from '../../ui/TextLink.tsx';
import { KeyLanes } from './KeyLanes.tsx';

/** Who vouches for the credential, and whether they could at the time; for readers who may see the ledger. */
export function IssuerCard({ credential, signer }: { credential: Credential; signer: string | null }) {
  const { t } = useTranslation();
  const may = useCan()('ledger:read');
  const id = String(credential.credit.issuer);
  const query = useQuery({ ...issuerQuery(id), enabled: may });
  if (!may) return null;
  return (
    <Panel title={t('verify.issuerTitle')} note={t('verify.issuerNote')}>
      <Loaded query={query}>
        {(issuer) => (
          <>
            <IssuerFacts issuer={issuer} />
            <KeyLanes issuer={issuer} issuedAt={Number(credential.credit.issuedAt)} signer={signer} />
          </>
        )}
      </Loaded>
    </Panel>
  );
}

function IssuerFacts({ issuer }: { issuer: IssuerView }) {
  const { t } = useTranslation();
  return (
    <Facts
      items={[
        {
          name: t('verify.issuer'),
          value: (
            <TextLink to="/ledger/issuers/$id" params={{ id: String(issuer.issuerId) }}>
              {issuer.name}
            </TextLink>
          ),
        },
        {
          name: t('verify.accreditation'),
          value: <StatusBadge tone={issuer.status === 'active' ? 'pass' : 'fail'}>{t(`verify.issuerStatus.${issuer.status}`)}</StatusBadge>,
        },
        { name: t('verify.issuerBatches'), value: t('verify.issuerBatchesValue', { batches: issuer.batches, leaves: issuer.leaves }) },
        ...(issuer.successor === null
          ? []
          : [
              {
                name: t('verify.successor'),
                value: (
                  <TextLink to="/ledger/issuers/$id" params={{ id: String(issuer.successor) }}>
                    {t('ledger.issuerTitle', { number: String(issuer.successor) })}
                  </TextLink>
                ),
              },
            ]),
      ]}
    />
  );
}

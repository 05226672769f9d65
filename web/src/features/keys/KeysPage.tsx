import { SimpleGrid } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { IssuerView } from '../../../../backend/attestation/schemas.ts';
import { Loaded } from '../../ui/Loaded.tsx';
import { Page } from '../../ui/Page.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Empty } from '../../ui/states.tsx';
import { IssuerStatus } from '../ledger/IssuersTab.tsx';
import { AddKey } from './AddKey.tsx';
import { FreezeBatches } from './FreezeBatches.tsx';
import { KeyTable } from './KeyTable.tsx';
import { useOwnIssuer } from './use-own-issuer.ts';

/** The keys of the house's issuer, and what to do when one is stolen. */
export function KeysPage() {
  const { t } = useTranslation();
  const { query, issuer } = useOwnIssuer();
  return (
    <Page title={t('keys.title')} mark={issuer !== null && <IssuerStatus status={issuer.status} />} purpose={t('keys.purpose')}>
      <Loaded query={query}>
        {() =>
          issuer === null ? (
            <Panel title={t('keys.title')}>
              <Empty title={t('keys.noIssuer')}>{t('keys.noIssuerWhy')}</Empty>
            </Panel>
          ) : (
            <Keys issuer={issuer} />
          )
        }
      </Loaded>
    </Page>
  );
}

function Keys({ issuer }: { issuer: IssuerView }) {
  const { t } = useTranslation();
  return (
    <>
      <KeyTable issuer={issuer} />
      <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="md" style={{ alignItems: 'start' }}>
        <Panel title={t('keys.add.title')} note={t('keys.add.note')}>
          <AddKey issuer={issuer} />
        </Panel>
        <Panel title={t('keys.freeze.title')} note={t('keys.freeze.note')}>
          <FreezeBatches issuer={issuer} />
        </Panel>
      </SimpleGrid>
    </>
  );
}

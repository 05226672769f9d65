import { Anchor, Button, Group, Skeleton } from '@mantine/core';
import { IconDownload, IconZoomCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import type { CredentialRow } from '../../../../backend/attestation/schemas.ts';
import { batchQuery, credentialQuery } from '../../lib/queries.ts';
import { Facts } from '../../ui/Facts.tsx';
import { Hash } from '../../ui/Hash.tsx';
import { Loaded } from '../../ui/Loaded.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Empty } from '../../ui/states.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import { useEvidence } from '../../ui/use-evidence.ts';
import { AskRevocation } from '../revocations/AskRevocation.tsx';
import { CredentialState } from '../ledger/state-badges.tsx';
import type { Customer } from './CustomerPage.tsx';
import { TextLink } from '../../ui/TextLink.tsx';

/** The credential that states the score, and its place on the ledger. */
export function CredentialPanel({ customer }: { customer: Customer }) {
  const { t } = useTranslation();
  if (customer.credentialId === null) {
    return (
      <Panel title={t('customers.credential')}>
        <Empty title={t('customers.noCredential')}>{t('customers.noCredentialWhy')}</Empty>
      </Panel>
    );
  }
  return <IssuedCredential id={customer.credentialId} customer={customer} />;
}

function IssuedCredential({ id, customer }: { id: string; customer: Customer }) {
  const { batchId } = customer;
  const { t } = useTranslation();
  const evidence = useEvidence();
  const query = useQuery(credentialQuery(id));
  // Asked for together with the credential, not after it.
  useQuery({ ...batchQuery(batchId ?? ''), enabled: batchId !== null });
  return (
    <Panel
      title={t('customers.credential')}
      actions={
        <>
          <Button
            variant="default"
            size="compact-sm"
            leftSection={<IconZoomCheck size={14} />}
            onClick={() => evidence.open(`credential/${id}`)}
          >
            {t('evidence.show')}
          </Button>
          <Button component="a" href={`/v1/credentials/${id}/file`} download size="compact-sm" leftSection={<IconDownload size={14} />}>
            {t('customers.downloadFile')}
          </Button>
        </>
      }
    >
      <Loaded query={query} skeleton={<Skeleton height={180} />}>
        {(credential) => <CredentialFacts credential={credential} />}
      </Loaded>
    </Panel>
  );
}

function CredentialFacts({ credential }: { credential: z.infer<typeof CredentialRow> }) {
  const { t } = useTranslation();
  const { batchId } = credential;
  const batch = useQuery({ ...batchQuery(batchId ?? ''), enabled: batchId !== null });
  return (
    <>
      <Facts
        items={[
          { name: t('ledger.state'), value: <CredentialState state={credential.state} /> },
          { name: t('ledger.digest'), value: <Hash value={credential.digest} /> },
          { name: t('ledger.issuedAt'), value: <TimeText value={credential.issuedAt} /> },
          { name: t('ledger.expiry'), value: <TimeText value={credential.expiry} /> },
          {
            name: t('ledger.batch'),
            value:
              batchId === null ? (
                t('customers.waitsForBatch')
              ) : (
                <TextLink to="/ledger/batches/$id" params={{ id: batchId }} size="sm">
                  {batch.data?.batch == null ? t('ledger.batch') : t('ledger.batchTitle', { number: batch.data.batch })}
                  {t('customers.positionInBatch', { position: String(credential.position) })}
                </TextLink>
              ),
          },
          { name: t('ledger.ledgerIndex'), value: credential.index ?? '–' },
          { name: t('ledger.block'), value: batch.data?.block == null ? '–' : `#${batch.data.block.number}` },
          { name: t('ledger.root'), value: batch.data === undefined ? '–' : <Hash value={batch.data.root} /> },
        ]}
      />
      <Group mt="sm" gap="xs" justify="space-between">
        <AskRevocation subject={{ credentialId: credential.id }} />
        <Anchor href={`/v1/credentials/${credential.id}/anchor-proof`} download size="xs">
          {t('customers.downloadProof')}
        </Anchor>
      </Group>
    </>
  );
}

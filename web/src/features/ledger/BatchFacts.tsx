import { Button, SimpleGrid } from '@mantine/core';
import { IconZoomCheck } from '@tabler/icons-react';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { BatchRow } from '../../../../backend/attestation/schemas.ts';
import { Facts } from '../../ui/Facts.tsx';
import { Hash } from '../../ui/Hash.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import { useEvidence } from '../../ui/use-evidence.ts';
import { BatchStanding } from './state-badges.tsx';
import { TextLink } from '../../ui/TextLink.tsx';

function supersedesText(t: TFunction, supersedes: BatchRow['supersedes']): string {
  if (supersedes === null) return t('ledger.supersedesNothing');
  const batches = supersedes.batches.map((batch) => `#${batch}`).join(', ');
  return t('ledger.supersedesText', { batches: batches === '' ? '–' : batches, credentials: String(supersedes.credentials) });
}

/** What the anchor transaction committed to, and where it stands. */
export function BatchFacts({ batch }: { batch: BatchRow }) {
  const { t } = useTranslation();
  const evidence = useEvidence();
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
      <Panel
        title={t('ledger.committed')}
        actions={
          <Button
            variant="default"
            size="compact-sm"
            leftSection={<IconZoomCheck size={14} />}
            onClick={() => evidence.open(`batch-root/${batch.id}`)}
          >
            {t('evidence.recompute')}
          </Button>
        }
      >
        <Facts
          items={[
            { name: t('ledger.root'), value: <Hash value={batch.root} full /> },
            { name: t('ledger.stateRoot'), value: <Hash value={batch.stateRoot} full /> },
            {
              name: t('ledger.model'),
              value:
                batch.file === null ? (
                  <TextLink to="/scorecards/$hash" params={{ hash: batch.model }} size="sm">
                    <Hash value={batch.model} full copy={false} />
                  </TextLink>
                ) : (
                  <Hash value={batch.model} full />
                ),
            },
            ...(batch.file === null
              ? []
              : [
                  { name: t('ledger.fileName'), value: batch.file.name },
                  { name: t('ledger.fileHash'), value: <Hash value={batch.file.sha256} full /> },
                ]),
          ]}
        />
      </Panel>
      <Panel title={t('ledger.whereOnChain')}>
        <Facts
          items={[
            {
              name: t('ledger.issuer'),
              value: (
                <TextLink to="/ledger/issuers/$id" params={{ id: String(batch.issuerId) }} size="sm">
                  {t('ledger.issuerTitle', { number: String(batch.issuerId) })}
                </TextLink>
              ),
            },
            { name: t('ledger.standingLabel'), value: <BatchStanding standing={batch.standing} /> },
            { name: t('ledger.supersedes'), value: supersedesText(t, batch.supersedes) },
            { name: t('ledger.chainId'), value: String(batch.chainId) },
            { name: t('ledger.contract'), value: <Hash value={batch.ledger} full /> },
            {
              name: t('ledger.transaction'),
              value:
                batch.transaction === null ? (
                  '–'
                ) : (
                  <TextLink to="/ledger/transactions/$hash" params={{ hash: batch.transaction }} size="sm">
                    <Hash value={batch.transaction} full copy={false} />
                  </TextLink>
                ),
            },
            { name: t('ledger.anchoredAt'), value: <TimeText value={batch.block?.time ?? null} /> },
          ]}
        />
      </Panel>
    </SimpleGrid>
  );
}

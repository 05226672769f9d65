import { Button, Text } from '@mantine/core';
import { IconCertificate } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { getJson, getText } from '../../lib/api.ts';
import type { Page } from '../../lib/queries.ts';
import type { Candidate } from './use-verification.ts';

interface SampleRow {
  id: string;
  credentialId: string | null;
}

/** Takes the newest anchored credential that this person may see, with its saved proof. */
export function SampleButton({ onFile }: { onFile: (candidate: Candidate) => Promise<void> }) {
  const { t } = useTranslation();
  const [state, setState] = useState<'ready' | 'busy' | 'none'>('ready');
  const load = async (): Promise<void> => {
    setState('busy');
    try {
      const candidate = await newestCredential();
      setState(candidate === null ? 'none' : 'ready');
      if (candidate !== null) await onFile(candidate);
    } catch {
      setState('none');
    }
  };
  return (
    <>
      <Button variant="default" leftSection={<IconCertificate size={15} />} loading={state === 'busy'} onClick={() => void load()}>
        {t('verify.sample')}
      </Button>
      {state === 'none' && (
        <Text size="sm" c="var(--app-fail)" role="alert">
          {t('verify.noSample')}
        </Text>
      )}
    </>
  );
}

async function newestCredential(): Promise<Candidate | null> {
  const id = await newestCredentialId();
  if (id === null) return null;
  const [text, savedProof] = await Promise.all([
    getText(`/v1/credentials/${id}/file`),
    getText(`/v1/credentials/${id}/anchor-proof`).catch(() => null),
  ]);
  return { name: `${id}.credential.json`, text, savedProof };
}

async function newestCredentialId(): Promise<string | null> {
  const batches = await getJson<Page<{ id: string; state: string }>>('/v1/batches?limit=5').catch(() => null);
  const batch = batches?.data.find((row) => row.state === 'final' || row.state === 'anchored');
  if (batch !== undefined) {
    const page = await getJson<Page<{ id: string }>>(`/v1/batches/${batch.id}/credentials?limit=1`);
    return page.data[0]?.id ?? null;
  }
  const customers = await getJson<Page<SampleRow>>('/v1/customers?limit=5');
  return customers.data.find((row) => row.credentialId !== null)?.credentialId ?? null;
}

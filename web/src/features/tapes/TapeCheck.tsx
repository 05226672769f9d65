import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import type { CommitAccepted, TapeCheckView, TapeDetail } from '../../../../backend/securitization/pools/schemas.ts';
import { createJson } from '../../lib/api.ts';
import { ActionFault } from '../../ui/ActionFault.tsx';
import { type Column, DataTable } from '../../ui/DataTable.tsx';
import { Facts } from '../../ui/Facts.tsx';
import { Hash } from '../../ui/Hash.tsx';
import { Loaded } from '../../ui/Loaded.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { StatusBadge } from '../../ui/StatusBadge.tsx';
import { HashInput } from '../ratings/HashInput.tsx';
import { tapeCheckQuery } from './queries.ts';

type Check = z.infer<typeof TapeCheckView>;
type Duplicate = Check['duplicates'][number];

/** Loans that stand in other tapes too, and the commitment of the tape to the registry. */
export function TapeCheck({ tape }: { tape: TapeDetail }) {
  const { t } = useTranslation();
  const query = useQuery(tapeCheckQuery(tape.id));
  return (
    <Loaded query={query}>
      {(check) => (
        <Stack gap="md">
          <Duplicates check={check} />
          <Panel title={t('tapes.commit')} note={t('tapes.commitNote')}>
            {tape.state === 'imported' ? <Commit tape={tape} isReady={check.isReady} /> : <Committed tape={tape} />}
          </Panel>
        </Stack>
      )}
    </Loaded>
  );
}

function Duplicates({ check }: { check: Check }) {
  const { t } = useTranslation();
  const columns = useMemo(
    (): Column<Duplicate>[] => [
      {
        id: 'kind',
        header: t('tapes.kind'),
        cell: (row) => <StatusBadge tone={row.kind === 'same' ? 'fail' : 'warn'}>{t(`tapes.duplicate.${row.kind}`)}</StatusBadge>,
      },
      {
        id: 'places',
        header: t('tapes.places'),
        cell: (row) => row.places.map((place) => `${place.loanId} (${place.position})`).join(' · '),
      },
      { id: 'hash', header: t('tapes.key'), wideOnly: true, cell: (row) => <Hash value={row.hash} /> },
    ],
    [t],
  );
  return (
    <Panel title={t('tapes.duplicates')} note={t('tapes.duplicatesNote')} flush={check.duplicates.length > 0}>
      {check.duplicates.length === 0 ? (
        <StatusBadge tone="pass">{t('tapes.noDuplicates')}</StatusBadge>
      ) : (
        <DataTable caption={t('tapes.duplicates')} columns={columns} rows={check.duplicates} rowKey={(row) => `${row.kind}:${row.hash}`} />
      )}
    </Panel>
  );
}

function Commit({ tape, isReady }: { tape: TapeDetail; isReady: boolean }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [uri, setUri] = useState('');
  const [documentHash, setDocumentHash] = useState('');
  const commit = useMutation({
    mutationFn: () => createJson<z.infer<typeof CommitAccepted>>(`/v1/tapes/${tape.id}/commit`, { uri: uri.trim(), documentHash }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['tape', tape.id] }),
  });
  const isFilled = uri.trim() !== '' && /^0x[0-9a-f]{64}$/i.test(documentHash);
  return (
    <Stack gap="sm">
      <TextInput
        label={t('tapes.uri')}
        placeholder="https://"
        maxLength={256}
        value={uri}
        onChange={(event) => setUri(event.currentTarget.value)}
      />
      <HashInput label={t('tapes.documentHash')} value={documentHash} onChange={setDocumentHash} />
      <Group gap="sm">
        <Button disabled={!isReady || !isFilled} loading={commit.isPending} onClick={() => commit.mutate()}>
          {t('tapes.commitButton')}
        </Button>
        {!isReady && (
          <Text size="sm" c="dimmed">
            {t('tapes.notReady')}
          </Text>
        )}
      </Group>
      <ActionFault error={commit.error} />
    </Stack>
  );
}

function Committed({ tape }: { tape: TapeDetail }) {
  const { t } = useTranslation();
  return (
    <Facts
      items={[
        { name: t('deals.statusLabel'), value: t(`tapes.state.${tape.state}`) },
        { name: t('tapes.root'), value: tape.root === null ? '–' : <Hash value={tape.root} /> },
        { name: t('tapes.fileHash'), value: <Hash value={tape.fileHash} /> },
      ]}
    />
  );
}

import { Button, FileInput, Select, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { TAPE_PROFILES } from '../../../../backend/securitization/domain/pool/tape-profiles.ts';
import type { TapeDetail } from '../../../../backend/securitization/pools/schemas.ts';
import { uploadFile, withQuery } from '../../lib/api.ts';
import { ActionFault } from '../../ui/ActionFault.tsx';
import { Panel } from '../../ui/Panel.tsx';

/** Takes a CSV file; good rows become loans, and the page of the tape names every other one with line and column. */
export function ImportTape() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [file, setFile] = useState<File | null>(null);
  const [name, setName] = useState('');
  const [profile, setProfile] = useState(TAPE_PROFILES[0]?.id ?? '');
  const send = useMutation({
    mutationFn: (chosen: File) =>
      uploadFile<TapeDetail>(
        withQuery('/v1/tapes', { profile, name: name.trim() === '' ? chosen.name : name.trim(), fileName: chosen.name }),
        chosen,
        'text/csv',
      ),
    onSuccess: async ({ id }) => {
      await client.invalidateQueries({ queryKey: ['tapes'] });
      await navigate({ to: '/tapes/$id', params: { id } });
    },
  });
  return (
    <Panel title={t('tapes.import')} note={t('tapes.importNote')}>
      <Stack gap="sm">
        <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="sm">
          <FileInput
            label={t('tapes.file')}
            placeholder={t('tapes.choose')}
            accept=".csv,text/csv"
            fileInputProps={{ 'aria-label': t('tapes.file') }}
            value={file}
            onChange={setFile}
          />
          <Select
            label={t('tapes.profile')}
            allowDeselect={false}
            data={TAPE_PROFILES.map(({ id, title }) => ({ value: id, label: title }))}
            value={profile}
            onChange={(value) => setProfile(value ?? profile)}
          />
          <TextInput
            label={t('tapes.name')}
            placeholder={file?.name ?? ''}
            maxLength={120}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
        </SimpleGrid>
        <div>
          <Button disabled={file === null} loading={send.isPending} onClick={() => file !== null && send.mutate(file)}>
            {t('tapes.start')}
          </Button>
        </div>
        <ActionFault error={send.error} />
      </Stack>
    </Panel>
  );
}

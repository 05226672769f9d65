import { Select, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FILE_BYTES_MAX } from '../../../../backend/securitization/domain/file-limit.ts';
import { TAPE_PROFILES } from '../../../../backend/securitization/domain/pool/tape-profiles.ts';
import type { TapeDetail } from '../../../../backend/securitization/pools/schemas.ts';
import { uploadFile, withQuery } from '../../lib/api.ts';
import { Panel } from '../../ui/Panel.tsx';
import { UploadForm } from '../../ui/UploadForm.tsx';

/** Takes a CSV file; good rows become loans, and the page of the tape names every other one with line and column. */
export function ImportTape() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [file, setFile] = useState<File | null>(null);
  const [name, setName] = useState('');
  const [profile, setProfile] = useState(TAPE_PROFILES[0]?.id ?? '');
  return (
    <Panel title={t('tapes.import')} note={t('tapes.importNote')}>
      <UploadForm
        rule={{ label: t('tapes.file'), placeholder: t('tapes.choose'), accept: '.csv,text/csv', mostBytes: FILE_BYTES_MAX }}
        file={file}
        onFile={setFile}
        columns={3}
        fields={(faultOf) => (
          <>
            <Select
              label={t('tapes.profile')}
              allowDeselect={false}
              data={TAPE_PROFILES.map(({ id, title }) => ({ value: id, label: title }))}
              error={faultOf('profile')}
              value={profile}
              onChange={(value) => setProfile(value ?? profile)}
            />
            <TextInput
              label={t('tapes.name')}
              placeholder={file?.name ?? ''}
              maxLength={120}
              error={faultOf('name')}
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
            />
          </>
        )}
        isReady
        start={t('tapes.start')}
        send={(chosen) =>
          uploadFile<TapeDetail>(
            withQuery('/v1/tapes', { profile, name: name.trim() === '' ? chosen.name : name.trim(), fileName: chosen.name }),
            chosen,
            'text/csv',
          )
        }
        onSent={async ({ id }) => {
          await client.invalidateQueries({ queryKey: ['tapes'] });
          await navigate({ to: '/tapes/$id', params: { id } });
        }}
      />
    </Panel>
  );
}

import { Button, Group, Stack, Switch, Text, TextInput } from '@mantine/core';
import { IconFileSpreadsheet } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type DragEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BULK_LIMIT, BulkAccepted } from '../../../../backend/reliance/schemas.ts';
import { uploadFile, withQuery } from '../../lib/api.ts';
import { formatCount, formatNumber } from '../../lib/format.ts';
import { useCan } from '../../lib/use-can.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { ActionFault } from '../../ui/ActionFault.tsx';
import { Panel } from '../../ui/Panel.tsx';
import classes from './bulk.module.css';
import { typeOfFile } from './file-type.ts';

const MEGABYTE = 1024 * 1024;
/** Written out, for the API's shapes are types here and no code. */
const LIMIT: typeof BULK_LIMIT = { rows: 10_000, bytes: 128 * MEGABYTE };

/** Takes a CSV or JSON file and starts to judge it. */
export function BulkUpload() {
  const { t } = useTranslation();
  const language = useLanguage();
  const client = useQueryClient();
  const navigate = useNavigate();
  const may = useCan()('reliance:write');
  const input = useRef<HTMLInputElement>(null);
  const [file, setFile] = useState<File | null>(null);
  const [over, setOver] = useState(false);
  const [column, setColumn] = useState('');
  const [own, setOwn] = useState(true);
  const send = useMutation({
    mutationFn: (chosen: File) =>
      uploadFile<BulkAccepted>(
        withQuery('/v1/bulk-verifications', {
          name: chosen.name,
          profile: own ? 'own' : 'none',
          column: column.trim() === '' ? undefined : column.trim(),
        }),
        chosen,
        typeOfFile(chosen.name),
      ),
    onSuccess: async ({ id }) => {
      void client.invalidateQueries({ queryKey: ['bulk'] });
      await navigate({ to: '/bulk/$id', params: { id } });
    },
  });
  const tooLarge = file !== null && file.size > LIMIT.bytes;
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    setFile(event.dataTransfer.files[0] ?? null);
  };
  return (
    <Panel
      title={t('bulk.new')}
      note={t('bulk.newNote', { rows: formatCount(LIMIT.rows, language), megabytes: String(LIMIT.bytes / MEGABYTE) })}
    >
      <div className={classes.upload}>
        <section
          className={classes.zone}
          aria-label={t('bulk.dropLabel')}
          data-over={over || undefined}
          onDragOver={(event) => {
            event.preventDefault();
            setOver(true);
          }}
          onDragLeave={() => setOver(false)}
          onDrop={drop}
        >
          <IconFileSpreadsheet size={28} stroke={1.4} aria-hidden="true" />
          <Text fw={600}>{file === null ? t('bulk.drop') : file.name}</Text>
          <Text size="sm" c="dimmed">
            {file === null ? t('bulk.dropHint') : t('bulk.size', { megabytes: formatNumber(file.size / MEGABYTE, language, 2) })}
          </Text>
          <Button variant="default" onClick={() => input.current?.click()}>
            {t('verify.choose')}
          </Button>
          <input
            ref={input}
            type="file"
            hidden
            accept=".csv,.json,.jsonl,.ndjson,text/csv,application/json"
            aria-label={t('verify.choose')}
            data-testid="bulk-file"
            onChange={(event) => setFile(event.currentTarget.files?.[0] ?? null)}
          />
        </section>
        <Stack gap="sm">
          <TextInput
            label={t('bulk.column')}
            description={t('bulk.columnHint')}
            placeholder="credential"
            value={column}
            onChange={(event) => setColumn(event.currentTarget.value)}
          />
          <Switch
            label={t('bulk.own')}
            description={t('bulk.ownHint')}
            checked={own}
            onChange={(event) => setOwn(event.currentTarget.checked)}
          />
          <Group gap="sm">
            <Button
              disabled={file === null || tooLarge || !may}
              loading={send.isPending}
              onClick={() => file !== null && send.mutate(file)}
            >
              {t('bulk.start')}
            </Button>
            {tooLarge && (
              <Text size="sm" c="var(--app-fail)" role="alert">
                {t('bulk.tooLarge')}
              </Text>
            )}
          </Group>
          <ActionFault error={send.error} />
        </Stack>
      </div>
    </Panel>
  );
}

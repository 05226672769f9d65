import { Button, FileInput, SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ImportView } from '../../../../backend/intake/schemas.ts';
import { uploadFile, withQuery } from '../../lib/api.ts';
import { formatCount } from '../../lib/format.ts';
import { useCan } from '../../lib/use-can.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { ActionFault } from '../../ui/ActionFault.tsx';
import { type Column, DataTable } from '../../ui/DataTable.tsx';
import { Panel } from '../../ui/Panel.tsx';

type Fault = ImportView['faults'][number];

/** Takes a CSV file of outcomes of customers who are there; every row that is not taken is named with line and column. */
export function ImportOutcomes({ usualSource }: { usualSource: string }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const may = useCan()('customers:write');
  const [file, setFile] = useState<File | null>(null);
  const [typed, setTyped] = useState<string | null>(null);
  const source = (typed ?? usualSource).trim();
  const send = useMutation({
    mutationFn: (chosen: File) =>
      uploadFile<ImportView>(withQuery('/v1/outcome-imports', { source, fileName: chosen.name }), chosen, 'text/csv'),
    onSuccess: () => client.invalidateQueries({ queryKey: ['customer'] }),
  });
  if (!may) return null;
  return (
    <Panel title={t('customers.outcomes.import')} note={t('customers.outcomes.importNote')}>
      <Stack gap="sm">
        <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
          <FileInput
            label={t('customers.outcomes.file')}
            placeholder={t('customers.outcomes.choose')}
            accept=".csv,text/csv"
            fileInputProps={{ 'aria-label': t('customers.outcomes.file') }}
            value={file}
            onChange={setFile}
          />
          <TextInput
            label={t('customers.source')}
            maxLength={64}
            value={typed ?? usualSource}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
        </SimpleGrid>
        <div>
          <Button disabled={file === null || source === ''} loading={send.isPending} onClick={() => file !== null && send.mutate(file)}>
            {t('customers.outcomes.start')}
          </Button>
        </div>
        <ActionFault error={send.error} />
        {send.data !== undefined && <WhatCameOfIt view={send.data} />}
      </Stack>
    </Panel>
  );
}

function WhatCameOfIt({ view }: { view: ImportView }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const columns = useMemo(
    (): Column<Fault>[] => [
      { id: 'line', header: t('customers.outcomes.line'), align: 'end', cell: (row) => row.line },
      { id: 'column', header: t('customers.outcomes.column'), cell: (row) => <code>{row.column}</code> },
      { id: 'detail', header: t('customers.outcomes.detail'), cell: (row) => row.detail },
      { id: 'code', header: t('customers.outcomes.code'), wideOnly: true, cell: (row) => <code>{row.code}</code> },
    ],
    [t],
  );
  const count = (value: number) => formatCount(value, language);
  const { rows, accepted, unchanged, rejected } = view;
  return (
    <>
      <Text size="sm" role="status" data-import={view.state}>
        {t(`customers.outcomes.${view.state}`, {
          rows: count(rows),
          accepted: count(accepted),
          unchanged: count(unchanged),
          rejected: count(rejected),
        })}
      </Text>
      {view.faults.length > 0 && (
        <DataTable
          caption={t('customers.outcomes.faults')}
          columns={columns}
          rows={view.faults}
          rowKey={(row) => `${row.line}:${row.column}:${row.code}`}
        />
      )}
    </>
  );
}

import { Button, Select, Stack, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { MOST_IMPORT_BYTES } from '../../../../backend/intake/domain/import-limit.ts';
import { GERMAN_CREDIT, IMPORT_SCHEMAS } from '../../../../backend/intake/domain/import-schema.ts';
import type { ImportView } from '../../../../backend/intake/schemas.ts';
import { uploadFile, withQuery } from '../../lib/api.ts';
import { downloadText } from '../../lib/download-text.ts';
import { useCan } from '../../lib/use-can.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { Panel } from '../../ui/Panel.tsx';
import { UploadForm } from '../../ui/UploadForm.tsx';
import { schemaName } from './glossary.ts';
import { ImportResult } from './ImportResult.tsx';
import { SchemaColumns } from './SchemaColumns.tsx';

/** Takes a CSV file of customers; good rows become customers, every other one is named with line and column. */
export function ImportCustomers() {
  const { t } = useTranslation();
  const language = useLanguage();
  const client = useQueryClient();
  const may = useCan()('customers:write');
  const [file, setFile] = useState<File | null>(null);
  const [typed, setTyped] = useState('');
  const [schema, setSchema] = useState(GERMAN_CREDIT);
  const source = typed.trim();
  if (!may) return null;
  return (
    <Panel
      title={t('customers.import.title')}
      note={t('customers.import.note')}
      actions={
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => downloadText(`${schema.id}.csv`, `${schema.columns.map(({ name }) => name).join(',')}\n`, 'text/csv')}
        >
          {t('customers.import.template')}
        </Button>
      }
    >
      <Stack gap="sm">
        <UploadForm
          rule={{
            label: t('customers.import.file'),
            placeholder: t('customers.import.choose'),
            accept: '.csv,text/csv',
            mostBytes: MOST_IMPORT_BYTES,
          }}
          file={file}
          onFile={setFile}
          columns={3}
          fields={(faultOf) => (
            <>
              <TextInput
                label={t('customers.source')}
                description={t('customers.import.sourceHint')}
                inputWrapperOrder={['label', 'input', 'description', 'error']}
                maxLength={64}
                error={faultOf('source')}
                value={typed}
                onChange={(event) => setTyped(event.currentTarget.value)}
              />
              <Select
                label={t('customers.import.schema')}
                allowDeselect={false}
                data={IMPORT_SCHEMAS.map(({ id }) => ({ value: id, label: schemaName(id, language) }))}
                error={faultOf('schema')}
                value={schema.id}
                onChange={(value) => setSchema(IMPORT_SCHEMAS.find(({ id }) => id === value) ?? schema)}
              />
            </>
          )}
          isReady={source !== ''}
          start={t('customers.import.start')}
          send={(chosen) =>
            uploadFile<ImportView>(withQuery('/v1/imports', { source, schema: schema.id, fileName: chosen.name }), chosen, 'text/csv')
          }
          onSent={() => Promise.all(['customers', 'sources', 'overview'].map((key) => client.invalidateQueries({ queryKey: [key] })))}
        >
          {(view) => <ImportResult view={view} />}
        </UploadForm>
        <SchemaColumns schema={schema} />
      </Stack>
    </Panel>
  );
}

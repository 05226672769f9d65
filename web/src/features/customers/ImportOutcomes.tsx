import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { MOST_IMPORT_BYTES } from '../../../../backend/intake/domain/import-limit.ts';
import type { ImportView } from '../../../../backend/intake/schemas.ts';
import { uploadFile, withQuery } from '../../lib/api.ts';
import { useCan } from '../../lib/use-can.ts';
import { Panel } from '../../ui/Panel.tsx';
import { UploadForm } from '../../ui/UploadForm.tsx';
import { ImportResult } from './ImportResult.tsx';
import { SourceSelect } from './SourceSelect.tsx';
import { useUsualSource } from './use-usual-source.ts';

/** Takes a CSV file of outcomes of customers who are there; every row that is not taken is named with line and column. */
export function ImportOutcomes() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const may = useCan()('customers:write');
  const [file, setFile] = useState<File | null>(null);
  const usual = useUsualSource(may);
  const [chosen, setChosen] = useState<string | null>(null);
  const source = chosen ?? usual.source;
  if (!may) return null;
  return (
    <Panel title={t('customers.outcomes.import')} note={t('customers.outcomes.importNote')}>
      <UploadForm
        rule={{
          label: t('customers.outcomes.file'),
          placeholder: t('customers.import.choose'),
          accept: '.csv,text/csv',
          mostBytes: MOST_IMPORT_BYTES,
        }}
        file={file}
        onFile={setFile}
        columns={2}
        fields={(faultOf) => <SourceSelect label={t('customers.source')} value={source} error={faultOf('source')} onChange={setChosen} />}
        isReady={source !== ''}
        start={t('customers.import.start')}
        send={(sent) => uploadFile<ImportView>(withQuery('/v1/outcome-imports', { source, fileName: sent.name }), sent, 'text/csv')}
        onSent={() => client.invalidateQueries({ queryKey: ['customer'] })}
      >
        {(view) => <ImportResult view={view} />}
      </UploadForm>
    </Panel>
  );
}

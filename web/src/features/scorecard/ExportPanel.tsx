import { Button, Group, Select, Text, TextInput } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Panel } from '../../ui/Panel.tsx';

/** Names of products and languages are the same in every tongue. */
const FORMS = [
  { value: 'to=sql&dialect=duckdb', label: 'SQL, DuckDB' },
  { value: 'to=sql&dialect=postgresql', label: 'SQL, PostgreSQL' },
  { value: 'to=sql&dialect=clickhouse', label: 'SQL, ClickHouse' },
  { value: 'to=sql&dialect=spark', label: 'SQL, Spark' },
  { value: 'to=pmml', label: 'PMML 4.4' },
  { value: 'to=js', label: 'JavaScript' },
  { value: 'to=json', label: 'JSON' },
] as const;

/** The scorecard in a form that runs in another system. */
export function ExportPanel({ hash }: { hash: string }) {
  const { t } = useTranslation();
  const [form, setForm] = useState<string>(FORMS[0].value);
  const [table, setTable] = useState('customers');
  const isSql = form.startsWith('to=sql');
  const query = isSql && table.trim() !== '' ? `${form}&table=${encodeURIComponent(table.trim())}` : form;
  return (
    <Panel title={t('scorecard.exportTitle')} note={t('scorecard.exportNote')}>
      <Text size="sm" c="dimmed" mb="sm">
        {t('scorecard.exportWhy')}
      </Text>
      <Group align="end" gap="sm">
        <Select
          label={t('scorecard.exportForm')}
          data={FORMS}
          value={form}
          allowDeselect={false}
          onChange={(value) => setForm(value ?? FORMS[0].value)}
        />
        {isSql && (
          <TextInput
            label={t('scorecard.exportTable')}
            value={table}
            maxLength={200}
            onChange={(event) => setTable(event.currentTarget.value)}
          />
        )}
        <Button
          component="a"
          href={`/v1/scorecards/${hash}/export?${query}`}
          download
          variant="default"
          leftSection={<IconDownload size={15} />}
        >
          {t('scorecard.exportDownload')}
        </Button>
      </Group>
    </Panel>
  );
}

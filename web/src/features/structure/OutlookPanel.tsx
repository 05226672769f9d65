import { SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { formatNumber, formatShare } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { type Column, DataTable } from '../../ui/DataTable.tsx';
import { Panel } from '../../ui/Panel.tsx';
import type { ClassOutlook } from '../outlook/study-deal.ts';
import type { Outlook } from './analyse-deal.ts';
import type { Supposed } from '../outlook/supposed.ts';
import styles from './structure.module.css';

const FIELDS = ['rate', 'months', 'cpr', 'cdr', 'recovery', 'lag', 'index', 'stress'] as const satisfies readonly (keyof Supposed)[];

interface OutlookPanelProps {
  outlook: Outlook | null;
  isCurrent: boolean;
  supposed: Supposed;
  onSuppose: (supposed: Supposed) => void;
}

/** What each class may expect, run in this browser by the interpreter that mirrors the contract. */
export function OutlookPanel({ outlook, isCurrent, supposed, onSuppose }: OutlookPanelProps) {
  const { t } = useTranslation();
  const columns = useColumns();
  return (
    <Panel title={t('structure.outlook')} note={t('structure.outlookNote')} foot={t('structure.outlookFoot')}>
      <Stack gap="md">
        <SimpleGrid cols={{ base: 2, sm: 4, lg: 8 }} spacing="sm">
          {FIELDS.map((name) => (
            <TextInput
              key={name}
              label={t(`structure.supposed.${name}`)}
              inputMode="decimal"
              value={supposed[name]}
              onChange={(event) => onSuppose({ ...supposed, [name]: event.currentTarget.value })}
            />
          ))}
        </SimpleGrid>
        <div className={isCurrent ? undefined : styles.stale} data-outlook={isCurrent ? 'current' : 'waiting'}>
          {outlook !== null && outlook.classes.length > 0 ? (
            <DataTable caption={t('structure.outlook')} columns={columns} rows={[...outlook.classes]} rowKey={(row) => row.id} />
          ) : (
            <Text size="sm" c="dimmed">
              {outlook?.refusal == null ? t('structure.noOutlook') : t('structure.refused', { code: outlook.refusal })}
            </Text>
          )}
        </div>
      </Stack>
    </Panel>
  );
}

function useColumns(): Column<ClassOutlook>[] {
  const { t } = useTranslation();
  const language = useLanguage();
  return useMemo(() => {
    const share = (value: number | null) => (value === null ? '–' : formatShare(value, language, 2));
    const years = (value: number | null) => (value === null ? '–' : formatNumber(value, language, 2));
    return [
      { id: 'class', header: t('deals.class'), cell: (row) => <b>{row.id}</b> },
      { id: 'yield', header: t('structure.yield'), align: 'end', cell: (row) => share(row.base.yield) },
      { id: 'loss', header: t('structure.loss'), align: 'end', cell: (row) => share(row.base.loss) },
      { id: 'life', header: t('structure.life'), align: 'end', wideOnly: true, cell: (row) => years(row.base.averageLife) },
      { id: 'stressYield', header: t('structure.stressYield'), align: 'end', wideOnly: true, cell: (row) => share(row.stress.yield) },
      { id: 'stressLoss', header: t('structure.stressLoss'), align: 'end', cell: (row) => share(row.stress.loss) },
      { id: 'stressLife', header: t('structure.stressLife'), align: 'end', wideOnly: true, cell: (row) => years(row.stress.averageLife) },
      {
        id: 'breakEven',
        header: t('structure.breakEven'),
        align: 'end',
        wideOnly: true,
        cell: (row) => (row.breakEven === null ? '–' : `${formatNumber(row.breakEven, language, 2)}×`),
      },
    ];
  }, [t, language]);
}

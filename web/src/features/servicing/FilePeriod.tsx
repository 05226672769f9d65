import { Box, Button, Checkbox, Group, Stack, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ClosingView, DealView, PeriodFileView } from '../../../../backend/securitization/deals/schemas.ts';
import { readRate } from '../../../../backend/securitization/domain/deal/decimal-text.ts';
import { FILE_BYTES_MAX } from '../../../../backend/securitization/domain/file-limit.ts';
import { uploadFile, withQuery } from '../../lib/api.ts';
import { ActionFault } from '../../ui/ActionFault.tsx';
import { FileField } from '../../ui/FileField.tsx';
import { fileFault } from '../../ui/file-fault.ts';
import { Panel } from '../../ui/Panel.tsx';
import { HandOver } from './HandOver.tsx';
import { PeriodColumns } from './PeriodColumns.tsx';
import { PeriodFaults } from './PeriodFaults.tsx';
import { PeriodTotals } from './PeriodTotals.tsx';
import { PreviewResult } from './PreviewResult.tsx';

/** The file of the period: its faults, or its totals with a dry run of them, and the hand-over to whoever approves. */
export function FilePeriod({ deal }: { deal: DealView }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [file, setFile] = useState<File | null>(null);
  const [index, setIndex] = useState('0');
  const [isCall, setIsCall] = useState(false);
  const rate = readRate(`${index.trim() === '' ? '0' : index.trim()}%`);
  const maySend = file !== null && fileFault(file, FILE_BYTES_MAX) === null;
  const path = `/v1/deals/${deal.address}/period-file`;
  const query = { fileName: file?.name, index: String(rate ?? 0n), isCall: String(isCall) };
  const read = useMutation({
    mutationFn: (chosen: File) => uploadFile<PeriodFileView>(withQuery(path, query), chosen, 'text/csv'),
  });
  const seen = read.data;
  const submit = useMutation({
    mutationFn: (chosen: File) =>
      uploadFile<ClosingView>(withQuery(`${path}/closing`, { ...query, digest: seen?.preview?.digest }), chosen, 'text/csv'),
    onSuccess: () => client.invalidateQueries({ queryKey: ['closings'] }),
  });
  const change = <T,>(set: (value: T) => void, value: T): void => {
    set(value);
    read.reset();
    submit.reset();
  };
  return (
    <>
      <Panel
        title={t('servicing.close', { period: String(deal.lastPeriod + 1) })}
        note={t('servicing.fileNote')}
        actions={
          <Button component="a" size="compact-sm" variant="default" href={`${path}.csv`} download>
            {t('servicing.template')}
          </Button>
        }
      >
        <Stack gap="sm">
          <Group gap="sm" align="flex-start">
            <Box flex="1 1 320px" maw={520}>
              <FileField
                label={t('servicing.file')}
                placeholder={t('servicing.drop')}
                accept=".csv,text/csv"
                mostBytes={FILE_BYTES_MAX}
                file={file}
                onFile={(chosen) => change(setFile, chosen)}
              />
            </Box>
            <TextInput
              label={t('servicing.index')}
              inputMode="decimal"
              w={220}
              error={rate === null}
              value={index}
              onChange={(event) => change(setIndex, event.currentTarget.value)}
            />
          </Group>
          <Checkbox label={t('servicing.isCall')} checked={isCall} onChange={(event) => change(setIsCall, event.currentTarget.checked)} />
          <Group gap="sm">
            <Button disabled={!maySend || rate === null} loading={read.isPending} onClick={() => file !== null && read.mutate(file)}>
              {t('servicing.readFile')}
            </Button>
          </Group>
          <ActionFault error={read.error} />
          <PeriodColumns />
        </Stack>
      </Panel>
      {seen !== undefined && seen.faultCount > 0 && <PeriodFaults view={seen} />}
      {seen?.report != null && seen.preview !== null && (
        <>
          <PeriodTotals deal={deal} file={seen.file} report={seen.report} />
          <PreviewResult deal={deal} report={seen.report} preview={seen.preview} />
          <HandOver isAgreed={seen.preview.isAgreed} submit={submit} onSubmit={() => file !== null && submit.mutate(file)} />
        </>
      )}
    </>
  );
}

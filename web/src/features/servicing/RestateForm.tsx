import { Button, Group, NumberInput, Stack, Table, Text, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ClosingView, DealView, PeriodView, RestateReport } from '../../../../backend/securitization/deals/schemas.ts';
import { createJson } from '../../lib/api.ts';
import { useCan } from '../../lib/use-can.ts';
import { ActionFault } from '../../ui/ActionFault.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { StatusBadge } from '../../ui/StatusBadge.tsx';
import { FigureValue } from '../deals/FigureValue.tsx';
import { figureOf, type FigureName, type ReportFigure, reportFigures } from '../deals/report-figures.ts';
import { draftOf, draftText, type ReportDraft, reportOf, withFigure } from './report-draft.ts';

/** The figures that were stated last beside those that are to be stated. */
export function RestateForm({ deal, view }: { deal: DealView; view: PeriodView }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const may = useCan()('securitization:write');
  const { decimals } = deal.asset;
  const last = view.restated.findLast((row) => row.report !== null)?.report ?? view.report;
  const [draft, setDraft] = useState<ReportDraft>(() => draftOf(last, decimals));
  const [explanation, setExplanation] = useState('');
  const submit = useMutation({
    mutationFn: (body: RestateReport) => createJson<ClosingView>(`/v1/deals/${deal.address}/periods/${view.period}/restatements`, body),
    onSuccess: () => client.invalidateQueries({ queryKey: ['closings'] }),
  });
  const report = reportOf(draft, '0', decimals);
  const figures = reportFigures(t);
  const changed = new Set(report === null ? [] : figures.filter(({ name }) => figureOf(report, name) !== figureOf(last, name)));
  const change = (next: ReportDraft): void => {
    setDraft(next);
    submit.reset();
  };
  const send = (): void => {
    if (report === null) return;
    const { isCall: _, ...stated } = report;
    submit.mutate({ ...stated, explanation });
  };
  return (
    <Panel title={t('servicing.restate', { period: String(view.period) })} note={t('servicing.restateNote')}>
      <Stack gap="sm">
        <Table verticalSpacing={4} aria-label={t('servicing.restate', { period: String(view.period) })}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('deals.figure')}</Table.Th>
              <Table.Th ta="end">{t('servicing.statedLast')}</Table.Th>
              <Table.Th>{t('servicing.statedAnew')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {figures.map((figure) => (
              <Table.Tr key={figure.name}>
                <Table.Td>
                  {figure.label} {changed.has(figure) && <StatusBadge tone="warn">{t('deals.changed')}</StatusBadge>}
                </Table.Td>
                <Table.Td ta="end">
                  <FigureValue kind={figure.kind} value={figureOf(last, figure.name)} asset={deal.asset} />
                </Table.Td>
                <Table.Td>
                  <FigureInput figure={figure} draft={draft} decimals={decimals} onChange={change} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
        <Textarea
          label={t('servicing.explanation')}
          maxLength={2000}
          autosize
          minRows={2}
          value={explanation}
          onChange={(event) => setExplanation(event.currentTarget.value)}
        />
        {may && (
          <Group gap="sm">
            <Button
              disabled={report === null || changed.size === 0 || explanation.trim() === '' || submit.isSuccess}
              loading={submit.isPending}
              onClick={send}
            >
              {t('servicing.submitButton')}
            </Button>
            <Text size="sm" c="dimmed" role="status">
              {submit.isSuccess ? t('servicing.submitted') : t(report === null ? 'servicing.notReady' : 'servicing.restateReady')}
            </Text>
          </Group>
        )}
        <ActionFault error={submit.error} />
      </Stack>
    </Panel>
  );
}

interface FigureInputProps {
  figure: ReportFigure;
  draft: ReportDraft;
  decimals: number;
  onChange: (draft: ReportDraft) => void;
}

function FigureInput({ figure: { name, kind, label }, draft, decimals, onChange }: FigureInputProps) {
  const set = (to: FigureName, value: string) => onChange(withFigure(draft, to, value));
  const value = draftText(draft, name);
  if (kind !== 'money')
    return (
      <TextInput
        size="xs"
        aria-label={label}
        value={value}
        maxLength={66}
        onChange={(event) => set(name, event.currentTarget.value.trim())}
      />
    );
  return (
    <NumberInput
      size="xs"
      aria-label={label}
      decimalScale={decimals}
      min={0}
      thousandSeparator=","
      hideControls
      value={value}
      onChange={(next) => set(name, String(next))}
    />
  );
}

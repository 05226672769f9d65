import { Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ClosingView, DealView, PreviewView, ReportInput } from '../../../../backend/securitization/deals/schemas.ts';
import { createJson, postJson } from '../../lib/api.ts';
import { ActionFault } from '../../ui/ActionFault.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { HandOver } from './HandOver.tsx';
import { PreviewResult } from './PreviewResult.tsx';
import { emptyDraft, type ReportDraft, reportOf } from './report-draft.ts';
import { ReportForm } from './ReportForm.tsx';

/** Totals that are stated without loans, a dry run of them, and the hand-over to whoever approves. */
export function TotalsPeriod({ deal }: { deal: DealView }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [draft, setDraft] = useState<ReportDraft>(() => {
    const last = deal.periodRows.at(-1)?.report;
    return emptyDraft(last?.loanCount ?? deal.loanCount, last?.tapeRoot ?? '');
  });
  const report = reportOf(draft, deal.pool, deal.asset.decimals);
  const preview = useMutation({
    mutationFn: async (input: ReportInput) => ({
      input,
      view: await postJson<PreviewView>(`/v1/deals/${deal.address}/preview`, input),
    }),
  });
  const submit = useMutation({
    mutationFn: (input: ReportInput) => createJson<ClosingView>(`/v1/deals/${deal.address}/closings`, input),
    onSuccess: () => client.invalidateQueries({ queryKey: ['closings'] }),
  });
  const change = (next: ReportDraft): void => {
    setDraft(next);
    preview.reset();
    submit.reset();
  };
  const tried = preview.data;
  return (
    <Stack gap="md">
      <Panel title={t('servicing.close', { period: String(deal.lastPeriod + 1) })}>
        <Stack gap="sm">
          <Text size="sm" role="note" c="var(--app-warn)">
            {t('servicing.totalsNote')}
          </Text>
          <ReportForm
            deal={deal}
            draft={draft}
            onChange={change}
            isReady={report !== null}
            isPending={preview.isPending}
            onPreview={() => report !== null && preview.mutate(report)}
          />
          <ActionFault error={preview.error} />
        </Stack>
      </Panel>
      {tried !== undefined && (
        <>
          <PreviewResult deal={deal} report={tried.input} preview={tried.view} />
          <HandOver isAgreed={tried.view.isAgreed} submit={submit} onSubmit={() => submit.mutate(tried.input)} />
        </>
      )}
    </Stack>
  );
}

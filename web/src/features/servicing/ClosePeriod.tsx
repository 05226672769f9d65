import { Button, Group, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ClosingView, DealView, PreviewView, ReportInput } from '../../../../backend/securitization/deals/schemas.ts';
import { createJson, postJson } from '../../lib/api.ts';
import { useCan } from '../../lib/use-can.ts';
import { ActionFault } from '../../ui/ActionFault.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Empty } from '../../ui/states.tsx';
import { PreviewResult } from './PreviewResult.tsx';
import { emptyDraft, type ReportDraft, reportOf } from './report-draft.ts';
import { ReportForm } from './ReportForm.tsx';

const LIVE: readonly string[] = ['revolving', 'amortizing', 'accelerated'];

/** The figures of the report, a dry run of them, and the hand-over to whoever approves. */
export function ClosePeriod({ deal }: { deal: DealView }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const may = useCan()('securitization:write');
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
  if (!LIVE.includes(deal.status)) return <Empty title={t('servicing.notLive')}>{t('servicing.notLiveWhy')}</Empty>;
  const change = (next: ReportDraft): void => {
    setDraft(next);
    preview.reset();
    submit.reset();
  };
  const tried = preview.data;
  return (
    <Stack gap="md">
      <Panel title={t('servicing.close', { period: String(deal.lastPeriod + 1) })} note={t('servicing.closeNote')}>
        <Stack gap="sm">
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
          {may && (
            <Panel title={t('servicing.submit')} note={t('servicing.submitNote')}>
              <Group gap="sm">
                <Button
                  disabled={!tried.view.isAgreed || submit.isSuccess}
                  loading={submit.isPending}
                  onClick={() => submit.mutate(tried.input)}
                >
                  {t('servicing.submitButton')}
                </Button>
                {submit.isSuccess && (
                  <Text size="sm" role="status">
                    {t('servicing.submitted')}
                  </Text>
                )}
              </Group>
              <ActionFault error={submit.error} />
            </Panel>
          )}
        </>
      )}
    </Stack>
  );
}

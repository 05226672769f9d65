import { Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { ClosingView } from '../../../../backend/securitization/deals/schemas.ts';
import { createJson } from '../../lib/api.ts';
import { useCan } from '../../lib/use-can.ts';
import { DecisionButtons } from '../../ui/DecisionButtons.tsx';

/** Approve or reject, or why not: whoever prepared a report does not decide about it. */
export function ClosingDecision({ row }: { row: ClosingView }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const may = useCan()('securitization:write');
  const decide = useMutation({
    mutationFn: (decision: 'approve' | 'reject') => createJson<ClosingView>(`/v1/period-closings/${row.id}/decision`, { decision }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['closings'] }),
  });
  if (row.state === 'failed')
    return (
      <Text size="xs" c="var(--app-fail)">
        {row.transaction?.error ?? ''}
      </Text>
    );
  if (row.state !== 'prepared') return '–';
  if (!may || !row.decidable) {
    return (
      <Text size="xs" c="dimmed">
        {t(may ? 'servicing.fourEyes' : 'servicing.mayNot')}
      </Text>
    );
  }
  return (
    <DecisionButtons
      yes={t('servicing.approve')}
      no={t('servicing.reject')}
      isPending={decide.isPending}
      error={decide.error}
      onDecide={(isApproved) => decide.mutate(isApproved ? 'approve' : 'reject')}
    />
  );
}

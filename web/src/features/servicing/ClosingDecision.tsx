import { Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { ClosingView } from '../../../../backend/securitization/deals/schemas.ts';
import { createJson } from '../../lib/api.ts';
import { sessionQuery } from '../../lib/queries.ts';
import { useCan } from '../../lib/use-can.ts';
import { DecisionButtons } from '../../ui/DecisionButtons.tsx';

/** Approve or reject, or why not: whoever prepared a report does not decide about it. */
export function ClosingDecision({ row }: { row: ClosingView }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const may = useCan()('securitization:write');
  const isOwn = useIsOwn(row.preparedBy);
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
  if (!may || isOwn) {
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

function useIsOwn(actor: string): boolean {
  const session = useQuery(sessionQuery).data;
  return session != null && actor === `user:${session.user.id}`;
}

/** A person of the house; only oneself is known by name. */
export function PersonText({ actor }: { actor: string }) {
  const { t } = useTranslation();
  const isOwn = useIsOwn(actor);
  return isOwn ? t('servicing.you') : <span title={actor}>{actor.replace(/^user:/, '').slice(0, 8)}</span>;
}

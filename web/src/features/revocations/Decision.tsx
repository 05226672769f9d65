import { Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { RevocationRequestView } from '../../../../backend/attestation/schemas.ts';
import { createJson } from '../../lib/api.ts';
import { useCan } from '../../lib/use-can.ts';
import { DecisionButtons } from '../../ui/DecisionButtons.tsx';

/** Approve or refuse, or why not. */
export function Decision({ row }: { row: RevocationRequestView }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const may = useCan()('credentials:approve');
  const decide = useMutation({
    mutationFn: (decision: 'approve' | 'refuse') =>
      createJson<RevocationRequestView>(`/v1/revocation-requests/${row.id}/decision`, { decision }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['revocations'] }),
  });
  if (row.state !== 'pending') return '–';
  if (!may || !row.decidable) {
    return (
      <Text size="xs" c="dimmed">
        {t(may ? 'revocations.notYours' : 'revocations.mayNot')}
      </Text>
    );
  }
  return (
    <DecisionButtons
      yes={t('revocations.approve')}
      no={t('revocations.refuse')}
      isPending={decide.isPending}
      error={decide.error}
      onDecide={(isApproved) => decide.mutate(isApproved ? 'approve' : 'refuse')}
    />
  );
}

import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import type { PromotionPage, PromotionView, ScorecardView } from '../../../../backend/scoring/schemas.ts';
import { createJson } from '../../lib/api.ts';
import { pageQuery } from '../../lib/queries.ts';
import { useCan } from '../../lib/use-can.ts';
import { ActionFault } from '../../ui/ActionFault.tsx';
import { DecisionButtons } from '../../ui/DecisionButtons.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { StatusBadge } from '../../ui/StatusBadge.tsx';
import { TimeText } from '../../ui/TimeText.tsx';

const NOTE_MIN = 3;
const TONE = { pending: 'wait', approved: 'pass', refused: 'mute' } as const;

/** A card is put in use under four eyes: one person asks, another one decides; what was asked before stays to be seen. */
export function PromotionPanel({ card }: { card: ScorecardView }) {
  const { t } = useTranslation();
  const may = useCan()('scorecards:write');
  const query = useQuery(pageQuery<z.infer<typeof PromotionPage>>('promotions', '/v1/promotions', { limit: 20, scorecard: card.hash }));
  const rows = query.data?.data ?? [];
  const isPending = rows.some(({ state }) => state === 'pending');
  const canAsk = may && card.state !== 'champion' && !isPending && query.data !== undefined;
  if (!canAsk && rows.length === 0) return null;
  return (
    <Panel title={t('scorecard.promotion')} note={t('scorecard.promotionNote')}>
      <Stack gap="sm">
        {canAsk && <Ask hash={card.hash} />}
        {rows.map((row) => (
          <Request key={row.id} row={row} may={may} />
        ))}
      </Stack>
    </Panel>
  );
}

function useStale(): () => Promise<unknown> {
  const client = useQueryClient();
  return () =>
    Promise.all(['promotions', 'scorecards', 'scorecard', 'overview'].map((key) => client.invalidateQueries({ queryKey: [key] })));
}

function Ask({ hash }: { hash: string }) {
  const { t } = useTranslation();
  const stale = useStale();
  const [note, setNote] = useState('');
  const ask = useMutation({
    mutationFn: () => createJson<PromotionView>(`/v1/scorecards/${hash}/promotions`, { note }),
    onSuccess: stale,
  });
  return (
    <>
      <Group align="end" gap="sm">
        <TextInput
          label={t('scorecard.promotionWhy')}
          w={420}
          maxLength={500}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        <Button disabled={note.trim().length < NOTE_MIN} loading={ask.isPending} onClick={() => ask.mutate()}>
          {t('scorecard.promotionAsk')}
        </Button>
      </Group>
      <ActionFault error={ask.error} />
    </>
  );
}

function Request({ row, may }: { row: PromotionView; may: boolean }) {
  const { t } = useTranslation();
  const stale = useStale();
  const decide = useMutation({
    mutationFn: (decision: 'approve' | 'refuse') => createJson<PromotionView>(`/v1/promotions/${row.id}/decision`, { decision }),
    onSuccess: stale,
  });
  return (
    <div data-promotion={row.state}>
      <Group gap="sm">
        <StatusBadge tone={TONE[row.state]}>{t(`scorecard.promotionState.${row.state}`)}</StatusBadge>
        <Text size="sm">{row.note}</Text>
        <Text size="xs" c="dimmed">
          {t('scorecard.promotionAskedBy', { who: row.requestedBy })} <TimeText value={row.createdAt} />
          {row.decidedBy !== null && ` · ${t('scorecard.promotionDecidedBy', { who: row.decidedBy })}`}
        </Text>
        {may && row.decidable && (
          <DecisionButtons
            yes={t('scorecard.promotionApprove')}
            no={t('scorecard.promotionRefuse')}
            isPending={decide.isPending}
            error={decide.error}
            onDecide={(isApproved) => decide.mutate(isApproved ? 'approve' : 'refuse')}
          />
        )}
        {may && row.state === 'pending' && !row.decidable && (
          <Text size="xs" c="dimmed">
            {t('scorecard.promotionOther')}
          </Text>
        )}
      </Group>
    </div>
  );
}

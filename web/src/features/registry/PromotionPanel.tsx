import { Button, Group, NumberInput, Select, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PromotionView } from '../../../../backend/scoring/registry/schemas.ts';
import type { ScorecardView } from '../../../../backend/scoring/schemas.ts';
import { createJson } from '../../lib/api.ts';
import { formatShare } from '../../lib/format.ts';
import { useCan } from '../../lib/use-can.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { ActionFault } from '../../ui/ActionFault.tsx';
import { DecisionButtons } from '../../ui/DecisionButtons.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { PersonText } from '../../ui/PersonText.tsx';
import { StatusBadge, type Tone } from '../../ui/StatusBadge.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import { promotionsQuery, useRegistryStale } from './registry-queries.ts';

const NOTE_MIN = 3;
const ROLES = ['champion', 'challenger', 'shadow', 'none'] as const;
type Role = (typeof ROLES)[number];
/** States in which a change of role can be asked for. */
const OPEN = new Set<ScorecardView['state']>(['validated', 'live', 'watch', 'retired']);

/** A card gets its role under four eyes: one person asks, another one decides; what was asked before stays to be seen. */
export function PromotionPanel({ card }: { card: ScorecardView }) {
  const { t } = useTranslation();
  const may = useCan()('scorecards:write');
  const query = useQuery(promotionsQuery(card.hash));
  const rows = query.data?.data ?? [];
  const isPending = rows.some(({ state }) => state === 'pending');
  const canAsk = may && OPEN.has(card.state) && card.role !== 'champion' && !isPending && query.data !== undefined;
  if (!canAsk && rows.length === 0) return null;
  return (
    <Panel title={t('registry.promotion')} note={t('registry.promotionNote')}>
      <Stack gap="sm">
        {canAsk && <Ask card={card} />}
        {rows.map((row) => (
          <Request key={row.id} row={row} may={may} />
        ))}
      </Stack>
    </Panel>
  );
}

function Ask({ card }: { card: ScorecardView }) {
  const { t } = useTranslation();
  const stale = useRegistryStale();
  const roles = ROLES.filter((role) => role !== 'none' || card.role !== null);
  const [role, setRole] = useState<Role>('champion');
  const [share, setShare] = useState(10);
  const [note, setNote] = useState('');
  const shareBps = role === 'challenger' ? Math.round(share * 100) : 0;
  const ask = useMutation({
    mutationFn: () => createJson<PromotionView>(`/v1/scorecards/${card.hash}/promotions`, { note, role, shareBps }),
    onSuccess: stale,
  });
  return (
    <>
      <Group align="end" gap="sm">
        <Select
          label={t('registry.wantedRole')}
          w={180}
          allowDeselect={false}
          data={roles.map((value) => ({ value, label: t(`registry.role.${value}`) }))}
          value={role}
          onChange={(value) => setRole(roles.find((known) => known === value) ?? 'champion')}
        />
        {role === 'challenger' && (
          <NumberInput
            label={t('registry.wantedShare')}
            w={190}
            min={0.01}
            max={99.99}
            decimalScale={2}
            value={share}
            onChange={(value) => setShare(Number(value))}
          />
        )}
        <TextInput
          label={t('registry.why')}
          w={380}
          maxLength={500}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        <Button disabled={note.trim().length < NOTE_MIN} loading={ask.isPending} onClick={() => ask.mutate()}>
          {t('registry.ask')}
        </Button>
      </Group>
      <Text size="xs" c="dimmed">
        {t(`registry.roleHint.${role}`)}
      </Text>
      <ActionFault error={ask.error} />
    </>
  );
}

type Standing = 'pending' | 'refused' | 'approved' | 'inForce' | 'refusedByChain';
const TONE: Record<Standing, Tone> = { pending: 'wait', refused: 'mute', approved: 'wait', inForce: 'pass', refusedByChain: 'fail' };

function standingOf({ state, recordedAt, recordError }: PromotionView): Standing {
  if (state !== 'approved') return state;
  if (recordError !== null) return 'refusedByChain';
  return recordedAt === null ? 'approved' : 'inForce';
}

function Request({ row, may }: { row: PromotionView; may: boolean }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const stale = useRegistryStale();
  const decide = useMutation({
    mutationFn: (decision: 'approve' | 'refuse') => createJson<PromotionView>(`/v1/promotions/${row.id}/decision`, { decision }),
    onSuccess: stale,
  });
  const again = useMutation({ mutationFn: () => createJson<PromotionView>(`/v1/promotions/${row.id}/record`, {}), onSuccess: stale });
  const standing = standingOf(row);
  return (
    <div data-promotion={standing}>
      <Group gap="sm">
        <StatusBadge tone={TONE[standing]}>{t(`registry.requestState.${standing}`)}</StatusBadge>
        <Text size="sm" fw={600}>
          {t(`registry.role.${row.role}`)}
          {row.shareBps > 0 && ` · ${t('registry.share', { share: formatShare(row.shareBps / 10_000, language) })}`}
        </Text>
        <Text size="sm">{row.note}</Text>
        <Text size="xs" c="dimmed">
          {t('registry.askedBy')} <PersonText actor={row.requestedBy} /> <TimeText value={row.createdAt} />
          {row.decidedBy !== null && (
            <>
              {' · '}
              {t('registry.decidedBy')} <PersonText actor={row.decidedBy} />
            </>
          )}
        </Text>
        {may && row.decidable && (
          <DecisionButtons
            yes={t('registry.approve')}
            no={t('registry.refuse')}
            isPending={decide.isPending}
            error={decide.error}
            onDecide={(isApproved) => decide.mutate(isApproved ? 'approve' : 'refuse')}
          />
        )}
        {may && row.state === 'pending' && !row.decidable && (
          <Text size="xs" c="dimmed">
            {t('registry.other')}
          </Text>
        )}
        {standing === 'refusedByChain' && <Text size="xs">{row.recordError}</Text>}
        {may && standing === 'refusedByChain' && (
          <Button size="xs" variant="default" loading={again.isPending} onClick={() => again.mutate()}>
            {t('registry.recordAgain')}
          </Button>
        )}
      </Group>
      <ActionFault error={again.error} />
    </div>
  );
}

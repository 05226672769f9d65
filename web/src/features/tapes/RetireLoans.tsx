import { Button, Group, Select, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TapeDetail } from '../../../../backend/securitization/pools/schemas.ts';
import { createJson } from '../../lib/api.ts';
import { Panel } from '../../ui/Panel.tsx';
import { TypedConfirm } from '../../ui/TypedConfirm.tsx';

const WORD = 'retire';
const REASONS = ['paid', 'written-off'] as const;

/** Takes loans that are paid or written off out of the registry, for good. */
export function RetireLoans({ tape }: { tape: TapeDetail }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [typed, setTyped] = useState('');
  const [reason, setReason] = useState<(typeof REASONS)[number]>('paid');
  const [isAsking, setIsAsking] = useState(false);
  const positions = positionsOf(typed);
  const retire = useMutation({
    mutationFn: (places: readonly number[]) =>
      createJson<{ loans: number }>(`/v1/tapes/${tape.id}/retirements`, { positions: places, reason }),
    onSuccess: async () => {
      setIsAsking(false);
      setTyped('');
      await client.invalidateQueries({ queryKey: ['tape', tape.id] });
    },
  });
  return (
    <Panel title={t('tapes.retire')} note={t('tapes.retireNote')}>
      <Stack gap="sm">
        <Group align="flex-end" gap="sm">
          <TextInput
            label={t('tapes.retirePlaces')}
            placeholder="0, 4, 17"
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
          <Select
            label={t('tapes.retireReason')}
            allowDeselect={false}
            data={REASONS.map((value) => ({ value, label: t(`tapes.retireReasons.${value}`) }))}
            value={reason}
            onChange={(value) => setReason(REASONS.find((known) => known === value) ?? reason)}
          />
          <Button
            variant="default"
            disabled={positions === null}
            onClick={() => {
              retire.reset();
              setIsAsking(true);
            }}
          >
            {t('tapes.retire')}
          </Button>
        </Group>
        {retire.isSuccess && (
          <Text size="sm" role="status">
            {t('tapes.retireOrdered', { number: String(retire.data.loans) })}
          </Text>
        )}
      </Stack>
      {isAsking && positions !== null && (
        <TypedConfirm
          title={t('tapes.retire')}
          word={WORD}
          label={t('servicing.typeToConfirm', { word: WORD })}
          action={t('tapes.retire')}
          isPending={retire.isPending}
          error={retire.error}
          onClose={() => setIsAsking(false)}
          onConfirm={() => retire.mutate(positions)}
        >
          {t('tapes.retireWhat', { number: String(positions.length) })}
        </TypedConfirm>
      )}
    </Panel>
  );
}

/** Places in a tape, divided by commas; null while there is none, or something else among them. */
function positionsOf(text: string): number[] | null {
  const parts = text.split(',').map((part) => part.trim());
  return parts.every((part) => /^\d{1,6}$/.test(part)) ? parts.map(Number) : null;
}

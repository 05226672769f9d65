import { Button, Fieldset, Group, Select, SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { SEGMENT_MODES, type SegmentDraft, type SplitDraft, withoutSplit } from './segment-draft.ts';

const MOST_SPLITS = 31;

/** Whether all customers share one card, and if not by what they are told apart. */
export function SegmentEditor({ draft, onChange }: { draft: SegmentDraft; onChange: (draft: SegmentDraft) => void }) {
  const { t } = useTranslation();
  const { mode, splits } = draft;
  const add = (): void => {
    const key = Math.max(0, ...splits.map((split) => split.key)) + 1;
    onChange({ mode: 'given', splits: [...splits, { key, attribute: '', rule: 'cut', value: '', missing: 'right', within: 'rest' }] });
  };
  return (
    <Stack gap="sm">
      <Select
        label={t('scorecard.segments.mode')}
        description={t(`scorecard.segments.modeHint.${mode}`)}
        data={SEGMENT_MODES.map((value) => ({ value, label: t(`scorecard.segments.modeName.${value}`) }))}
        value={mode}
        allowDeselect={false}
        onChange={(value) => {
          const chosen = SEGMENT_MODES.find((name) => name === value) ?? 'none';
          if (chosen === 'given' && splits.length === 0) add();
          else onChange({ ...draft, mode: chosen });
        }}
      />
      {mode === 'given' &&
        splits.map((split, at) => (
          <SplitFields
            key={split.key}
            split={split}
            number={at + 1}
            onChange={(part) => onChange({ mode, splits: splits.map((own) => (own === split ? { ...own, ...part } : own)) })}
            onRemove={() => onChange({ mode, splits: withoutSplit(splits, split.key) })}
          />
        ))}
      {mode === 'given' && splits.length < MOST_SPLITS && (
        <Group>
          <Button variant="default" size="xs" leftSection={<IconPlus size={15} />} onClick={add}>
            {t('scorecard.segments.add')}
          </Button>
        </Group>
      )}
    </Stack>
  );
}

interface SplitFieldsProps {
  split: SplitDraft;
  number: number;
  onChange: (part: Partial<SplitDraft>) => void;
  onRemove: () => void;
}

function SplitFields({ split, number, onChange, onRemove }: SplitFieldsProps) {
  const { t } = useTranslation();
  const earlier = Array.from({ length: number - 1 }, (_, at) => at + 1).flatMap((own) =>
    (['left', 'right'] as const).map((side) => ({
      value: `${side} ${own}`,
      label: t(`scorecard.segments.withinName.${side}`, { number: own }),
    })),
  );
  return (
    <Fieldset legend={t('scorecard.segments.split', { number })}>
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
        <TextInput
          label={t('scorecard.segments.attribute')}
          required
          value={split.attribute}
          onChange={(event) => onChange({ attribute: event.currentTarget.value })}
        />
        <Select
          label={t('scorecard.segments.rule')}
          data={(['cut', 'levels'] as const).map((value) => ({ value, label: t(`scorecard.segments.ruleName.${value}`) }))}
          value={split.rule}
          allowDeselect={false}
          onChange={(value) => onChange({ rule: value === 'levels' ? 'levels' : 'cut' })}
        />
        <TextInput
          label={t(`scorecard.segments.value.${split.rule}`)}
          required
          inputMode={split.rule === 'cut' ? 'decimal' : 'text'}
          value={split.value}
          onChange={(event) => onChange({ value: event.currentTarget.value })}
        />
        <Select
          label={t('scorecard.segments.missing')}
          data={(['left', 'right'] as const).map((value) => ({ value, label: t(`scorecard.segments.missingName.${value}`) }))}
          value={split.missing}
          allowDeselect={false}
          onChange={(value) => onChange({ missing: value === 'left' ? 'left' : 'right' })}
        />
        {earlier.length > 0 && (
          <Select
            label={t('scorecard.segments.within')}
            data={[{ value: 'rest', label: t('scorecard.segments.withinName.rest') }, ...earlier]}
            value={split.within}
            allowDeselect={false}
            onChange={(value) => onChange({ within: value ?? 'rest' })}
          />
        )}
      </SimpleGrid>
      <Group justify="space-between" mt="xs">
        <Text size="xs" c="dimmed">
          {t('scorecard.segments.splitHint')}
        </Text>
        <Button variant="subtle" size="xs" leftSection={<IconTrash size={15} />} onClick={onRemove}>
          {t('scorecard.segments.remove')}
        </Button>
      </Group>
    </Fieldset>
  );
}

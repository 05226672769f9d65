import { ActionIcon, Button, Group, NumberInput, Select, Tooltip } from '@mantine/core';
import { IconArrowBackUp, IconArrowForwardUp, IconArrowsJoin, IconArrowsSplit } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { SHAPES } from '../../../../backend/scoring/domain/binning/optimal-merge.ts';
import type { Bench } from './use-bench.ts';

interface BinToolsProps {
  readonly bench: Bench;
  readonly isNumeric: boolean;
  /** The cut at the upper end of the chosen bin. */
  readonly cut: number | undefined;
  readonly canMerge: boolean;
  readonly canSplit: boolean;
  readonly onMerge: () => void;
  readonly onSplit: () => void;
}

/** What can be done to the chosen bin and to all of them. */
export function BinTools({ bench, isNumeric, cut, canMerge, canSplit, onMerge, onSplit }: BinToolsProps) {
  const { t } = useTranslation();
  const { done, undone } = bench.history;
  return (
    <Group gap="xs" role="toolbar" aria-label={t('studio.changes')}>
      <Tooltip label={t('studio.undo')}>
        <ActionIcon variant="default" aria-label={t('studio.undo')} disabled={done.length === 0} onClick={bench.undo}>
          <IconArrowBackUp size={16} />
        </ActionIcon>
      </Tooltip>
      <Tooltip label={t('studio.redo')}>
        <ActionIcon variant="default" aria-label={t('studio.redo')} disabled={undone.length === 0} onClick={bench.redo}>
          <IconArrowForwardUp size={16} />
        </ActionIcon>
      </Tooltip>
      <Button size="xs" variant="default" leftSection={<IconArrowsJoin size={14} />} disabled={!canMerge} onClick={onMerge}>
        {t('studio.merge')}
      </Button>
      {isNumeric && (
        <>
          <Button size="xs" variant="default" leftSection={<IconArrowsSplit size={14} />} disabled={!canSplit} onClick={onSplit}>
            {t('studio.split')}
          </Button>
          <ExactCut key={cut ?? 'none'} cut={cut} onMove={(to) => cut !== undefined && bench.add({ kind: 'move', from: cut, to })} />
          <Select
            size="xs"
            w={150}
            aria-label={t('studio.force')}
            placeholder={t('studio.force')}
            value={null}
            data={SHAPES.map((value) => ({ value, label: t(`studio.shape.${value}`) }))}
            onChange={(value) => {
              const shape = SHAPES.find((each) => each === value);
              if (shape !== undefined) bench.add({ kind: 'trend', shape });
            }}
          />
        </>
      )}
      <Button size="xs" variant="subtle" disabled={done.length === 0} onClick={bench.reset}>
        {t('studio.reset')}
      </Button>
    </Group>
  );
}

/** The chosen cut as a number that can be typed. */
function ExactCut({ cut, onMove }: { cut: number | undefined; onMove: (to: number) => void }) {
  const { t } = useTranslation();
  const [value, setValue] = useState<number | string>(cut ?? '');
  const isNew = typeof value === 'number' && value !== cut;
  const set = (): void => {
    if (isNew) onMove(value);
  };
  return (
    <Group gap={4} wrap="nowrap">
      <NumberInput
        size="xs"
        w={130}
        hideControls
        disabled={cut === undefined}
        aria-label={t('studio.moveTo')}
        placeholder={t('studio.moveTo')}
        value={value}
        onChange={setValue}
        onKeyDown={(event) => {
          if (event.key === 'Enter') set();
        }}
      />
      <Button size="xs" variant="default" disabled={!isNew} onClick={set}>
        {t('studio.set')}
      </Button>
    </Group>
  );
}

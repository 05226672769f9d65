import { Group, Select } from '@mantine/core';
import type { CSSProperties } from 'react';
import { useTranslation } from 'react-i18next';
import { formatNumber, formatShare } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { Panel } from '../../ui/Panel.tsx';
import heat from '../../ui/HeatTable.module.css';
import styles from './outlook.module.css';
import type { DeepStudy, Figures } from './study-deal.ts';

const MEASURES = ['yield', 'baseLoss', 'life'] as const;
export type ScenarioMeasure = (typeof MEASURES)[number];

interface ScenarioTableProps {
  grid: DeepStudy['grid'];
  classes: readonly string[];
  place: number;
  measure: ScenarioMeasure;
  onPlace: (place: number) => void;
  onMeasure: (measure: ScenarioMeasure) => void;
}

/** One figure of one class over defaults and recoveries; the worse the warmer. */
export function ScenarioTable({ grid, classes, place, measure, onPlace, onMeasure }: ScenarioTableProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const read = (figures: Figures | undefined) => (figures === undefined ? null : figureOf(figures, measure));
  const losses = grid.flatMap((row) => row.cells.map((cell) => cell.classes[place]?.loss ?? 0));
  const worst = Math.max(...losses, 1e-9);
  const shown = (value: number | null) =>
    value === null ? '–' : measure === 'life' ? formatNumber(value, language, 2) : formatShare(value, language, 2);
  return (
    <Panel
      title={t('outlook.grid')}
      note={t('outlook.gridNote')}
      actions={
        <Group gap={6} wrap="nowrap">
          <Select
            aria-label={t('outlook.show')}
            size="xs"
            w={150}
            allowDeselect={false}
            data={MEASURES.map((value) => ({ value, label: t(`outlook.${value}`) }))}
            value={measure}
            onChange={(value) => onMeasure((value ?? 'yield') as ScenarioMeasure)}
          />
          <Select
            aria-label={t('outlook.of')}
            size="xs"
            w={110}
            allowDeselect={false}
            data={classes.map((label, at) => ({ value: String(at), label }))}
            value={String(place)}
            onChange={(value) => onPlace(Number(value ?? 0))}
          />
        </Group>
      }
    >
      <table className={heat.table}>
        <thead>
          <tr>
            <th scope="col">{t('outlook.defaults')}</th>
            {(grid[0]?.cells ?? []).map(({ recovery }) => (
              <th key={recovery} scope="col">
                {t('outlook.recoveryOf', { share: formatShare(recovery, language, 0) })}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {grid.map((row) => (
            <tr key={row.multiple}>
              <th scope="row">{t('outlook.times', { number: String(row.multiple) })}</th>
              {row.cells.map((cell) => (
                <td
                  key={cell.recovery}
                  className={styles.cell}
                  style={{ '--heat': (cell.classes[place]?.loss ?? 0) / worst } as CSSProperties}
                >
                  {shown(read(cell.classes[place]))}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

function figureOf(figures: Figures, measure: ScenarioMeasure): number | null {
  switch (measure) {
    case 'yield':
      return figures.yield;
    case 'baseLoss':
      return figures.loss;
    case 'life':
      return figures.averageLife;
  }
}

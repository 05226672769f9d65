import { Group, Select } from '@mantine/core';
import type { CSSProperties } from 'react';
import { useTranslation } from 'react-i18next';
import { formatNumber, formatShare } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { Panel } from '../../ui/Panel.tsx';
import heat from '../../ui/HeatTable.module.css';
import styles from './outlook.module.css';
import { figureOf, heatsOf, MEASURES, type ScenarioMeasure } from './scenario-heat.ts';
import type { DeepStudy } from './study-deal.ts';

interface ScenarioTableProps {
  grid: DeepStudy['grid'];
  classes: readonly string[];
  place: number;
  measure: ScenarioMeasure;
  onPlace: (place: number) => void;
  onMeasure: (measure: ScenarioMeasure) => void;
}

/** One figure of one class over defaults and recoveries, tinted by what is shown. */
export function ScenarioTable({ grid, classes, place, measure, onPlace, onMeasure }: ScenarioTableProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const heats = heatsOf(
    grid.flatMap((row) => row.cells.map((cell) => cell.classes[place])),
    measure,
  );
  const shown = (value: number | null) =>
    value === null ? '–' : measure === 'life' ? formatNumber(value, language, 2) : formatShare(value, language, 2);
  return (
    <Panel
      title={t('outlook.grid')}
      note={t('outlook.gridNote')}
      foot={t(`outlook.tint.${measure}`)}
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
          {grid.map((row, line) => (
            <tr key={row.multiple}>
              <th scope="row">{t('outlook.times', { number: String(row.multiple) })}</th>
              {row.cells.map((cell, at) => {
                const warmth = heats[line * row.cells.length + at] ?? null;
                return (
                  <td
                    key={cell.recovery}
                    className={styles.cell}
                    data-tint={warmth === null ? 'none' : measure === 'life' ? 'length' : 'risk'}
                    style={{ '--heat': warmth ?? 0 } as CSSProperties}
                  >
                    {shown(figureOf(cell.classes[place], measure))}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

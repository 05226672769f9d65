import { useQuery } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Language } from '../../lib/format.ts';
import { scorecardQuery } from '../../lib/queries.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { axisStyle, type ChartColors } from '../../ui/chart-style.ts';
import { type Column, DataTable } from '../../ui/DataTable.tsx';
import { EChart } from '../../ui/EChart.tsx';
import { ReplayButton } from '../registry/ReplayButton.tsx';
import { Panel } from '../../ui/Panel.tsx';
import type { Customer } from './CustomerPage.tsx';
import classes from './CustomerPage.module.css';
import { attributeName, characteristicName, wordsOfLabel } from './glossary.ts';

type PointsRow = Customer['points'][number];

/** The bin in words, unless it is the value itself. */
function groupOf(row: PointsRow, language: Language): string {
  return row.attribute === row.value ? '–' : wordsOfLabel(row.attribute, language);
}

/** How the score adds up: points of each characteristic, drawn against the best that was possible. */
export function PointsPanel({ customer }: { customer: Customer }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const card = useQuery({ ...scorecardQuery(customer.scorecardHash ?? ''), enabled: customer.scorecardHash !== null });
  const isModel = (card.data?.model ?? null) !== null;
  const rows = useMemo(() => customer.points.toSorted((a, b) => b.points - a.points), [customer.points]);
  const weakest = rows.reduce<PointsRow | null>(
    (worst, row) => (worst === null || row.bestPoints - row.points > worst.bestPoints - worst.points ? row : worst),
    null,
  );
  const draw = useCallback(
    (colors: ChartColors) => {
      const names = rows.map((row) => characteristicName(row.characteristic, language));
      return {
        grid: { left: 8, right: 24, top: 30, bottom: 30, containLabel: true },
        tooltip: { axisPointer: { type: 'shadow' as const } },
        xAxis: { type: 'value' as const, ...axisStyle(colors, t('customers.points')), nameGap: 22 },
        yAxis: { type: 'category' as const, data: names, inverse: true, ...axisStyle(colors, ''), splitLine: { show: false } },
        series: [
          {
            type: 'bar' as const,
            name: t('customers.points'),
            data: rows.map((row) => row.points),
            barMaxWidth: 12,
            itemStyle: { color: colors.accent, borderRadius: 2 },
          },
          ...(isModel
            ? []
            : [
                {
                  type: 'bar' as const,
                  name: t('customers.bestPoints'),
                  data: rows.map((row) => row.bestPoints),
                  barMaxWidth: 12,
                  barGap: '10%',
                  itemStyle: { color: colors.soft, borderRadius: 2 },
                },
              ]),
        ],
      };
    },
    [rows, isModel, language, t],
  );
  const columns = useMemo(
    (): Column<PointsRow>[] => [
      {
        id: 'name',
        header: t('customers.characteristic'),
        sortBy: (row) => characteristicName(row.characteristic, language),
        cell: (row) => characteristicName(row.characteristic, language),
      },
      { id: 'value', header: t('customers.value'), cell: (row) => attributeName(row.value, language) },
      { id: 'bin', header: t('customers.bin'), wideOnly: true, cell: (row) => groupOf(row, language) },
      { id: 'woe', header: 'WOE', align: 'end', wideOnly: true, sortBy: (row) => row.woe, cell: (row) => row.woe.toFixed(3) },
      {
        id: 'points',
        header: t('customers.points'),
        align: 'end',
        sortBy: (row) => row.points,
        cell: (row) => <strong>{row.points}</strong>,
      },
      ...(isModel
        ? []
        : [
            {
              id: 'best',
              header: t('customers.best'),
              align: 'end' as const,
              sortBy: (row: PointsRow) => row.bestPoints,
              cell: (row: PointsRow) => row.bestPoints,
            },
          ]),
    ],
    [t, language, isModel],
  );
  const finding =
    weakest === null
      ? ''
      : t(isModel ? 'customers.pointsOfModelFinding' : 'customers.pointsFinding', {
          name: characteristicName(weakest.characteristic, language),
          lost: String(weakest.bestPoints - weakest.points),
        });
  return (
    <Panel
      title={t('customers.pointsTitle')}
      note={finding}
      foot={
        customer.basePoints === null
          ? undefined
          : t(isModel ? 'customers.baseOfModelPoints' : 'customers.basePoints', { points: String(customer.basePoints) })
      }
      actions={customer.scoreId === null ? undefined : <ReplayButton scoreId={customer.scoreId} />}
    >
      <div className={classes.points}>
        <EChart summary={`${t('customers.pointsTitle')}. ${finding}`} height={Math.max(220, rows.length * 34 + 64)} draw={draw} />
        <DataTable caption={t('customers.pointsTitle')} columns={columns} rows={rows} rowKey={(row) => row.characteristic} />
      </div>
    </Panel>
  );
}

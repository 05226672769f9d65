import { Alert, SimpleGrid } from '@mantine/core';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { ScorecardView } from '../../../../backend/scoring/schemas.ts';
import { formatCount, formatNumber } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { axisStyle, type ChartColors } from '../../ui/chart-style.ts';
import { ChartPanel } from '../../ui/ChartPanel.tsx';
import { Facts } from '../../ui/Facts.tsx';
import { Hash } from '../../ui/Hash.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { characteristicName } from '../customers/glossary.ts';

type Model = NonNullable<ScorecardView['model']>;

/** Inputs that are drawn; the table has all. */
const DRAWN = 12;

/** What a model that is no card is, on whom it was measured, and which inputs move its scores. */
export function ModelPanel({ model }: { model: Model }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { kind, isCalibrated, fileHash, options, givesReasons, seen, measured, importance } = model;
  const told = Object.entries(options).map(([name, value]) => `${name} ${value}`);
  return (
    <SimpleGrid cols={{ base: 1, lg: importance.length === 0 ? 1 : 2 }} spacing="md">
      <Panel title={t(`scorecard.kindName.${kind}`)} note={t('scorecard.ofModel.note')}>
        {seen !== 'no' && (
          <Alert color="yellow" variant="light" mb="sm">
            {t(`scorecard.ofModel.seen.${seen}`)}
          </Alert>
        )}
        {!givesReasons && (
          <Alert color="yellow" variant="light" mb="sm">
            {t('scorecard.ofModel.noReasons')}
          </Alert>
        )}
        <Facts
          items={[
            { name: t('scorecard.ofModel.calibrated'), value: t(isCalibrated ? 'scorecard.ofModel.yes' : 'scorecard.ofModel.no') },
            { name: t('scorecard.ofModel.fileHash'), value: <Hash value={fileHash} /> },
            {
              name: t('scorecard.ofModel.measured'),
              value: t('scorecard.ofModel.measuredRows', {
                rows: formatCount(measured.rows, language),
                bads: formatCount(measured.bads, language),
              }),
            },
            { name: t('scorecard.ofModel.measuredHash'), value: <Hash value={measured.datasetHash} /> },
            { name: t('scorecard.ofModel.options'), value: told.length === 0 ? '–' : told.join(', ') },
          ]}
        />
      </Panel>
      {importance.length > 0 && <Importance importance={importance} />}
    </SimpleGrid>
  );
}

function Importance({ importance }: Pick<Model, 'importance'>) {
  const { t } = useTranslation();
  const language = useLanguage();
  const draw = useCallback(
    (colors: ChartColors) => {
      const drawn = importance.slice(0, DRAWN);
      return {
        grid: { left: 8, right: 24, top: 30, bottom: 30, containLabel: true },
        tooltip: { axisPointer: { type: 'shadow' as const }, valueFormatter: (value: unknown) => formatNumber(Number(value), language, 1) },
        xAxis: { type: 'value' as const, ...axisStyle(colors, t('customers.points')), nameGap: 22 },
        yAxis: {
          type: 'category' as const,
          data: drawn.map(({ name }) => characteristicName(name, language)),
          inverse: true,
          ...axisStyle(colors, ''),
          splitLine: { show: false },
        },
        series: [
          {
            type: 'bar' as const,
            name: t('scorecard.ofModel.importance'),
            data: drawn.map(({ points }) => points),
            barMaxWidth: 14,
            itemStyle: { color: colors.accent, borderRadius: 2 },
          },
        ],
      };
    },
    [importance, language, t],
  );
  const [first] = importance;
  return (
    <ChartPanel
      title={t('scorecard.ofModel.importance')}
      finding={
        first === undefined
          ? ''
          : t('scorecard.ofModel.importanceFinding', {
              name: characteristicName(first.name, language),
              points: formatNumber(first.points, language, 1),
            })
      }
      foot={t('scorecard.ofModel.importanceFoot')}
      draw={draw}
      height={300}
      table={{
        head: [t('customers.characteristic'), t('customers.points')],
        rows: importance.map(({ name, points }) => [characteristicName(name, language), formatNumber(points, language, 2)]),
      }}
    />
  );
}

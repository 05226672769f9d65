import { Alert, SimpleGrid } from '@mantine/core';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { MODEL_KINDS } from '../../../../backend/scoring/domain/classifier.ts';
import type { ScorecardView } from '../../../../backend/scoring/schemas.ts';
import { formatCount, formatNumber } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { axisStyle, type ChartColors } from '../../ui/chart-style.ts';
import { ChartPanel } from '../../ui/ChartPanel.tsx';
import { Facts } from '../../ui/Facts.tsx';
import { Hash } from '../../ui/Hash.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { characteristicName } from '../customers/glossary.ts';
import classes from './ModelPanel.module.css';
import { orderSettings, settingName, settingValue } from './setting-words.ts';

type Model = NonNullable<ScorecardView['model']>;

/** Inputs that are drawn; the table has all. */
const DRAWN = 12;

/** What a model that is no card is, on whom it was measured, and which inputs move its scores. */
export function ModelPanel({ model }: { model: Model }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { kind, isCalibrated, fileHash, options, givesReasons, seen, measured, importance } = model;
  return (
    <SimpleGrid cols={{ base: 1, lg: importance.length === 0 ? 1 : 2 }} spacing="md">
      <Panel title={t(`scorecard.kindTitle.${kind}`)} note={t('scorecard.ofModel.note')}>
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
            { name: t('scorecard.ofModel.options'), value: <Settings options={options} /> },
          ]}
        />
      </Panel>
      {importance.length > 0 && <Importance importance={importance} />}
    </SimpleGrid>
  );
}

const HASH = /^0x[0-9a-f]{64}$/;

/** What a model was made with, in words; the name that its file uses shows on hover. */
function Settings({ options }: Pick<Model, 'options'>) {
  const { t } = useTranslation();
  const language = useLanguage();
  const given = orderSettings(options);
  if (given.length === 0) return '–';
  const wordsOf = (name: string, value: string | number) => {
    const kind = name === 'kind' ? MODEL_KINDS.find((own) => own === value) : undefined;
    if (kind !== undefined) return t(`scorecard.kindName.${kind}`);
    return HASH.test(String(value)) ? <Hash value={String(value)} /> : settingValue(name, value, language);
  };
  return (
    <ul className={classes.settings}>
      {given.map(([name, value]) => (
        <li key={name} title={name}>
          <span className={classes.name}>{settingName(name, language)}</span> {wordsOf(name, value)}
        </li>
      ))}
    </ul>
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

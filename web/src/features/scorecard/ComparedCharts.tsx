import { SimpleGrid } from '@mantine/core';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { ComparedCardView, ComparisonView } from '../../../../backend/scoring/comparison/schemas.ts';
import { formatNumber, formatShare } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { ChartPanel } from '../../ui/ChartPanel.tsx';
import { axisStyle, type ChartColors } from '../../ui/chart-style.ts';
import { comparedNames, comparedStyle } from './compared-style.ts';

interface OverlayProps {
  cards: readonly ComparedCardView[];
  title: string;
  finding: string;
  x: string;
  y: string;
  /** Points of one card, x first. */
  points: (card: ComparedCardView) => readonly (readonly [number, number])[];
  diagonal: boolean;
  dots: boolean;
  foot: string;
}

/** One curve of each card in the same frame. */
function Overlay({ cards, title, finding, x, y, points, diagonal, dots, foot }: OverlayProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const names = comparedNames(cards);
  const most = Math.max(...cards.flatMap((card) => points(card).flat()), 0);
  const end = most > 0.9 ? 1 : Math.ceil(most * 10) / 10;
  const draw = useCallback(
    (colors: ChartColors) => ({
      xAxis: { type: 'value' as const, min: 0, max: dots ? end : 1, ...axisStyle(colors, x), nameGap: 26 },
      yAxis: { type: 'value' as const, min: 0, ...(diagonal ? { max: dots ? end : 1 } : {}), ...axisStyle(colors, y), nameGap: 34 },
      tooltip: { valueFormatter: (value: unknown) => formatNumber(Number(value), language, 3) },
      series: [
        ...cards.map((card, place) => ({
          type: 'line' as const,
          name: names[place] ?? '',
          data: points(card).map(([left, top]) => [left, top]),
          showSymbol: dots,
          symbol: 'circle',
          symbolSize: 6,
          ...comparedStyle(colors, place),
        })),
        ...(diagonal
          ? [
              {
                type: 'line' as const,
                name: t(dots ? 'scorecard.compare.true' : 'scorecard.chance'),
                data: [
                  [0, 0],
                  [dots ? end : 1, dots ? end : 1],
                ],
                showSymbol: false,
                lineStyle: { color: colors.line, width: 1, type: 'dashed' as const },
                itemStyle: { color: colors.line },
              },
            ]
          : []),
      ],
    }),
    [cards, names, points, diagonal, dots, end, x, y, language, t],
  );
  return (
    <ChartPanel
      title={title}
      finding={finding}
      foot={foot}
      draw={draw}
      table={{
        head: [t('scorecard.one'), x, y],
        rows: cards.flatMap((card, place) =>
          points(card).map(([left, top]) => [names[place] ?? '', formatNumber(left, language, 3), formatNumber(top, language, 3)]),
        ),
      }}
    />
  );
}

const ROC = (card: ComparedCardView) => card.roc.map(({ x, y }) => [x, y] as const);
const GAP = (card: ComparedCardView) => card.gap.map(({ rows, gap }) => [rows, gap] as const);
const TRUTH = (card: ComparedCardView) => card.calibration.map(({ predicted, observed }) => [predicted, observed] as const);

/** Curves of the cards on top of each other, and the AUC of each fold. */
export function ComparedCharts({ view }: { view: ComparisonView }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { cards } = view;
  const names = comparedNames(cards);
  const foot = t(view.basis === 'learnt_anew' ? 'scorecard.compare.foot' : 'scorecard.compare.laterFoot');
  const listed = (value: (card: ComparedCardView) => string) => cards.map((card, place) => `${names[place]}: ${value(card)}`).join(' · ');
  const worst = (card: ComparedCardView) => Math.max(...card.calibration.map(({ predicted, observed }) => Math.abs(predicted - observed)));
  return (
    <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="md">
      <Overlay
        cards={cards}
        foot={foot}
        title="ROC"
        finding={listed((card) => formatNumber(card.auc.auc, language, 4))}
        x={t('scorecard.falsePositive')}
        y={t('scorecard.truePositive')}
        points={ROC}
        diagonal
        dots={false}
      />
      <Overlay
        cards={cards}
        foot={foot}
        title="KS"
        finding={listed((card) => formatNumber(card.ks, language, 3))}
        x={t('scorecard.compare.depth')}
        y={t('scorecard.compare.gap')}
        points={GAP}
        diagonal={false}
        dots={false}
      />
      <Overlay
        cards={cards}
        foot={foot}
        title={t('scorecard.calibration')}
        finding={t('scorecard.compare.calibrationFinding', { gaps: listed((card) => formatShare(worst(card), language)) })}
        x={t('scorecard.predicted')}
        y={t('scorecard.observed')}
        points={TRUTH}
        diagonal
        dots
      />
      <FoldDots
        cards={cards}
        names={names}
        title={t(view.basis === 'learnt_anew' ? 'scorecard.folds' : 'scorecard.compare.laterFolds')}
        foot={foot}
      />
    </SimpleGrid>
  );
}

/** AUC of each card on each fold, one above the other: the same rows, so the dots of a fold are a pair. */
function FoldDots({
  cards,
  names,
  title,
  foot,
}: {
  cards: readonly ComparedCardView[];
  names: readonly string[];
  title: string;
  foot: string;
}) {
  const { t } = useTranslation();
  const language = useLanguage();
  const folds = cards[0]?.folds ?? [];
  const draw = useCallback(
    (colors: ChartColors) => ({
      xAxis: {
        type: 'category' as const,
        data: folds.map((_, fold) => String(fold)),
        ...axisStyle(colors, t('scorecard.fold')),
        nameGap: 26,
      },
      yAxis: { type: 'value' as const, scale: true, ...axisStyle(colors, 'AUC'), nameGap: 38 },
      tooltip: { valueFormatter: (value: unknown) => formatNumber(Number(value), language, 4) },
      series: cards.map((card, place) => ({
        type: 'line' as const,
        name: names[place] ?? '',
        data: [...card.folds],
        symbol: 'circle',
        symbolSize: 10,
        ...comparedStyle(colors, place),
        lineStyle: { opacity: 0 },
      })),
    }),
    [cards, names, folds, language, t],
  );
  const wins = folds.filter((auc, fold) => cards.slice(1).every((card) => auc > (card.folds[fold] ?? 0))).length;
  return (
    <ChartPanel
      title={title}
      finding={t('scorecard.compare.foldsFinding', { name: names[0] ?? '', wins: String(wins), folds: String(folds.length) })}
      foot={foot}
      draw={draw}
      table={{
        head: [t('scorecard.fold'), ...names],
        rows: folds.map((_, fold) => [fold, ...cards.map((card) => formatNumber(card.folds[fold] ?? 0, language, 4))]),
      }}
    />
  );
}

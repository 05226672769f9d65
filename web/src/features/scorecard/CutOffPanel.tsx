import { Button, NumberInput, Slider, Text } from '@mantine/core';
import { useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { UnseenView } from '../../../../backend/scoring/schemas.ts';
import { formatCount, formatNumber, formatShare } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { axisStyle, type ChartColors } from '../../ui/chart-style.ts';
import { EChart } from '../../ui/EChart.tsx';
import { Facts } from '../../ui/Facts.tsx';
import { Panel } from '../../ui/Panel.tsx';
import styles from './CutOffPanel.module.css';
import { cheapestPlace, priceCutOffs } from './cut-off-cost.ts';
import { useValidationBasis } from './validation-basis.ts';

const MOST_COST = 1_000_000;

/** A cost as typed; nothing, or what is no number, counts 0. */
function costOf(typed: string | number): number {
  const value = Number(typed);
  return Number.isFinite(value) ? Math.min(MOST_COST, Math.max(0, value)) : 0;
}

/** What each cut-off costs, given the two errors' costs, and who is approved at the one chosen by a slider. */
export function CutOffPanel({ unseen }: { unseen: UnseenView }) {
  const { t } = useTranslation();
  const basis = useValidationBasis();
  const language = useLanguage();
  const [approvedBad, setApprovedBad] = useState<string | number>(5);
  const [declinedGood, setDeclinedGood] = useState<string | number>(1);
  const [chosen, setChosen] = useState<number | null>(null);
  const costs = useMemo(() => ({ approvedBad: costOf(approvedBad), declinedGood: costOf(declinedGood) }), [approvedBad, declinedGood]);
  const priced = useMemo(() => priceCutOffs(unseen.cutOffs, costs), [unseen, costs]);
  const cheapest = cheapestPlace(priced);
  const place = chosen ?? cheapest;
  const cut = priced[place];
  const best = priced[cheapest];
  const draw = useCallback(
    (colors: ChartColors) => ({
      animation: false,
      xAxis: { type: 'value' as const, scale: true, ...axisStyle(colors, t('scorecard.cutOff')), nameGap: 26 },
      yAxis: { type: 'value' as const, min: 0, ...axisStyle(colors, t('scorecard.meanCost')), nameGap: 38 },
      tooltip: { valueFormatter: (value: unknown) => formatNumber(Number(value), language, 3) },
      series: [
        {
          type: 'line' as const,
          name: t('scorecard.meanCost'),
          data: priced.map((point) => [point.score, point.cost]),
          showSymbol: false,
          lineStyle: { color: colors.accent, width: 2 },
          itemStyle: { color: colors.accent },
          markLine: {
            symbol: 'none',
            silent: true,
            lineStyle: { color: colors.contrast, width: 1.5, type: 'solid' as const },
            label: { formatter: String(priced[place]?.score ?? ''), color: colors.contrast },
            data: [{ xAxis: priced[place]?.score ?? 0 }],
          },
        },
      ],
    }),
    [priced, place, language, t],
  );
  if (cut === undefined || best === undefined) return null;
  const finding = t('scorecard.cutOffFinding', {
    score: best.score,
    cost: formatNumber(best.cost, language, 3),
    rate: formatShare(best.approvalRate, language),
  });
  return (
    <Panel title={t('scorecard.cutOffs')} note={finding} foot={basis.unseen}>
      <div className={styles.controls}>
        <NumberInput label={t('scorecard.approvedBadCost')} min={0} max={MOST_COST} value={approvedBad} onChange={setApprovedBad} />
        <NumberInput label={t('scorecard.declinedGoodCost')} min={0} max={MOST_COST} value={declinedGood} onChange={setDeclinedGood} />
        <div className={styles.slider}>
          <Text size="sm" fw={500}>
            {t('scorecard.approveFrom', { score: cut.score })}
          </Text>
          <Slider
            aria-label={t('scorecard.cutOff')}
            thumbLabel={t('scorecard.cutOff')}
            min={0}
            max={priced.length - 1}
            label={null}
            value={place}
            onChange={setChosen}
          />
        </div>
        <Button variant="default" disabled={chosen === null} onClick={() => setChosen(null)}>
          {t('scorecard.toCheapest')}
        </Button>
      </div>
      <EChart summary={`${t('scorecard.cutOffs')}. ${finding}`} height={240} draw={draw} />
      <Facts
        columns
        items={[
          { name: t('scorecard.approvalRate'), value: formatShare(cut.approvalRate, language) },
          { name: t('scorecard.approvedBadRate'), value: cut.badRate === null ? '–' : formatShare(cut.badRate, language) },
          { name: t('scorecard.approvedBads'), value: formatCount(cut.approvedBads, language) },
          { name: t('scorecard.declinedGoods'), value: formatCount(cut.declinedGoods, language) },
          { name: t('scorecard.meanCost'), value: formatNumber(cut.cost, language, 3) },
        ]}
      />
    </Panel>
  );
}

import { Skeleton, useComputedColorScheme } from '@mantine/core';
import { useReducedMotion } from '@mantine/hooks';
import type { EChartsOption } from 'echarts';
import type { EChartsType } from 'echarts/core';
import { useEffect, useRef, useState } from 'react';
import { baseOption, CHART_COLORS, type ChartColors } from './chart-style.ts';

export type DrawOption = (colors: ChartColors) => EChartsOption;

interface EChartProps {
  /** The chart in one sentence, read in its place. */
  summary: string;
  height: number;
  draw: DrawOption;
  /** Told which place of the axis the mouse is over, null when it has left, and which was clicked. */
  onHover?: (place: number | null) => void;
  onPick?: (place: number) => void;
}

/** An SVG chart in the colours of the theme. It is drawn once the fonts are there, else labels are measured wrong and overlap. */
export function EChart({ summary, height, draw, onHover, onPick }: EChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const [chart, setChart] = useState<EChartsType | null>(null);
  const scheme = useComputedColorScheme('light', { getInitialValueInEffect: false });
  const still = useReducedMotion(false, { getInitialValueInEffect: false });

  useEffect(() => {
    const target = box.current;
    if (target === null) return;
    let made: EChartsType | null = null;
    let gone = false;
    void Promise.all([import('./chart-engine.ts'), document.fonts.ready]).then(([engine]) => {
      if (gone) return;
      made = engine.startChart(target, null, { renderer: 'svg' });
      setChart(made);
    });
    const watch = new ResizeObserver(() => made?.resize());
    watch.observe(target);
    return () => {
      gone = true;
      watch.disconnect();
      made?.dispose();
      setChart(null);
    };
  }, []);

  useEffect(() => {
    if (chart === null || chart.isDisposed()) return;
    const colors = CHART_COLORS[scheme];
    const font = getComputedStyle(document.body).fontFamily;
    const own = draw(colors);
    const base = baseOption(colors, font, !still);
    chart.setOption({ ...base, ...own, tooltip: { ...base.tooltip, ...own.tooltip }, legend: { ...base.legend, ...own.legend } }, true);
  }, [chart, draw, scheme, still]);

  useEffect(() => {
    if (chart === null || chart.isDisposed()) return;
    chart.off('click');
    chart.off('mouseover');
    chart.off('globalout');
    if (onPick !== undefined) chart.on('click', ({ dataIndex }) => onPick(dataIndex));
    if (onHover === undefined) return;
    chart.on('mouseover', ({ dataIndex }) => onHover(dataIndex));
    chart.on('globalout', () => onHover(null));
  }, [chart, onHover, onPick]);

  return (
    <div style={{ position: 'relative', height }}>
      {chart === null && <Skeleton height={height} style={{ position: 'absolute', inset: 0 }} />}
      <div ref={box} role="img" aria-label={summary} data-chart={chart === null ? 'waiting' : 'drawn'} style={{ height, width: '100%' }} />
    </div>
  );
}

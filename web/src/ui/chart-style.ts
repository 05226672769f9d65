import type { EChartsOption } from 'echarts';

export interface ChartColors {
  ink: string;
  dim: string;
  line: string;
  surface: string;
  accent: string;
  /** The second series beside the accent: orange, so that the two differ for every kind of colour vision. */
  contrast: string;
  soft: string;
}

export const CHART_COLORS: Record<'light' | 'dark', ChartColors> = {
  light: {
    ink: '#161b22',
    dim: '#525c69',
    line: '#e1e5ea',
    surface: '#ffffff',
    accent: '#2c58b3',
    contrast: '#c2600c',
    soft: '#b9ccf4',
  },
  dark: {
    ink: '#e4e7ec',
    dim: '#a6aebb',
    line: '#2f3742',
    surface: '#1c222a',
    accent: '#7ea4f0',
    contrast: '#f0a35a',
    soft: '#33486f',
  },
};

const TICK_SIZE = 11;

/** What every axis looks like. */
export function axisStyle(colors: ChartColors, name: string) {
  return {
    name,
    nameLocation: 'middle' as const,
    nameTextStyle: { color: colors.dim, fontSize: TICK_SIZE },
    axisLabel: { color: colors.dim, fontSize: TICK_SIZE, hideOverlap: true },
    axisLine: { lineStyle: { color: colors.line } },
    axisTick: { show: false },
    splitLine: { lineStyle: { color: colors.line, width: 1 } },
  };
}

/** What every chart has: type, tooltip, legend, margins. `fontFamily` must be the stack of the page or Chinese labels stay blank. */
export function baseOption(colors: ChartColors, fontFamily: string, animate: boolean): EChartsOption {
  return {
    animation: animate,
    animationDuration: 300,
    textStyle: { fontFamily, color: colors.ink },
    grid: { left: 52, right: 20, top: 34, bottom: 42 },
    legend: {
      top: 0,
      right: 0,
      itemWidth: 14,
      itemHeight: 8,
      icon: 'roundRect',
      textStyle: { color: colors.dim, fontSize: TICK_SIZE },
    },
    tooltip: {
      trigger: 'axis',
      confine: true,
      backgroundColor: colors.surface,
      borderColor: colors.line,
      borderWidth: 1,
      padding: [6, 10],
      textStyle: { color: colors.ink, fontSize: 12 },
      axisPointer: { lineStyle: { color: colors.dim, type: 'dashed' } },
    },
  };
}

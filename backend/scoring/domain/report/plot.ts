/** One line or set of points of a plot. */
export interface PlotSeries {
  /** Said in the legend; no name, no entry. */
  readonly name: string | null;
  readonly points: readonly { readonly x: number; readonly y: number }[];
  readonly style: 'line' | 'dashed' | 'dots' | 'bars';
  /** Which of the colours of a document; `faint` for aids such as a diagonal. */
  readonly tone: PlotTone;
}

export type PlotTone = 'first' | 'second' | 'faint';

/** A chart as data. */
export interface Plot {
  readonly title: string;
  readonly x: string;
  readonly y: string;
  readonly xTicks: readonly number[];
  readonly yTicks: readonly number[];
  readonly series: readonly PlotSeries[];
}

/** What a plot is drawn of: places are in a box of {@link PLOT_WIDTH} by {@link PLOT_HEIGHT}, y downwards. */
export type PlotShape =
  | { readonly kind: 'path'; readonly tone: PlotTone; readonly isDashed: boolean; readonly points: readonly (readonly [number, number])[] }
  | { readonly kind: 'dot'; readonly tone: PlotTone; readonly x: number; readonly y: number }
  | {
      readonly kind: 'box';
      readonly tone: PlotTone;
      readonly isFilled: boolean;
      readonly x: number;
      readonly y: number;
      readonly width: number;
      readonly height: number;
    }
  | {
      readonly kind: 'text';
      readonly text: string;
      readonly x: number;
      readonly y: number;
      readonly anchor: 'start' | 'middle' | 'end';
      readonly isUpright: boolean;
    };

export const PLOT_WIDTH = 348;
export const PLOT_HEIGHT = 326;
const SIDE = { width: 284, height: 236 } as const;
const LEFT = 50;
const TOP = 26;
/** Of the room between two bars, this much stays empty. */
const BAR_GAP = 0.2;

function rounded(value: number): number {
  return Number(value.toFixed(2));
}

/** Shortest text of a tick. */
function tickText(value: number): string {
  return String(Number(value.toPrecision(4)));
}

/** Round numbers, at most eight, whose ends hold `low` and `most`. */
export function ticksOver(low: number, most: number): number[] {
  const high = most > low ? most : low + 1;
  const span = high - low;
  const power = 10 ** Math.floor(Math.log10(span / 6));
  const step = ([1, 2, 5, 10].find((times) => Math.ceil(high / (times * power)) - Math.floor(low / (times * power)) <= 6) ?? 10) * power;
  const [first, last] = [Math.floor(low / step), Math.max(Math.ceil(high / step), Math.floor(low / step) + 1)];
  return Array.from({ length: last - first + 1 }, (_, at) => Number(((first + at) * step).toPrecision(12)));
}

interface Scale {
  x(value: number): number;
  y(value: number): number;
}

function scaleOf({ xTicks, yTicks }: Plot): Scale {
  const [left = 0, right = 1] = [xTicks[0], xTicks.at(-1)];
  const [bottom = 0, top = 1] = [yTicks[0], yTicks.at(-1)];
  return {
    x: (value) => rounded(LEFT + ((value - left) / (right - left)) * SIDE.width),
    y: (value) => rounded(TOP + (1 - (value - bottom) / (top - bottom)) * SIDE.height),
  };
}

function seriesShapes({ points, style, tone }: PlotSeries, scale: Scale): PlotShape[] {
  switch (style) {
    case 'line':
    case 'dashed':
      return [{ kind: 'path', tone, isDashed: style === 'dashed', points: points.map(({ x, y }) => [scale.x(x), scale.y(y)] as const) }];
    case 'dots':
      return points.map(({ x, y }) => ({ kind: 'dot', tone, x: scale.x(x), y: scale.y(y) }));
    case 'bars': {
      const step = points.length > 1 ? scale.x(points[1]?.x ?? 0) - scale.x(points[0]?.x ?? 0) : SIDE.width / 10;
      const width = rounded(step * (1 - BAR_GAP));
      return points.map(({ x, y }) => ({
        kind: 'box',
        tone,
        isFilled: true,
        x: rounded(scale.x(x) - width / 2),
        y: scale.y(y),
        width,
        height: rounded(scale.y(0) - scale.y(y)),
      }));
    }
  }
}

function legendShapes(series: readonly PlotSeries[]): PlotShape[] {
  const named = series.filter(({ name }) => name !== null);
  return named.flatMap(({ name, tone }, at): PlotShape[] => {
    const x = LEFT + 4 + (at * SIDE.width) / Math.max(1, named.length);
    return [
      { kind: 'box', tone, isFilled: true, x, y: 8, width: 9, height: 9 },
      { kind: 'text', text: name ?? '', x: x + 14, y: 16, anchor: 'start', isUpright: false },
    ];
  });
}

/** The shapes of a plot, the frame and ticks first. */
export function layOutPlot(plot: Plot): PlotShape[] {
  const scale = scaleOf(plot);
  const below = TOP + SIDE.height;
  return [
    { kind: 'box', tone: 'faint', isFilled: false, x: LEFT, y: TOP, ...SIDE },
    ...plot.xTicks.map(
      (tick): PlotShape => ({ kind: 'text', text: tickText(tick), x: scale.x(tick), y: below + 15, anchor: 'middle', isUpright: false }),
    ),
    ...plot.yTicks.map(
      (tick): PlotShape => ({ kind: 'text', text: tickText(tick), x: LEFT - 6, y: scale.y(tick) + 4, anchor: 'end', isUpright: false }),
    ),
    ...plot.series.flatMap((series) => seriesShapes(series, scale)),
    ...legendShapes(plot.series),
    { kind: 'text', text: plot.x, x: LEFT + SIDE.width / 2, y: below + 34, anchor: 'middle', isUpright: false },
    { kind: 'text', text: plot.y, x: 12, y: TOP + SIDE.height / 2, anchor: 'middle', isUpright: true },
  ];
}

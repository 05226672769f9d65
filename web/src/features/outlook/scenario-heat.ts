import type { Figures } from './study-deal.ts';

export const MEASURES = ['yield', 'baseLoss', 'life'] as const;
export type ScenarioMeasure = (typeof MEASURES)[number];

/** Differences below these are no news: the scale from the best to the worst cell is at least so wide. A life is in years. */
const LEAST_SPAN: Readonly<Record<ScenarioMeasure, number>> = { yield: 0.01, baseLoss: 0.01, life: 0.5 };

/** The figure that a cell shows; null where it does not exist. */
export function figureOf(figures: Figures | undefined, measure: ScenarioMeasure): number | null {
  if (figures === undefined) return null;
  switch (measure) {
    case 'yield':
      return figures.yield;
    case 'baseLoss':
      return figures.loss;
    case 'life':
      return figures.averageLife;
  }
}

/**
 * How far each cell goes between the best one and the worst, 0 to 1: the lowest yield, the highest loss measured from none, and of lives,
 * which are neither good nor bad, the longest. A class that loses and has no yield got nothing back and is at the end; null where there is
 * no figure.
 */
export function heatsOf(cells: readonly (Figures | undefined)[], measure: ScenarioMeasure): (number | null)[] {
  const sign = measure === 'yield' ? -1 : 1;
  const shown = cells.map((cell) => figureOf(cell, measure));
  const placed = shown.filter((value) => value !== null).map((value) => sign * value);
  const from = measure === 'baseLoss' ? 0 : Math.min(...placed);
  const span = Math.max(Math.max(...placed) - from, LEAST_SPAN[measure]);
  return shown.map((value, at) => {
    if (value !== null) return (sign * value - from) / span;
    return measure === 'yield' && (cells[at]?.loss ?? 0) > 0 ? 1 : null;
  });
}

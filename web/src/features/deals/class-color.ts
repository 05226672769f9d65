import type { ChartColors } from '../../ui/chart-style.ts';

/** The same class has the same colour in every chart, the most senior the strongest. */
export function classColor(colors: ChartColors, place: number): string {
  const ramp = [colors.accent, colors.contrast, colors.soft, colors.dim, colors.line];
  return ramp[Math.min(place, ramp.length - 1)] ?? colors.line;
}

/** One step from the mean score to the own: what a characteristic gave above the mean. */
export interface WaterfallStep {
  readonly characteristic: string;
  readonly points: number;
  readonly meanPoints: number;
  readonly from: number;
  readonly to: number;
}

export interface Waterfall {
  /** Mean score of the training rows. */
  readonly start: number;
  /** Largest step first; the last ends at the score. */
  readonly steps: readonly WaterfallStep[];
  readonly end: number;
}

/** Points of a characteristic on average over rows, given by its attributes' points and counts. */
export function meanPoints(attributes: readonly { readonly points: number; readonly rows: number }[]): number {
  const rows = attributes.reduce((total, own) => total + own.rows, 0);
  return rows === 0 ? 0 : attributes.reduce((total, own) => total + own.points * own.rows, 0) / rows;
}

/** How a score comes from the mean score; `parts` hold the points of every characteristic. */
export function waterfallOf(
  basePoints: number,
  parts: readonly { readonly characteristic: string; readonly points: number; readonly meanPoints: number }[],
): Waterfall {
  const start = parts.reduce((total, part) => total + part.meanPoints, basePoints);
  const ordered = [...parts].sort((left, right) => Math.abs(right.points - right.meanPoints) - Math.abs(left.points - left.meanPoints));
  let at = start;
  const steps = ordered.map((part) => {
    const from = at;
    at += part.points - part.meanPoints;
    return { ...part, from, to: at };
  });
  return { start, steps, end: parts.reduce((total, part) => total + part.points, basePoints) };
}

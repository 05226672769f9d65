import { DRIFT_LEVELS, type DriftLevel, type Shift } from './drift-level.ts';
import type { MonitoringReport } from './monitoring-report.ts';

/**
 * A figure that can give alarm: `score`, `approval`, `segments` (the share of each), `calibration`, `discrimination`, or that of
 * {@link characteristicFigure}.
 */
export interface WatchedFigure extends Shift {
  readonly figure: string;
}

/** Figures that rest on outcomes alone. */
export const OUTCOME_FIGURES = ['calibration', 'discrimination'] as const;

export interface OpenAlert {
  readonly figure: string;
  /** The worst level since it was raised. */
  readonly level: Exclude<DriftLevel, 'stable'>;
}

export type AlertChange =
  | ({ readonly kind: 'raised' | 'worsened'; readonly level: OpenAlert['level'] } & Omit<WatchedFigure, 'level'>)
  | ({ readonly kind: 'resolved' } & Omit<WatchedFigure, 'level'>);

/** Names a characteristic: `characteristic:age`, or `segment:S1:characteristic:age` where it is that of a segment's card. */
export function characteristicFigure({ segment, name }: { readonly segment: string | null; readonly name: string }): string {
  return `${segment === null ? '' : `segment:${segment}:`}characteristic:${name}`;
}

/** The figures of a report that are watched; those of segments only where scores name one, those of outcomes only where some are known. */
export function watchedFigures({ score, approval, mix, characteristics, outcome }: MonitoringReport): WatchedFigure[] {
  const named = (figure: string, { index, pValue, level }: Shift): WatchedFigure => ({ figure, index, pValue, level });
  return [
    named('score', score),
    named('approval', approval),
    ...(mix === null ? [] : [named('segments', mix)]),
    ...characteristics.map((shift) => named(characteristicFigure(shift), shift)),
    ...(outcome === null ? [] : [named('calibration', outcome.calibration)]),
    ...(outcome === null || outcome.ranking === null ? [] : [named('discrimination', outcome.ranking.loss)]),
  ];
}

/**
 * What there is to tell: a figure that leaves the stable range is told once, and again when it gets worse than it has been since; one
 * that returns is resolved. A figure that is not there, since no outcome is known or no row is in its segment, changes nothing.
 */
export function alertChanges(open: readonly OpenAlert[], figures: readonly WatchedFigure[]): AlertChange[] {
  const worst = new Map(open.map(({ figure, level }) => [figure, level]));
  return figures.flatMap(({ figure, index, pValue, level }): AlertChange[] => {
    const before = worst.get(figure);
    if (level === 'stable') return before === undefined ? [] : [{ kind: 'resolved', figure, index, pValue }];
    if (before === undefined) return [{ kind: 'raised', figure, index, pValue, level }];
    return DRIFT_LEVELS.indexOf(level) > DRIFT_LEVELS.indexOf(before) ? [{ kind: 'worsened', figure, index, pValue, level }] : [];
  });
}

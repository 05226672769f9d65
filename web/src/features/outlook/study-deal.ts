import { breakEven } from '../../../../backend/securitization/domain/analytics/break-even.ts';
import type { DealAssumptions } from '../../../../backend/securitization/domain/analytics/deal-assumptions.ts';
import {
  classFigures,
  indicativeGrade,
  simulateDeal,
  usualFactors,
} from '../../../../backend/securitization/domain/analytics/deal-study.ts';
import { type DealProjection, projectDeal } from '../../../../backend/securitization/domain/analytics/project-deal.ts';
import { scenarioGrid, tornado } from '../../../../backend/securitization/domain/analytics/scenario-grid.ts';
import { WAD } from '../../../../backend/securitization/domain/integer-division.ts';
import type { DealSource, OpenSource } from './deal-source.ts';
import { openSource } from './deal-source.ts';
import { assumptionsOf, type Behaviour, timesFaster } from './supposed.ts';

/** Yield, life and loss of a class under one run; null where a figure does not exist. */
export interface Figures {
  /** Years. */
  readonly averageLife: number | null;
  readonly yield: number | null;
  /** Loss over what the class is still to be paid. */
  readonly loss: number | null;
}

export interface ClassOutlook {
  readonly id: string;
  readonly base: Figures;
  readonly stress: Figures;
  /** Default multiple at which the first unit is lost; null when none does it. */
  readonly breakEven: number | null;
}

/** Losses of a class over simulated paths, shares. */
export interface ClassRisk {
  readonly id: string;
  readonly expectedLoss: number;
  readonly standardError: number;
  readonly lossProbability: number;
  readonly quantile99: number;
  /** Of the agency's scale; null for a class that is paid what is left, or nothing. */
  readonly grade: string | null;
}

/** Balances after each period as shares of the pool at the start. */
export interface PathPoint {
  readonly period: number;
  /** Days since 1970-01-01. */
  readonly day: number;
  readonly pool: number;
  readonly classes: readonly number[];
}

export interface GridRow {
  /** Multiple of the base default speed. */
  readonly multiple: number;
  /** Figures by recovery rate, then by class. */
  readonly cells: readonly { readonly recovery: number; readonly classes: readonly Figures[] }[];
}

export interface Bar {
  readonly name: string;
  readonly low: number;
  readonly high: number;
}

/** What takes a moment longer. */
export interface DeepStudy {
  readonly risks: readonly ClassRisk[];
  readonly pool: { readonly mean: number; readonly quantile95: number; readonly quantile99: number };
  /** Shares of the paths by pool loss, equal widths from 0. */
  readonly histogram: { readonly width: number; readonly shares: readonly number[] };
  readonly grid: readonly GridRow[];
  /** Swings of the yield of each class. */
  readonly tornado: readonly { readonly base: number; readonly bars: readonly Bar[] }[];
}

export interface QuickStudy {
  readonly classes: readonly ClassOutlook[];
  readonly path: readonly PathPoint[];
}

/** What the page asks: a deal, how its pool behaves, and how closely its obligors hang together. */
export interface StudyQuestion {
  readonly source: DealSource;
  readonly behaviour: Behaviour;
  /** Asset correlation, per cent. */
  readonly correlation: string;
}

const SEARCH = { step: WAD / 20n, most: 32n * WAD };
export const PATHS = 5_000;
const SEED = 1;
const BARS = 24;
const MULTIPLES = [0n, 1n, 2n, 3n, 5n].map((multiple) => multiple * WAD);
const RECOVERIES = [0n, 20n, 40n, 60n].map((rate) => (rate * WAD) / 100n);

/** Opens the deal and reads the assumptions; null while one of them is not there. */
export function openStudy({ source, behaviour }: StudyQuestion): { open: OpenSource; assumptions: DealAssumptions } | null {
  const open = openSource(source);
  const assumptions = open === null ? null : assumptionsOf(behaviour, open.monthsPerPeriod);
  return open === null || assumptions === null ? null : { open, assumptions };
}

/** Figures of each class in the base case and under stress, and the balances on the way. */
export function quickStudy({ model, classes }: OpenSource, assumptions: DealAssumptions, behaviour: Behaviour): QuickStudy {
  const index = [Number(behaviour.index) / 100];
  const base = projectDeal(model, assumptions);
  const calm = classFigures(base, index);
  const hard = classFigures(projectDeal(model, timesFaster(assumptions, behaviour.stress)), index);
  const none: Figures = { averageLife: null, yield: null, loss: null };
  return {
    classes: classes.map((id, at) => {
      const hasNotes = model.image.classes[at]?.original !== 0n;
      const point = hasNotes ? breakEven(model, assumptions, at, SEARCH) : null;
      const multiple = point === null ? null : Number(point.multiple) / Number(WAD);
      return { id, base: calm[at] ?? none, stress: hard[at] ?? none, breakEven: multiple };
    }),
    path: pathOf(base),
  };
}

function pathOf({ image, start, periods }: DealProjection): PathPoint[] {
  const share = (amount: bigint) => Number(amount) / Number(start.pool);
  const first = {
    period: start.period,
    day: image.dates[start.period] ?? 0,
    pool: 1,
    classes: start.classes.map(({ balance }) => share(balance)),
  };
  return [
    first,
    ...periods.map(({ period, day, report, result }) => ({
      period,
      day,
      pool: share(report.poolEnd),
      classes: result.next.classes.map(({ balance }) => share(balance)),
    })),
  ];
}

/** Scenarios, sensitivities and simulated losses. */
export function deepStudy(
  { model, classes, obligors }: OpenSource,
  assumptions: DealAssumptions,
  { behaviour, correlation }: StudyQuestion,
): DeepStudy {
  const index = [Number(behaviour.index) / 100];
  const axes = { prepay: [WAD], default: MULTIPLES, recovery: RECOVERIES };
  const cells = scenarioGrid(model, assumptions, axes, (run) => classFigures(run, index));
  const factors = usualFactors(assumptions);
  const order = { correlation: Math.min(0.99, Math.max(0, Number(correlation) / 100)), paths: PATHS, seed: SEED, targets: [] };
  const { pool, distribution } = simulateDeal(model, assumptions, obligors, order);
  const lives = classFigures(projectDeal(model, assumptions), index).map(({ averageLife }) => averageLife);
  return {
    risks: distribution.classes.map(({ expectedLoss, lossProbability, quantile99 }, at) => ({
      id: classes[at] ?? '',
      expectedLoss: expectedLoss.value,
      standardError: expectedLoss.standardError,
      lossProbability: lossProbability.value,
      quantile99,
      grade: model.image.classes[at]?.isResidual === true ? null : indicativeGrade(lossProbability.value, lives[at] ?? null),
    })),
    pool: { mean: pool.meanLoss.value, quantile95: pool.quantile95, quantile99: pool.quantile99 },
    histogram: histogramOf(pool.losses),
    grid: MULTIPLES.map((multiple) => ({
      multiple: Number(multiple / WAD),
      cells: cells
        .filter((cell) => cell.default === multiple)
        .map(({ recovery, value }) => ({ recovery: Number(recovery) / Number(WAD), classes: value })),
    })),
    tornado: classes.map((_, at) => tornado(model, assumptions, factors, (run) => classFigures(run, index)[at]?.yield ?? 0)),
  };
}

function histogramOf(losses: Float64Array): DeepStudy['histogram'] {
  const most = losses.reduce((top, loss) => Math.max(top, loss), 0);
  const width = most === 0 ? 0.01 : most / BARS;
  const shares = new Array<number>(BARS).fill(0);
  for (const loss of losses) {
    const place = Math.min(BARS - 1, Math.floor(loss / width));
    shares[place] = (shares[place] ?? 0) + 1 / losses.length;
  }
  return { width, shares };
}

import { type Column, takeRows } from '../../../intake/domain/columns.ts';
import { binColumn } from '../binning/bin-column.ts';
import type { BinningOptions } from '../binning/binning-options.ts';
import { woeColumn } from '../binning/woe-column.ts';
import { areaUnderCurve, rankByRisk } from '../ranking.ts';
import { fitLogistic, type RegressionOptions } from '../regression/logistic-regression.ts';
import type { StepwiseOptions } from './selection-options.ts';

const FOLDS = 5;
/** Smaller gains are noise of the arithmetic. */
const LEAST_GAIN = 1e-9;

/** What a set of characteristics, named by place, costs: less is better. */
type Cost = (kept: readonly number[]) => number;

export interface Candidates {
  readonly columns: readonly Column[];
  readonly target: Uint8Array;
  /** Weights of evidence on all rows. */
  readonly woes: readonly Float64Array[];
  readonly binningOf: (name: string) => BinningOptions;
  readonly regression: RegressionOptions;
}

function costByLikelihood({ woes, target, regression }: Candidates, penalty: number): Cost {
  return (kept) => {
    const fit = fitLogistic(
      kept.map((place) => woes[place] as Float64Array),
      target,
      regression,
    );
    const terms = 1 + fit.terms.filter((term) => term.coefficient !== 0).length;
    return penalty * terms - 2 * fit.logLikelihood;
  };
}

/** One less the area under the curve of predictions for rows that neither bins nor weights had seen, mean over folds. */
function costByArea({ columns, target, binningOf, regression }: Candidates): Cost {
  const places = [0, 0];
  const fold = Uint8Array.from(target, (outcome) => (places[outcome] = (places[outcome] as number) + 1) % FOLDS);
  const parts = Array.from({ length: FOLDS }, (_, own) => {
    const rows = (inside: boolean) => Int32Array.from(fold.keys()).filter((row) => (fold[row] === own) === inside);
    const [train, test] = [rows(false), rows(true)];
    const outcomes = Uint8Array.from(train, (row) => target[row] as number);
    const binnings = columns.map((column) => binColumn(takeRows(column, train), outcomes, binningOf(column.name)));
    const woes = (chosen: Int32Array) =>
      columns.map((column, place) => woeColumn(binnings[place] as (typeof binnings)[0], takeRows(column, chosen)));
    return { outcomes, train: woes(train), test: woes(test), truth: Uint8Array.from(test, (row) => target[row] as number) };
  });
  return (kept) => {
    let total = 0;
    for (const part of parts) {
      const pick = (woes: readonly Float64Array[]) => kept.map((place) => woes[place] as Float64Array);
      const fit = fitLogistic(pick(part.train), part.outcomes, regression);
      const risk = new Float64Array(part.truth.length);
      pick(part.test).forEach((woe, term) => {
        const weight = fit.terms[term]?.coefficient ?? 0;
        for (let row = 0; row < risk.length; row++) risk[row] = (risk[row] as number) + weight * (woe[row] as number);
      });
      total += areaUnderCurve(rankByRisk(risk, part.truth));
    }
    return 1 - total / FOLDS;
  };
}

function costOf(candidates: Candidates, { criterion }: StepwiseOptions): Cost {
  if (criterion === 'auc') return costByArea(candidates);
  return costByLikelihood(candidates, criterion === 'aic' ? 2 : Math.log(candidates.target.length));
}

/**
 * Adds or takes away one characteristic after another, each time the one that gains most, until none gains.
 * `forward` and `both` begin with none, `backward` with all; `both` may take away what it had added.
 * @returns places of the characteristics that stay, ascending
 */
export function selectStepwise(candidates: Candidates, options: StepwiseOptions): number[] {
  const all = [...candidates.columns.keys()];
  const cost = costOf(candidates, options);
  let kept = options.direction === 'backward' ? all : [];
  let lowest = cost(kept);
  for (;;) {
    const additions = options.direction === 'backward' ? [] : all.filter((place) => !kept.includes(place)).map((place) => [...kept, place]);
    const removals = options.direction === 'forward' ? [] : kept.map((place) => kept.filter((other) => other !== place));
    let best: number[] | null = null;
    for (const next of [...additions, ...removals]) {
      const own = cost(next);
      if (own >= lowest - LEAST_GAIN) continue;
      lowest = own;
      best = next;
    }
    if (best === null) return kept.sort((left, right) => left - right);
    kept = best;
  }
}

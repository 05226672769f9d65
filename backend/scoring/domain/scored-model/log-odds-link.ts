import { type Calibrator, calibrate, logOdds } from '../calibration/calibrator.ts';
import type { LogOddsExplanation } from './log-odds-explanation.ts';

/** From the scale that contributions add up on to log-odds; it never falls. */
export interface LogOddsLink {
  of(output: number): number;
  /** Log-odds for one unit of a row's contributions; what they then lack is spread by their size. */
  slope(base: number, output: number): number;
}

/** Outputs nearer to each other say nothing about the slope between them. */
const NEAREST = 1e-9;

function straight(slope: number, intercept: number): LogOddsLink {
  return { of: (output) => intercept + slope * output, slope: () => slope };
}

/** Outputs that are probabilities: the slope is that of the straight line from the mean to the row. */
export const LINK_OF_PROBABILITY: LogOddsLink = {
  of: logOdds,
  slope: (base, output) => {
    if (Math.abs(output - base) > NEAREST) return (logOdds(output) - logOdds(base)) / (output - base);
    return 1 / Math.max(NEAREST, base * (1 - base));
  },
};

/** Outputs that a calibrator turns into probabilities. Steps have no slope of their own: it is that from their first to their last. */
export function linkOf(calibrator: Calibrator): LogOddsLink {
  switch (calibrator.kind) {
    case 'platt':
      return straight(calibrator.slope, calibrator.intercept);
    case 'prior_shift':
      return straight(1, calibrator.offset);
    case 'isotonic': {
      const of = (output: number) => logOdds(calibrate(calibrator, Float64Array.of(output))[0] as number);
      const [low, high] = [calibrator.scores[0] as number, calibrator.scores.at(-1) as number];
      const slope = high > low ? (of(high) - of(low)) / (high - low) : 0;
      return { of, slope: () => slope };
    }
  }
}

/** Carries an explanation over a link: the contributions of each row then add up to its distance from the base in log-odds. */
export function carryOver(link: LogOddsLink, { base, outputs, values }: LogOddsExplanation): LogOddsExplanation {
  const width = outputs.length === 0 ? 0 : values.length / outputs.length;
  const start = link.of(base);
  const carried = new Float64Array(values.length);
  const own = outputs.map((output, row) => {
    const odds = link.of(output);
    const slope = link.slope(base, output);
    let [sum, size] = [0, 0];
    for (let place = row * width; place < (row + 1) * width; place++) {
      const value = slope * (values[place] as number);
      carried[place] = value;
      sum += value;
      size += Math.abs(value);
    }
    const lacking = odds - start - sum;
    if (size > 0)
      for (let place = row * width; place < (row + 1) * width; place++)
        carried[place] = (carried[place] as number) + (lacking * Math.abs(carried[place] as number)) / size;
    return odds;
  });
  return { base: start, outputs: own, values: carried };
}

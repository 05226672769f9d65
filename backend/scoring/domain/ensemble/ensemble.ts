import { type QuadraticProblem, minimizeBounded } from '../regression/bounded-quadratic.ts';
import { crossFit } from '../calibration/calibrate-learner.ts';
import { logOdds, sigmoid } from '../calibration/calibrator.ts';
import type { Classifier, TrainingRows } from '../classifier.ts';
import { requireTrainable } from '../training-rows.ts';
import { requireCount } from '../validation/scored-rows.ts';

/** Weights of the members' log-odds, none below 0; plain data. */
export interface Blend {
  readonly intercept: number;
  readonly weights: readonly number[];
}

export interface EnsembleClassifier<Member extends Classifier = Classifier> extends Classifier {
  readonly members: readonly Member[];
  readonly blend: Blend;
}

export interface EnsembleOptions {
  readonly folds: number;
  readonly seed: number;
}

/** Keeps the fit unique when members agree wholly; too small to be seen otherwise. */
const RIDGE = 1e-6;
const MOST_STEPS = 100;
const TOLERANCE = 1e-10;

/** Second-order picture of the weighted log loss, per unit of weight, at `point` (intercept first). */
function pictureAt(terms: readonly Float64Array[], { target, weights }: Pick<TrainingRows, 'target' | 'weights'>, point: Float64Array) {
  const size = terms.length;
  const gradient = new Float64Array(size);
  const hessian = new Float64Array(size * size);
  let loss = 0;
  let total = 0;
  for (let row = 0; row < target.length; row++) {
    const weight = weights?.[row] ?? 1;
    let value = 0;
    for (let term = 0; term < size; term++) value += (point[term] as number) * (terms[term]?.[row] as number);
    const probability = sigmoid(value);
    total += weight;
    loss += weight * (Math.log1p(Math.exp(-Math.abs(value))) + (target[row] === 1 ? Math.max(-value, 0) : Math.max(value, 0)));
    for (let one = 0; one < size; one++) {
      const x = terms[one]?.[row] as number;
      gradient[one] = (gradient[one] as number) + weight * (probability - (target[row] as number)) * x;
      for (let two = 0; two < size; two++) {
        const bend = weight * probability * (1 - probability) * x * (terms[two]?.[row] as number);
        hessian[one * size + two] = (hessian[one * size + two] as number) + bend;
      }
    }
  }
  for (let term = 0; term < size; term++) {
    const held = point[term] as number;
    loss += (RIDGE * total * held * held) / 2;
    gradient[term] = (gradient[term] as number) + RIDGE * total * held;
    hessian[term * size + term] = (hessian[term * size + term] as number) + RIDGE * total;
  }
  return { loss: loss / total, gradient: gradient.map((slope) => slope / total), hessian: hessian.map((bend) => bend / total) };
}

/**
 * Logistic regression on log-odds with weights held at 0 or above, by Newton steps halved until the loss falls.
 * @param members - log-odds of each member, one per row
 */
export function fitBlend(members: readonly Float64Array[], outcomes: Pick<TrainingRows, 'target' | 'weights'>): Blend {
  const terms = [new Float64Array(outcomes.target.length).fill(1), ...members];
  const bounded = terms.map((_, term) => term > 0);
  let point = Float64Array.from(terms, (_, term) => (term === 0 ? 0 : 1 / members.length));
  for (let round = 0; round < MOST_STEPS; round++) {
    const { loss, gradient, hessian } = pictureAt(terms, outcomes, point);
    const linear = gradient.map((slope, one) =>
      point.reduce((total, weight, two) => total + (hessian[one * terms.length + two] as number) * weight, -slope),
    );
    const problem: QuadraticProblem = { hessian, linear, bounded };
    const goal = minimizeBounded(problem, point);
    const decrement = goal.reduce((total, value, term) => total + ((point[term] as number) - value) * (gradient[term] as number), 0);
    if (decrement < TOLERANCE) break;
    let step = 1;
    const along = () => point.map((value, term) => value + step * ((goal[term] as number) - value));
    while (step > TOLERANCE && pictureAt(terms, outcomes, along()).loss >= loss) step /= 2;
    if (step <= TOLERANCE) break;
    point = along();
  }
  return { intercept: point[0] as number, weights: [...point.subarray(1)] };
}

/** Members and their blend as one model. */
export function ensembleClassifier<Member extends Classifier>(members: readonly Member[], blend: Blend): EnsembleClassifier<Member> {
  return {
    kind: 'ensemble',
    inputs: [...new Set(members.flatMap((member) => member.inputs))],
    members,
    blend,
    predict: (columns, rows) => {
      const total = new Float64Array(rows).fill(blend.intercept);
      members.forEach((member, place) => {
        const weight = blend.weights[place] as number;
        member.predict(columns, rows).forEach((probability, row) => {
          total[row] = (total[row] as number) + weight * logOdds(probability);
        });
      });
      return total.map(sigmoid);
    },
  };
}

/**
 * A learner that blends the log-odds of several models, a card and its challenger for example, with weights fitted to
 * predictions for rows the models of the fold had not seen. A member that adds nothing gets weight 0.
 * @throws {@link DomainError} of `requireTrainable`, `setting_invalid`, `folds_unusable`, of the learners
 */
export function ensembleLearner<Member extends Classifier>(
  learners: readonly ((rows: TrainingRows) => Member)[],
  options: EnsembleOptions = { folds: 5, seed: 1 },
): (rows: TrainingRows) => EnsembleClassifier<Member> {
  requireCount('members', learners.length, 1, 20);
  requireCount('folds', options.folds, 2, 255);
  return (rows) => {
    requireTrainable(rows);
    const unseen = learners.map((learner) =>
      crossFit(
        rows,
        (part) => {
          const model = learner(part);
          return (columns, count) => model.predict(columns, count).map(logOdds);
        },
        options,
      ),
    );
    return ensembleClassifier(
      learners.map((learner) => learner(rows)),
      fitBlend(unseen, rows),
    );
  };
}

import type { Column } from '../../../backend/intake/domain/columns.ts';
import type { Classifier, Learner } from '../../../backend/scoring/domain/classifier.ts';
import { choleskyFactor, choleskySolve } from '../../../backend/scoring/domain/regression/linear-algebra.ts';

const ROUNDS = 30;
const RIDGE = 1e-6;

function design(columns: readonly Column[], rows: number): Float64Array[] {
  const ones = new Float64Array(rows).fill(1);
  return [ones, ...columns.map((column) => (column.kind === 'numeric' ? column.values : Float64Array.from(column.codes)))];
}

function probabilitiesOf(terms: readonly Float64Array[], weights: Float64Array): Float64Array {
  const rows = terms[0]?.length ?? 0;
  return Float64Array.from({ length: rows }, (_, row) => {
    const value = terms.reduce((sum, term, place) => sum + (term[row] ?? 0) * (weights[place] ?? 0), 0);
    return 1 / (1 + Math.exp(-value));
  });
}

/** Logistic regression on plain numbers with row weights, by Newton steps: a learner whose truth is known, for tests of what is built around learners. */
export const learnLogistic: Learner = (rows): Classifier => {
  const terms = design(rows.columns, rows.target.length);
  const size = terms.length;
  let weights = new Float64Array(size);
  for (let round = 0; round < ROUNDS; round++) {
    const probabilities = probabilitiesOf(terms, weights);
    const hessian = new Float64Array(size * size);
    const gradient = new Float64Array(size);
    for (let row = 0; row < rows.target.length; row++) {
      const probability = probabilities[row] ?? 0;
      const share = rows.weights?.[row] ?? 1;
      for (let i = 0; i < size; i++) {
        const x = terms[i]?.[row] ?? 0;
        gradient[i] = (gradient[i] ?? 0) + share * x * ((rows.target[row] ?? 0) - probability);
        for (let j = 0; j < size; j++) {
          const place = i * size + j;
          hessian[place] = (hessian[place] ?? 0) + share * probability * (1 - probability) * x * (terms[j]?.[row] ?? 0);
        }
      }
    }
    for (let i = 0; i < size; i++) hessian[i * size + i] = (hessian[i * size + i] ?? 0) + RIDGE;
    const step = choleskySolve(choleskyFactor(hessian, size), gradient);
    weights = weights.map((weight, place) => weight + (step[place] ?? 0));
  }
  return {
    kind: 'scorecard',
    inputs: rows.columns.map((column) => column.name),
    predict: (columns, count) => probabilitiesOf(design(columns, count), weights),
  };
};

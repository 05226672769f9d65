import { DomainError } from '../../../kernel/errors.ts';

/**
 * Refuses rows that no figure can be measured on; `values` are risks or scores, one per row.
 * @throws {@link DomainError} `rows_empty`, `target_length`, `target_invalid`, `score_invalid`
 */
export function requireScored(name: string, values: ArrayLike<number>, target: Uint8Array): void {
  if (target.length === 0) throw new DomainError('rows_empty', 'unprocessable', `There are no rows to measure ${name} on.`);
  if (values.length !== target.length) {
    throw new DomainError('target_length', 'invalid', `${name} and the outcomes differ in length.`, {
      params: { column: name, rows: values.length, outcomes: target.length },
    });
  }
  const odd = target.findIndex((outcome) => outcome > 1);
  if (odd >= 0) throw new DomainError('target_invalid', 'invalid', 'An outcome is neither 0 nor 1.', { params: { row: odd } });
  for (let row = 0; row < values.length; row++) if (!Number.isFinite(values[row])) throw invalidScore(name, row);
}

/**
 * As {@link requireScored}, and both outcomes must occur.
 * @throws {@link DomainError} `rows_empty`, `target_length`, `target_invalid`, `score_invalid`, `outcomes_one_class`
 */
export function requireBothOutcomes(name: string, values: ArrayLike<number>, target: Uint8Array): void {
  requireScored(name, values, target);
  if (!target.includes(0) || !target.includes(1)) {
    throw new DomainError('outcomes_one_class', 'unprocessable', 'The rows need at least one good and one bad outcome.', {
      params: { missing: target.includes(1) ? 'good' : 'bad' },
    });
  }
}

/**
 * As {@link requireScored} for probabilities, which lie in [0, 1].
 * @throws {@link DomainError} `rows_empty`, `target_length`, `target_invalid`, `score_invalid`
 */
export function requireProbabilities(probabilities: Float64Array, target: Uint8Array): void {
  requireScored('probability', probabilities, target);
  const outside = probabilities.findIndex((value) => value < 0 || value > 1);
  if (outside >= 0) throw invalidScore('probability', outside);
}

function invalidScore(name: string, row: number): DomainError {
  return new DomainError('score_invalid', 'invalid', `A ${name} is not a finite number, or a probability lies outside [0, 1].`, {
    params: { name, row },
  });
}

/**
 * Refuses a setting outside its range.
 * @throws {@link DomainError} `setting_invalid`
 */
export function requireSetting(name: string, value: number, least: number, most: number): void {
  if (value >= least && value <= most) return;
  throw new DomainError('setting_invalid', 'invalid', `${name} must lie between ${least} and ${most}.`, {
    params: { setting: name, value: String(value) },
  });
}

/** As {@link requireSetting}, for a whole number. @throws {@link DomainError} `setting_invalid` */
export function requireCount(name: string, value: number, least: number, most: number): void {
  requireSetting(name, Number.isInteger(value) ? value : Number.NaN, least, most);
}

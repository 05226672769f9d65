import { rowCount } from '../../intake/domain/columns.ts';
import { DomainError } from '../../kernel/errors.ts';
import type { TrainingRows } from './classifier.ts';
import { requireBothOutcomes } from './validation/scored-rows.ts';

/**
 * Refuses rows that nothing can be learnt from.
 * @throws {@link DomainError} `columns_unusable`, `rows_empty`, `target_length`, `target_invalid`, `column_invalid`, `weights_invalid`, `outcomes_one_class`
 */
export function requireTrainable({ columns, target, weights }: TrainingRows): void {
  if (columns.length === 0) throw new DomainError('columns_unusable', 'unprocessable', 'There is no column to learn from.');
  requireBothOutcomes('outcome', target, target);
  for (const column of columns) {
    const params = { column: column.name };
    if (rowCount(column) !== target.length)
      throw new DomainError('target_length', 'invalid', `Column ${column.name} and the outcomes differ in length.`, { params });
    const infinite = column.kind === 'numeric' ? column.values.findIndex((value) => !Number.isFinite(value) && !Number.isNaN(value)) : -1;
    if (infinite >= 0) {
      throw new DomainError('column_invalid', 'invalid', `Column ${column.name} holds an infinite number.`, {
        params: { ...params, row: infinite },
      });
    }
  }
  if (weights !== undefined) requireWeights(weights, target);
}

/**
 * Weights are finite and not negative, and each outcome has some.
 * @throws {@link DomainError} `target_length`, `weights_invalid`
 */
function requireWeights(weights: Float64Array, target: Uint8Array): void {
  if (weights.length !== target.length)
    throw new DomainError('target_length', 'invalid', 'The weights and the outcomes differ in length.', { params: { column: 'weights' } });
  const odd = weights.findIndex((weight) => !(weight >= 0 && Number.isFinite(weight)));
  const weightless = [0, 1].some((outcome) => !weights.some((weight, row) => weight > 0 && target[row] === outcome));
  if (odd < 0 && !weightless) return;
  throw new DomainError('weights_invalid', 'invalid', 'Weights must be finite and not negative, and each outcome needs some weight.', {
    params: odd < 0 ? {} : { row: odd },
  });
}

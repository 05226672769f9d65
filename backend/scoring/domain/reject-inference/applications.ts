import { type Column, rowCount } from '../../../intake/domain/columns.ts';
import { DomainError } from '../../../kernel/errors.ts';
import type { TrainingRows } from '../classifier.ts';
import { missingColumn } from '../scorecard/fit-model.ts';
import { requireTrainable } from '../training-rows.ts';

/** Applications of the past: the accepted have outcomes, the rejected have none. */
export interface Applications {
  readonly accepted: TrainingRows;
  readonly rejected: readonly Column[];
}

/** Number of the rejected. */
export function rejectedRows({ rejected }: Applications): number {
  return rejected[0] === undefined ? 0 : rowCount(rejected[0]);
}

/**
 * Refuses applications without rejected ones or with columns of unlike length.
 * @throws {@link DomainError} `rejected_empty`, `target_length`, of `requireTrainable`
 */
export function requireApplications(applications: Applications): void {
  requireTrainable(applications.accepted);
  const rows = rejectedRows(applications);
  if (rows === 0) throw new DomainError('rejected_empty', 'unprocessable', 'There are no rejected applications to infer from.');
  const odd = applications.rejected.find((column) => rowCount(column) !== rows);
  if (odd !== undefined) {
    throw new DomainError('target_length', 'invalid', `Column ${odd.name} and the other columns differ in length.`, {
      params: { column: odd.name },
    });
  }
}

function stackColumn(first: Column, second: Column): Column {
  if (first.kind === 'numeric' && second.kind === 'numeric')
    return { kind: 'numeric', name: first.name, values: Float64Array.from([...first.values, ...second.values]) };
  if (first.kind === 'categorical' && second.kind === 'categorical') {
    const levels = [...new Set([...first.levels, ...second.levels])].sort();
    const places = [first, second].map((column) => column.levels.map((level) => levels.indexOf(level)));
    const codes = [first, second].flatMap((column, part) => Array.from(column.codes, (code) => places[part]?.[code] ?? -1));
    return { kind: 'categorical', name: first.name, codes: Int32Array.from(codes), levels };
  }
  throw new DomainError('column_kind_mismatch', 'unprocessable', `Column ${first.name} is of another kind among the rejected.`, {
    params: { column: first.name },
  });
}

/**
 * The rows of `first`, then those of `second`, column by column of the same name; other columns of `second` stay out.
 * @throws {@link DomainError} `scorecard_column_missing`, `column_kind_mismatch`
 */
export function stackRows(first: readonly Column[], second: readonly Column[]): Column[] {
  return first.map((column) => {
    const other = second.find((candidate) => candidate.name === column.name);
    if (other === undefined) throw missingColumn(column.name);
    return stackColumn(column, other);
  });
}

/** Weight of each accepted row. */
export function acceptedWeights({ accepted }: Applications): Float64Array {
  return accepted.weights ?? new Float64Array(accepted.target.length).fill(1);
}

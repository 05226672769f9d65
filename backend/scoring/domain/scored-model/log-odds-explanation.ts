import type { Column } from '../../../intake/domain/columns.ts';
import type { BackgroundInput } from './scored-model-document.ts';

/** What each input adds to the log-odds of a bad outcome of each row. */
export interface LogOddsExplanation {
  /** Where every row begins. */
  readonly base: number;
  /** Log-odds of each row. */
  readonly outputs: Float64Array;
  /** Row by row, one value for each input: `base` plus a row's values is its output. */
  readonly values: Float64Array;
}

export type FormExplainer = (columns: readonly Column[], rows: number) => LogOddsExplanation;

/** What an explanation is told in: the inputs in this order, counted from this background. */
export interface ExplainOrder {
  readonly inputs: readonly string[];
  readonly background: readonly BackgroundInput[] | null;
}

/** Values of a member, told in the order of the whole model. */
export function inOrder(values: Float64Array, names: readonly string[], rows: number, { inputs }: ExplainOrder): Float64Array {
  const told = new Float64Array(rows * inputs.length);
  names.forEach((name, place) => {
    const at = inputs.indexOf(name);
    for (let row = 0; row < rows; row++) told[row * inputs.length + at] = values[row * names.length + place] as number;
  });
  return told;
}

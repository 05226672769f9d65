import type { Column } from '../intake/domain/columns.ts';
import { DomainError } from '../kernel/errors.ts';
import { editBins } from './domain/binning/edit-bins.ts';
import { groundOf } from './domain/binning/ground.ts';
import { type BinFigures, measureBins } from './domain/binning/measure-bins.ts';
import { type BinReport, reportBins } from './domain/scorecard/characteristic-report.ts';
import type { PreviewRequest } from './schemas.ts';
import type { ScoringDeps } from './train-scorecard.ts';
import { binningOptions } from './training-options.ts';

export interface BinningPreview extends BinFigures {
  readonly attribute: string;
  readonly kind: 'numeric' | 'categorical';
  readonly bins: readonly BinReport[];
}

/**
 * Bins one attribute of a source, changes its bins by hand, and measures them; nothing is kept.
 * @throws {DomainError} `training_attribute_unknown`, `bin_edit_invalid`, `target_one_class`
 */
export async function previewBinning(deps: Pick<ScoringDeps, 'loadDataset'>, request: PreviewRequest): Promise<BinningPreview> {
  const { columns, target } = await deps.loadDataset(request.source, 'training');
  const column = attributeOf(columns, request.attribute);
  const options = binningOptions(request.binning);
  const { binning } = editBins(groundOf(column, target, options.specials), request.edits, options);
  const { name, kind } = binning;
  return { attribute: name, kind, ...measureBins(binning), bins: reportBins(binning, target.length) };
}

/** @throws {DomainError} `training_attribute_unknown` */
export function attributeOf(columns: readonly Column[], name: string): Column {
  const column = columns.find((candidate) => candidate.name === name);
  if (column !== undefined) return column;
  throw new DomainError('training_attribute_unknown', 'unprocessable', `The source has no attribute ${name} that a model may use.`, {
    faults: [{ pointer: '/attribute', code: 'unknown', detail: 'The source has no such attribute; protected ones are always left out.' }],
  });
}

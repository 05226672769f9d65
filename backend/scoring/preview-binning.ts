import { DomainError } from '../kernel/errors.ts';
import { compareNeighbours, describeBins, qualityScore } from './domain/binning/binning-statistics.ts';
import { editBins } from './domain/binning/edit-bins.ts';
import { groundOf } from './domain/binning/ground.ts';
import { type BinReport, reportBins } from './domain/scorecard/characteristic-report.ts';
import type { PreviewRequest } from './schemas.ts';
import type { ScoringDeps } from './train-scorecard.ts';
import { binningOptions } from './training-options.ts';

export interface BinningPreview {
  readonly attribute: string;
  readonly kind: 'numeric' | 'categorical';
  readonly trend: string;
  readonly iv: number;
  readonly quality: number;
  readonly gini: number;
  readonly jensenShannon: number;
  readonly chiSquare: number;
  readonly cramersV: number;
  readonly concentration: number;
  /** Between each of the ordered bins and the next. */
  readonly pValues: readonly number[];
  readonly bins: readonly BinReport[];
}

/**
 * Bins one attribute of a source, changes its bins by hand, and measures them; nothing is kept.
 * @throws {DomainError} `training_attribute_unknown`, `bin_edit_invalid`, `target_one_class`
 */
export async function previewBinning(deps: Pick<ScoringDeps, 'loadDataset'>, request: PreviewRequest): Promise<BinningPreview> {
  const { columns, target } = await deps.loadDataset(request.source, 'training');
  const column = columns.find(({ name }) => name === request.attribute);
  if (column === undefined)
    throw new DomainError(
      'training_attribute_unknown',
      'unprocessable',
      `The source has no attribute ${request.attribute} that a model may use.`,
      {
        faults: [
          { pointer: '/attribute', code: 'unknown', detail: 'The source has no such attribute; protected ones are always left out.' },
        ],
      },
    );
  const options = binningOptions(request.binning);
  const { binning } = editBins(groundOf(column, target, options.specials), request.edits, options);
  const { name, kind, trend, iv, bins } = binning;
  const { gini, jensenShannon, chiSquare, cramersV, concentration, concentrationNormalized } = describeBins(bins);
  const differences = compareNeighbours(bins.filter((bin) => bin.kind === 'interval' || bin.kind === 'levels'));
  const quality = qualityScore(iv, differences, concentrationNormalized);
  const pValues = differences.map(({ pValue }) => pValue);
  return {
    ...{ attribute: name, kind, trend, iv, quality, gini, jensenShannon, chiSquare, cramersV, concentration },
    pValues,
    bins: reportBins(binning, target.length),
  };
}

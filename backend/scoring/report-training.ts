import type { Dataset } from '../intake/domain/columns.ts';
import { reportCharacteristics } from './domain/scorecard/characteristic-report.ts';
import { segmentList } from './domain/segments/scoring-document.ts';
import type { TrainedDocument } from './domain/segments/train-document.ts';
import { type CrossValidatedReport, validateUnseen } from './domain/validation-report.ts';
import type { TrainingReport } from './store.ts';

/** What training found out beside the document: of all rows, and of the rows of each segment where there are several. */
export function reportTraining(dataset: Dataset, { document, parts, unseen, segmentation }: TrainedDocument): TrainingReport {
  const [validation, ...bySegment] = validateUnseen(dataset, document, unseen) as [CrossValidatedReport, ...CrossValidatedReport[]];
  const found = parts.map(({ built }) => ({
    characteristics: reportCharacteristics(built.model, built.document),
    warnings: built.model.warnings,
  }));
  const asked = segmentation === null ? {} : { segmentation };
  const [only] = found;
  if (only !== undefined && parts.length === 1) return { validation, ...only, ...asked };
  const segments = segmentList(document).map(({ segment, path }, at) => ({
    segment: segment ?? '',
    path,
    validation: bySegment[at] as CrossValidatedReport,
    ...(found[at] as (typeof found)[number]),
  }));
  return { validation, characteristics: [], warnings: [], segments, ...asked };
}

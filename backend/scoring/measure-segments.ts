import type { Dataset } from '../intake/domain/columns.ts';
import { DomainError } from '../kernel/errors.ts';
import { foldsOf, predictUnseen } from './domain/cross-validation.ts';
import { documentCharacteristics } from './domain/scorecard/characteristic-report.ts';
import type { SegmentedDocument } from './domain/scorecard/scorecard-document.ts';
import { countSegments, refuseSmall } from './domain/segments/build-segmented.ts';
import { segmentList } from './domain/segments/scoring-document.ts';
import { recipeLearner } from './domain/validation/recipe-learner.ts';
import { type CrossValidatedReport, validateUnseen } from './domain/validation-report.ts';
import type { SegmentReport, TrainingReport } from './store.ts';

/** Least rows, bads and goods of a segment that say how its card does on them. */
const LEAST = { minRows: 20, minBads: 10 };

/**
 * Measures a card by segments on rows that did not make it: the document itself, and cards of its bins learnt anew in each fold and segment
 * on rows that they had not seen, of all rows and of those of each segment. Bins and points are reported as training left them.
 * @throws {@link DomainError} `segment_too_small` with each segment that the rows cannot tell about, `scorecard_column_missing`
 */
export function measureSegments(dataset: Dataset, document: SegmentedDocument): TrainingReport {
  const segments = segmentList(document);
  const counted = countSegments(dataset, document.tree);
  refuseSmall(
    counted.map((part, at) => ({ ...part, segment: segments[at]?.segment ?? part.segment })),
    LEAST,
  );
  const standIns = segments.map(() => 0);
  const learner = recipeLearner(document, (at) => {
    standIns[at] = (standIns[at] ?? 0) + 1;
  });
  const unseen = predictUnseen(dataset, foldsOf(dataset), learner);
  const [validation, ...bySegment] = validateUnseen(dataset, document, unseen) as [CrossValidatedReport, ...CrossValidatedReport[]];
  const reports = segments.map(({ segment, path, card }, at): SegmentReport => {
    // A tree of one leaf has no reports by segment: its rows are all rows.
    const own = bySegment[at] ?? validation;
    const found = { validation: own, characteristics: documentCharacteristics(card), warnings: [], standInFolds: standIns[at] ?? 0 };
    return { segment: segment ?? '', path, ...found };
  });
  return { validation, characteristics: [], warnings: [], segments: reports };
}

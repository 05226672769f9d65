import { type Column, type Dataset, takeRows } from '../../../intake/domain/columns.ts';
import { DomainError } from '../../../kernel/errors.ts';
import { type BuiltScorecard, buildScorecard, type TrainingOptions } from '../scorecard/build-scorecard.ts';
import { missingColumn } from '../scorecard/fit-model.ts';
import {
  type ScorecardDocument,
  SEGMENTED_TYPE,
  SEGMENTED_VERSION,
  type SegmentedDocument,
  sealSegmented,
} from '../scorecard/scorecard-document.ts';
import { pathLabel } from './condition-label.ts';
import { isLargeEnough, type SegmentLimits } from './segment-limits.ts';
import { assignLeaves, leavesOf, mapLeaves, rowsByLeaf, type SegmentTree } from './segment-tree.ts';

/** A segment with its card as it was built. */
export interface BuiltSegment {
  readonly segment: string;
  readonly label: string;
  readonly built: BuiltScorecard;
}

export interface BuiltSegments {
  readonly document: SegmentedDocument;
  readonly segments: readonly BuiltSegment[];
}

/** The column of a name. @throws {@link DomainError} `scorecard_column_missing` */
export function columnIn(columns: readonly Column[]): (name: string) => Column {
  const byName = new Map(columns.map((column) => [column.name, column]));
  return (name) => {
    const column = byName.get(name);
    if (column === undefined) throw missingColumn(name);
    return column;
  };
}

export interface SegmentRows {
  readonly segment: string;
  readonly label: string;
  readonly rows: Int32Array;
  readonly bads: number;
}

/** The rows of each leaf of `tree`. */
export function countSegments({ columns, target }: Pick<Dataset, 'columns' | 'target'>, tree: SegmentTree<unknown>): SegmentRows[] {
  const leaves = leavesOf(tree);
  const parts = rowsByLeaf(assignLeaves(tree, columnIn(columns), target.length), leaves.length);
  return leaves.map(({ path }, at) => {
    const rows = parts[at] as Int32Array;
    const bads = rows.reduce((total, row) => total + (target[row] as number), 0);
    return { segment: `S${at + 1}`, label: pathLabel(path), rows, bads };
  });
}

/** @throws {@link DomainError} `segment_too_small` with each segment that is smaller than `limits` */
export function refuseSmall(parts: readonly SegmentRows[], limits: SegmentLimits): void {
  const small = parts.filter(({ rows, bads }) => !isLargeEnough({ rows: rows.length, bads }, limits));
  const [first] = small;
  if (first === undefined) return;
  const told = ({ segment, label, rows, bads }: SegmentRows) => `Segment ${segment} (${label}) has ${rows.length} rows and ${bads} bads`;
  const least = `at least ${limits.minRows} rows, ${limits.minBads} bads and ${limits.minBads} goods are needed`;
  throw new DomainError('segment_too_small', 'unprocessable', `${told(first)}; ${least}.`, {
    params: { segment: first.segment, rows: first.rows.length, bads: first.bads },
    faults: small.map((part) => ({ pointer: `/segments (${part.segment})`, code: 'small', detail: `${told(part)}.` })),
  });
}

function buildSegment(
  { columns, target, datasetHash }: Pick<Dataset, 'columns' | 'target' | 'datasetHash'>,
  { segment, label, rows }: SegmentRows,
  options: TrainingOptions,
): BuiltSegment {
  const part = {
    columns: columns.map((column) => takeRows(column, rows)),
    target: Uint8Array.from(rows, (row) => target[row] as number),
    datasetHash,
  };
  try {
    return { segment, label, built: buildScorecard(part, { ...options, name: `${options.name} ${segment}` }) };
  } catch (cause) {
    if (!(cause instanceof DomainError)) throw cause;
    throw new DomainError('segment_untrainable', 'unprocessable', `Segment ${segment} (${label}) cannot have a card: ${cause.message}`, {
      params: { segment },
      faults: cause.faults,
      cause,
    });
  }
}

/** The cards with one set of grades, and with codes of reasons that mean the same characteristic in each. */
function unite(cards: readonly ScorecardDocument[]): ScorecardDocument[] {
  const names = [...new Set(cards.flatMap(({ characteristics }) => characteristics.map(({ name }) => name)))];
  const codes = new Map(names.map((name, at) => [name, `R${String(at + 1).padStart(2, '0')}`]));
  const lowest = cards.reduce((least, { grades }) => Math.min(least, grades.at(-1)?.minScore ?? least), Number.POSITIVE_INFINITY);
  return cards.map(({ seal: _, ...card }) => ({
    ...card,
    characteristics: card.characteristics.map((own) => ({ ...own, reason: codes.get(own.name) ?? own.reason })),
    grades: card.grades.map((grade, at) => (at === card.grades.length - 1 ? { ...grade, minScore: lowest } : grade)),
  }));
}

/**
 * Trains a card for each leaf of `tree`, all on one scale. Deterministic as `buildScorecard` is.
 * @throws {@link DomainError} `segment_too_small`, `segment_untrainable`, both naming the segment; `scorecard_column_missing`
 */
export function buildSegmented(
  dataset: Pick<Dataset, 'columns' | 'target' | 'datasetHash'>,
  tree: SegmentTree<unknown>,
  options: TrainingOptions,
  limits: SegmentLimits,
): BuiltSegments {
  const parts = countSegments(dataset, tree);
  refuseSmall(parts, limits);
  const built = parts.map((part) => buildSegment(dataset, part, options));
  const cards = unite(built.map((own) => own.built.document));
  const [first] = cards as [ScorecardDocument, ...ScorecardDocument[]];
  const { basePoints: _basePoints, ...scaling } = first.scaling;
  const bads = parts.reduce((total, part) => total + part.bads, 0);
  const document = sealSegmented({
    type: SEGMENTED_TYPE,
    version: SEGMENTED_VERSION,
    name: options.name,
    training: { ...first.training, rows: dataset.target.length, goods: dataset.target.length - bads, bads },
    scaling,
    grades: first.grades,
    tree: mapLeaves(tree, (_, at) => ({ segment: `S${at + 1}`, card: cards[at] as ScorecardDocument })),
  });
  const segments = built.map((own, at) => ({ ...own, built: { ...own.built, document: cards[at] as ScorecardDocument } }));
  return { document, segments };
}

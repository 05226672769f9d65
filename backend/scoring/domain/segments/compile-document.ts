import { type CellValue, type Column, rowCount, takeRows } from '../../../intake/domain/columns.ts';
import { type CompiledScorecard, compileScorecard, faultOfCell, refuseCells, type ScoredRow } from '../scorecard/compile-scorecard.ts';
import { missingColumn } from '../scorecard/fit-model.ts';
import { gradeAt, probabilityWad } from '../scorecard/scaling.ts';
import type { ScorecardDocument, ScoringDocument, Segment } from '../scorecard/scorecard-document.ts';
import { inputsOf, kindOfTest, segmentList, segmentsOf } from './scoring-document.ts';
import { assignLeaves, type Condition, mapLeaves, rowsByLeaf, type SegmentTree, sideOf } from './segment-tree.ts';

export type Row = Readonly<Record<string, CellValue | undefined>>;

export interface CompiledDocument extends CompiledScorecard {
  scoreRow(row: Row): ScoredRow & { readonly segment: string | null };
}

/**
 * The leaf of one row.
 * @throws {@link DomainError} `scorecard_input_invalid` when an attribute that is asked for does not fit
 */
function leafOfRow<Leaf>(tree: SegmentTree<Leaf>, row: Row): Leaf {
  let node = tree;
  while (!('leaf' in node)) {
    const { test } = node;
    const cell = row[test.attribute];
    const fault = faultOfCell(kindOfTest(test), test.attribute, cell);
    if (fault !== null) refuseCells([fault]);
    node = node[sideOf(test, cell ?? null)];
  }
  return node.leaf;
}

/** The segment of one row, with the conditions that lead to it. @throws {@link DomainError} `scorecard_input_invalid` */
export function segmentOfRow(document: ScoringDocument, row: Row): Segment & { readonly path: readonly Condition[] } {
  const segments = segmentList(document);
  const place = leafOfRow(
    mapLeaves(segmentsOf(document), (_, at) => at),
    row,
  );
  return segments[place] as Segment & { readonly path: readonly Condition[] };
}

/** Place of the segment of each row. @throws {@link DomainError} `scorecard_column_missing`, `column_kind_mismatch` */
export function placesOf(document: ScoringDocument, columns: readonly Column[]): Uint8Array {
  const byName = new Map(columns.map((column) => [column.name, column]));
  const columnOf = (name: string): Column => {
    const column = byName.get(name);
    if (column === undefined) throw missingColumn(name);
    return column;
  };
  const rows = Math.min(...inputsOf(document).map(({ name }) => rowCount(columnOf(name))));
  return assignLeaves(segmentsOf(document), columnOf, rows);
}

function scoreSegments(document: ScoringDocument, cards: readonly CompiledScorecard[], columns: readonly Column[]): Int32Array {
  const places = placesOf(document, columns);
  const scores = new Int32Array(places.length);
  const parts = rowsByLeaf(places, cards.length);
  segmentList(document).forEach(({ card }, leaf) => {
    const rows = parts[leaf] as Int32Array;
    const names = new Set(card.characteristics.map(({ name }) => name));
    const own = columns.filter(({ name }) => names.has(name)).map((column) => takeRows(column, rows));
    (cards[leaf] as CompiledScorecard).scoreColumns(own).forEach((score, at) => {
      scores[rows[at] as number] = score;
    });
  });
  return scores;
}

/** Makes the scorers of a valid document, of one card or of several; all add the same whole points. */
export function compileDocument(document: ScoringDocument): CompiledDocument {
  const segments = segmentList(document);
  const tree: SegmentTree<Segment> = segmentsOf(document);
  const cards = segments.map(({ card }) => compileScorecard(card));
  const cardOf = new Map<ScorecardDocument, CompiledScorecard>(segments.map(({ card }, at) => [card, cards[at] as CompiledScorecard]));
  const [only] = cards;
  return {
    gradeOf: (score) => gradeAt(document.grades, score),
    pdWadOf: (score) => probabilityWad(document.scaling, score),
    scoreColumns: (columns) =>
      only !== undefined && cards.length === 1 ? only.scoreColumns(columns) : scoreSegments(document, cards, columns),
    scoreRow(row) {
      const { segment, card } = leafOfRow(tree, row);
      return { ...(cardOf.get(card) as CompiledScorecard).scoreRow(row), segment };
    },
  };
}

import { type CellValue, type Column, rowCount } from '../../../intake/domain/columns.ts';
import { DomainError, type FieldFault } from '../../../kernel/errors.ts';
import { type BinLookup, bindColumn, buildLookup, lookUp } from '../binning/bin-lookup.ts';
import { binLabel } from '../binning/bins.ts';
import { missingColumn } from './fit-model.ts';
import { gradeAt, probabilityWad } from './scaling.ts';
import type { DocumentBin, DocumentCharacteristic, ScorecardDocument } from './scorecard-document.ts';

/** Reasons given for one score. */
export const MAX_REASONS = 4;
/** Rows scored before the next column is read: sums stay in the first-level cache. */
const CHUNK_ROWS = 512;

/** What one characteristic gave. */
export interface AttributePoints {
  readonly characteristic: string;
  readonly attribute: string;
  readonly value: string;
  readonly points: number;
  /** Most points that any attribute seen in training gives. */
  readonly bestPoints: number;
  readonly woe: number;
}

export interface Reason {
  readonly code: string;
  readonly characteristic: string;
  readonly pointsLost: number;
  /** What the points are lost against: the best attribute of a card, or, where it says so, the mean customer of another model. */
  readonly against?: 'mean';
}

export interface ScoredRow {
  readonly score: number;
  readonly grade: string;
  readonly pdWad: bigint;
  readonly basePoints: number;
  readonly points: readonly AttributePoints[];
  /** Up to {@link MAX_REASONS}, most points lost first. */
  readonly reasons: readonly Reason[];
}

export interface CompiledScorecard {
  /** Scores of all rows. @throws {@link DomainError} `scorecard_column_missing`, `column_kind_mismatch` */
  scoreColumns(columns: readonly Column[]): Int32Array;
  /** Score of one row with its points and reasons. @throws {@link DomainError} `scorecard_input_invalid` */
  scoreRow(row: Readonly<Record<string, CellValue | undefined>>): ScoredRow;
  gradeOf(score: number): string;
  pdWadOf(score: number): bigint;
}

interface CompiledCharacteristic {
  readonly source: DocumentCharacteristic;
  readonly points: BinLookup;
  /** Place of the value's bin among `source.bins`. */
  readonly places: BinLookup;
  readonly bestPoints: number;
}

function compileCharacteristic(source: DocumentCharacteristic): CompiledCharacteristic {
  const seen = source.bins.filter((bin) => bin.goods + bin.bads > 0);
  const build = (values: readonly number[]) => buildLookup(source.name, source.kind, source.bins, values);
  return {
    source,
    points: build(source.bins.map((bin) => bin.points)),
    places: build([...source.bins.keys()]),
    bestPoints: Math.max(...seen.map((bin) => bin.points)),
  };
}

/** What is wrong with a cell for an input of `kind`; null is a missing value. */
export function faultOfCell(kind: 'numeric' | 'categorical', name: string, cell: CellValue | undefined): FieldFault | null {
  const pointer = `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  if (cell === undefined) return { pointer, code: 'required', detail: `${name} is not given; null means missing.` };
  if (cell === null) return null;
  if (kind === 'numeric' && (typeof cell !== 'number' || !Number.isFinite(cell)))
    return { pointer, code: 'type', detail: `${name} is not a finite number.` };
  if (kind === 'categorical' && typeof cell !== 'string') return { pointer, code: 'type', detail: `${name} is not text.` };
  return null;
}

function pointsFor({ source, places, bestPoints }: CompiledCharacteristic, cell: CellValue): AttributePoints {
  const bin = source.bins[lookUp(places, cell)] as DocumentBin;
  return {
    characteristic: source.name,
    attribute: binLabel(bin),
    value: cell === null ? '' : String(cell),
    points: bin.points,
    bestPoints,
    woe: bin.woe,
  };
}

/** Characteristics by points lost against their best attribute; equal losses keep the order of the card. */
function reasonsFor(characteristics: readonly CompiledCharacteristic[], points: readonly AttributePoints[]): Reason[] {
  return points
    .map((given, index) => ({
      code: (characteristics[index] as CompiledCharacteristic).source.reason,
      characteristic: given.characteristic,
      pointsLost: given.bestPoints - given.points,
    }))
    .filter((reason) => reason.pointsLost > 0)
    .sort((left, right) => right.pointsLost - left.pointsLost)
    .slice(0, MAX_REASONS);
}

/** Makes the scorers of a valid document; both add the same whole points. */
export function compileScorecard(document: ScorecardDocument): CompiledScorecard {
  const characteristics = document.characteristics.map(compileCharacteristic);
  const { basePoints } = document.scaling;
  const gradeOf = (score: number) => gradeAt(document.grades, score);
  const pdWadOf = (score: number) => probabilityWad(document.scaling, score);
  return {
    gradeOf,
    pdWadOf,
    scoreColumns(columns) {
      const byName = new Map(columns.map((column) => [column.name, column]));
      const needed = characteristics.map(({ source }) => byName.get(source.name) ?? raise(missingColumn(source.name)));
      const adders = characteristics.map(({ points }, place) => bindColumn(points, needed[place] as Column));
      const rows = Math.min(...needed.map(rowCount));
      const scores = new Int32Array(rows);
      const sums = new Float64Array(CHUNK_ROWS);
      for (let start = 0; start < rows; start += CHUNK_ROWS) {
        const end = Math.min(rows, start + CHUNK_ROWS);
        sums.fill(basePoints);
        for (const add of adders) add(sums, start, end);
        scores.set(end - start === CHUNK_ROWS ? sums : sums.subarray(0, end - start), start);
      }
      return scores;
    },
    scoreRow(row) {
      const faults = characteristics
        .map(({ source }) => faultOfCell(source.kind, source.name, row[source.name]))
        .filter((fault) => fault !== null);
      refuseCells(faults);
      const points = characteristics.map((characteristic) => pointsFor(characteristic, row[characteristic.source.name] ?? null));
      const score = points.reduce((total, given) => total + given.points, basePoints);
      return { score, grade: gradeOf(score), pdWad: pdWadOf(score), basePoints, points, reasons: reasonsFor(characteristics, points) };
    },
  };
}

/** @throws {@link DomainError} `scorecard_input_invalid` */
export function refuseCells(faults: readonly FieldFault[]): void {
  if (faults.length > 0) throw new DomainError('scorecard_input_invalid', 'invalid', 'The row does not fit the scorecard.', { faults });
}

function raise(error: Error): never {
  throw error;
}

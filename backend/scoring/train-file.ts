import { type Column, takeRows } from '../intake/domain/columns.ts';
import { type Finding, findingsOf } from '../intake/domain/data-profile.ts';
import { PARTS, type PartName, splitRows } from '../intake/domain/split-rows.ts';
import { findTarget } from '../intake/find-target.ts';
import { hashData } from '../intake/hash-data.ts';
import { loadColumns } from '../intake/load-columns.ts';
import { type DataFile, openDataFile, refuseUnknown } from '../intake/open-data-file.ts';
import { profileData } from '../intake/profile-data.ts';
import { DomainError } from '../kernel/errors.ts';
import { sqlText } from '../kernel/sql-quote.ts';
import type { Warehouse } from '../platform/warehouse/warehouse.ts';
import { buildScorecard, DEFAULT_MODEL, DEFAULT_TRAINING } from './domain/scorecard/build-scorecard.ts';
import { compileScorecard } from './domain/scorecard/compile-scorecard.ts';
import { crossValidate, stratifiedFolds } from './domain/cross-validation.ts';
import type { ScalingOptions } from './domain/scorecard/scaling.ts';
import type { ScorecardDocument } from './domain/scorecard/scorecard-document.ts';
import { type Measures, measureScores } from './measure-scores.ts';

export interface TrainFileOrder {
  readonly path: string;
  readonly name: string;
  readonly target: string;
  /** Value of the target that means bad; it has to be 0 and 1 without. */
  readonly bad?: string;
  /** Columns that stay out of the model. */
  readonly exclude: readonly string[];
  readonly asText: readonly string[];
  /** Numbers that are codes in every column. */
  readonly specials: readonly number[];
  readonly scaling: ScalingOptions;
  readonly split: SplitOrder;
}

export interface SplitOrder {
  readonly testShare: number;
  readonly seed: number;
  /** Column whose rows of one value stay together, such as the customer's number. */
  readonly groupColumn?: string;
  /** Column of dates, and the first day (YYYY-MM-DD) that is out of time. */
  readonly later?: { readonly column: string; readonly from: string };
}

export interface TrainedFile {
  readonly document: ScorecardDocument;
  /** Columns that were left out by themselves, and why. */
  readonly leftOut: readonly Finding[];
  readonly warnings: readonly Finding[];
  readonly crossValidation: { readonly auc: number; readonly aucSd: number; readonly ks: number; readonly gini: number };
  /** The card on its training rows, and on those that it had not seen. */
  readonly parts: readonly (Measures & { readonly part: PartName })[];
}

/** Findings that leave a column out by themselves; an error has to be dealt with by a person. */
const LEFT_OUT = new Set(['type_unusable', 'empty', 'constant', 'levels_many', 'date', 'duplicate']);
const FOLDS = 5;

/**
 * Trains a scorecard on a file.
 * @throws {@link DomainError} what reading a file and its target throws, `data_faulty` with each column that needs a decision,
 * `data_part_empty`, and what training throws
 */
export async function trainFile(warehouse: Warehouse, order: TrainFileOrder): Promise<TrainedFile> {
  const file = await openDataFile(warehouse, order.path, order.asText);
  const { groupColumn, later } = order.split;
  const aside = [order.target, ...(groupColumn === undefined ? [] : [groupColumn]), ...(later === undefined ? [] : [later.column])];
  refuseUnknown(
    order.path,
    file.columns.map(({ name }) => name),
    [...order.exclude, ...aside],
  );
  const target = await findTarget(warehouse, file, order.target, order.bad);
  const candidates = file.columns.filter(({ name }) => !order.exclude.includes(name) && !aside.includes(name));
  const profiles = await profileData(warehouse, { ...file, columns: candidates }, target);
  const findings = profiles.flatMap((profile) => findingsOf(profile, file.rows));
  refuseFaulty(order.path, findings);
  const leftOut = findings.filter(({ code }) => LEFT_OUT.has(code));
  const names = candidates.map(({ name }) => name).filter((name) => !leftOut.some(({ column }) => column === name));
  const columns = await loadColumns(warehouse, file, names);
  const [outcomes = new Float64Array()] = await warehouse.numbers(
    `SELECT CAST(${target.sql} AS DOUBLE) FROM data ORDER BY rowid`,
    file.rows,
  );
  const parts = await partRows(warehouse, file, order.split);
  const datasetHash = await hashData(warehouse, file);
  const taken = (part: PartName) => takePart(columns, outcomes, parts[part]);
  const train = taken('train');
  const model = { ...DEFAULT_MODEL, exclude: order.exclude, binning: { ...DEFAULT_MODEL.binning, specials: order.specials } };
  const { document } = buildScorecard({ ...train, datasetHash }, { ...DEFAULT_TRAINING, name: order.name, model, scaling: order.scaling });
  const { auc, aucSd, ks, gini } = crossValidate(train, stratifiedFolds(train.target, FOLDS, order.split.seed), model);
  const measured = PARTS.filter((part) => parts[part].length > 0).map((part) => {
    const { columns: own, target: known } = taken(part);
    return { part, ...measureScores(document, compileScorecard(document).scoreColumns(own), known) };
  });
  return {
    document,
    leftOut,
    warnings: findings.filter(({ code }) => !LEFT_OUT.has(code)),
    crossValidation: { auc, aucSd, ks, gini },
    parts: measured,
  };
}

function refuseFaulty(path: string, findings: readonly Finding[]): void {
  const faults = findings
    .filter(({ severity }) => severity === 'error')
    .map(({ column, row, code, detail }) => ({
      pointer: row === null ? column : `row ${row}/${column}`,
      code,
      detail: `${column} ${detail}.`,
    }));
  if (faults.length > 0)
    throw new DomainError('data_faulty', 'unprocessable', `${path} has columns that need a decision: correct them or leave them out.`, {
      faults,
    });
}

function takePart(columns: readonly Column[], outcomes: Float64Array, rows: Int32Array) {
  return { columns: columns.map((column) => takeRows(column, rows)), target: Uint8Array.from(rows, (row) => outcomes[row] ?? 0) };
}

async function partRows(warehouse: Warehouse, file: DataFile, split: SplitOrder): Promise<Record<PartName, Int32Array>> {
  const { testShare, seed, groupColumn, later } = split;
  const sqlOf = (name: string) => file.columns.find((column) => column.name === name)?.sql ?? '';
  const groups =
    groupColumn === undefined
      ? null
      : await warehouse.texts(`SELECT CAST(${sqlOf(groupColumn)} AS VARCHAR) FROM data ORDER BY rowid`, file.rows);
  const isLater = later === undefined ? null : await laterRows(warehouse, file, { ...later, sql: sqlOf(later.column) });
  const parts = splitRows(file.rows, { testShare, seed, groups, isLater });
  const rowsOf = (wanted: PartName) => Int32Array.from(parts.flatMap((part, row) => (part === wanted ? [row] : [])));
  const rows = { train: rowsOf('train'), test: rowsOf('test'), outOfTime: rowsOf('outOfTime') };
  for (const [part, isWanted] of [
    ['train', true],
    ['test', testShare > 0],
    ['outOfTime', later !== undefined],
  ] as const)
    if (isWanted && rows[part].length === 0)
      throw new DomainError('data_part_empty', 'unprocessable', `No row of ${file.path} falls into the part ${part}.`);
  return rows;
}

async function laterRows(warehouse: Warehouse, file: DataFile, later: { column: string; from: string; sql: string }): Promise<boolean[]> {
  const cut = `TRY_CAST(${sqlText(later.from)} AS TIMESTAMP)`;
  const date = `TRY_CAST(CAST(${later.sql} AS VARCHAR) AS TIMESTAMP)`;
  const [flags = new Float64Array()] = await warehouse.numbers(
    `SELECT CAST(${date} >= ${cut} AS DOUBLE) FROM data ORDER BY rowid`,
    file.rows,
  );
  const unknown = flags.findIndex(Number.isNaN);
  if (unknown >= 0)
    throw new DomainError(
      'data_date_missing',
      'unprocessable',
      `Column ${later.column} of ${file.path} holds no date in row ${unknown + 1}, or ${later.from} is none.`,
    );
  return Array.from(flags, (flag) => flag === 1);
}

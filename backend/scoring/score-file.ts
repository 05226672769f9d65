import { mkdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { csvSource, fileSql, formatOf, parquetColumns, readAsCsv, refuseUnknown } from '../intake/open-data-file.ts';
import { isMissingWordSql, numberSql, parsedNumberSql, storedKind, textSql } from '../intake/read-rules.ts';
import { DomainError } from '../kernel/errors.ts';
import { sqlName, sqlText } from '../kernel/sql-quote.ts';
import { openWarehouse, type Warehouse } from '../platform/warehouse/warehouse.ts';
import { scoreFileSql } from './domain/export/score-file-sql.ts';
import { inputsOf } from './domain/model-file/model-form.ts';
import { type StoredModel, storedCard } from './domain/model-file/read-model.ts';
import { missingColumn } from './domain/scorecard/fit-model.ts';
import type { ScoringDocument } from './domain/scorecard/scorecard-document.ts';
import { predictPart, requireReasons } from './predict-part.ts';
import { hashFile, type Manifest, readManifest, runDiffers, settleFile, writeWhole } from './score-file-manifest.ts';

export interface ScoreFileOrder {
  readonly input: string;
  /** Parquet file to write; `<output>.parts` holds the work until it is whole, `<output>.manifest.json` says what it is. */
  readonly output: string;
  /** Cards, which are scored by their SQL, or any other model, which predicts part by part. */
  readonly document: ScoringDocument | StoredModel;
  /** Columns that go on to the output, such as the customer's number. */
  readonly keep: readonly string[];
  readonly withReasons: boolean;
  /** Rows of one part: what a killed run loses at most. */
  readonly partRows: number;
  readonly memoryMegabytes: number;
}

/** Columns of the output beside the kept ones. */
const RESULTS = ['score', 'grade', 'pd', 'reasons'];

export type ScoreFileStage = 'read' | 'check' | 'score' | 'join';

export interface ScoreFileProgress {
  readonly stage: ScoreFileStage;
  readonly rows: number;
  readonly total: number;
  readonly rowsPerSecond: number;
  /** Of this stage. */
  readonly secondsLeft: number;
}

export interface ScoreFileResult {
  readonly rows: number;
  /** Rows that an earlier run of the same order had scored. */
  readonly resumedRows: number;
  readonly scorecard: string;
  readonly sha256: string;
  readonly stages: readonly { readonly stage: ScoreFileStage; readonly seconds: number; readonly rowsPerSecond: number }[];
}

interface Run {
  readonly order: ScoreFileOrder;
  readonly model: StoredModel;
  readonly folder: string;
  readonly warehouse: Warehouse;
  readonly report: (progress: ScoreFileProgress) => void;
  /** Parquet file to score: the input, or what a CSV file was turned into. */
  readonly source: string;
}

/**
 * Scores a CSV or Parquet file into a Parquet file, part by part. A part is written under a temporary name, renamed and entered
 * with its hash in the manifest, so a run that was killed goes on where it stopped; the same order gives the same rows in the
 * same order.
 * @throws {@link DomainError} what reading a file throws, `scorecard_column_missing`, `data_column_unusable`, `column_kind_mismatch`,
 * `scoring_run_differs`, `warehouse_busy`, `model_reasons_unavailable`
 */
export async function scoreFile(order: ScoreFileOrder, report: (progress: ScoreFileProgress) => void): Promise<ScoreFileResult> {
  const taken = order.keep.find((name) => RESULTS.includes(name.toLowerCase()));
  if (taken !== undefined)
    throw new DomainError('data_column_duplicate', 'invalid', `Column ${taken} cannot be kept: the output has a column of that name.`);
  const model = 'form' in order.document ? order.document : storedCard(order.document);
  if (order.withReasons) requireReasons(model.form);
  const format = await formatOf(order.input);
  const folder = `${order.output}.parts`;
  await mkdir(folder, { recursive: true }).catch((cause: unknown) => {
    throw new DomainError('file_unwritable', 'invalid', `${folder} cannot be made; check the path and its permissions.`, { cause });
  });
  const warehouse = await openWarehouse({ folder: join(folder, 'warehouse'), memoryMegabytes: order.memoryMegabytes });
  const source = format === 'csv' ? join(folder, 'input.parquet') : order.input;
  const result = await scoreIn({ order, model, folder, warehouse, report, source }, format).finally(() => warehouse.close());
  await rm(folder, { recursive: true });
  return result;
}

async function scoreIn(run: Run, format: 'csv' | 'parquet'): Promise<ScoreFileResult> {
  const clock = stopwatch();
  const begun = await begin(run, format);
  const { rows, scorecard } = begun;
  clock.lap('read', rows);
  const inputs = await checkInputs(run, rows);
  clock.lap('check', rows);
  const { manifest, resumedRows } = await scoreParts(run, begun, inputs);
  clock.lap('score', rows - resumedRows);
  const sha256 = await joinParts(run, manifest);
  clock.lap('join', rows);
  return { rows, resumedRows, scorecard, sha256, stages: clock.laps };
}

function stopwatch() {
  const laps: { stage: ScoreFileStage; seconds: number; rowsPerSecond: number }[] = [];
  let from = performance.now();
  return {
    laps,
    lap(stage: ScoreFileStage, rows: number) {
      const now = performance.now();
      const seconds = (now - from) / 1000;
      laps.push({ stage, seconds, rowsPerSecond: Math.round(rows / Math.max(seconds, 1e-3)) });
      from = now;
    },
  };
}

/** The manifest of this run, new or gone on with; a CSV file becomes Parquet first, since only that can be read from the middle. */
async function begin({ order, model, folder, warehouse, source, report }: Run, format: 'csv' | 'parquet'): Promise<Manifest> {
  const path = join(folder, 'manifest.json');
  const found = await readManifest(path);
  const wanted = {
    type: 'CredenceScoring' as const,
    version: 1 as const,
    scorecard: model.hash,
    input: await hashFile(order.input),
    keep: [...order.keep],
    withReasons: order.withReasons,
    partRows: order.partRows,
  };
  if (found !== null) {
    const { rows: _rows, parts: _parts, ...earlier } = found;
    const other = Object.entries(wanted).find(
      ([name, value]) => JSON.stringify(value) !== JSON.stringify(Object.entries(earlier).find(([key]) => key === name)?.[1]),
    );
    if (other !== undefined) throw runDiffers(folder, `another ${other[0]}`);
    return found;
  }
  if (format === 'csv') await turnIntoParquet(warehouse, order.input, source);
  const columns = await parquetColumns(warehouse, source);
  const names = columns.map(({ name }) => name);
  const missing = inputsOf(model.form).find(({ name }) => !names.includes(name));
  if (missing !== undefined) throw missingColumn(missing.name);
  refuseUnknown(order.input, names, order.keep);
  const [counted] = await warehouse.rows(`SELECT count(*) AS rows FROM read_parquet(${fileSql(source)})`);
  const rows = Number(counted?.['rows']);
  if (rows === 0) throw new DomainError('data_file_empty', 'invalid', `${order.input} has no rows.`);
  report({ stage: 'read', rows, total: rows, rowsPerSecond: 0, secondsLeft: 0 });
  const manifest = { ...wanted, rows, parts: [] };
  await writeWhole(path, JSON.stringify(manifest));
  return manifest;
}

async function turnIntoParquet(warehouse: Warehouse, input: string, output: string): Promise<void> {
  const { names, source } = await csvSource(input);
  const texts = names.map((name, place) => `${textSql(`c${place}`)} AS ${sqlName(name)}`).join(', ');
  await readAsCsv(input, () => warehouse.run(`COPY (SELECT ${texts} FROM ${source}) TO ${sqlText(`${output}.tmp`)} (FORMAT parquet)`));
  await settleFile(output);
}

/** How each attribute is read, after every cell that the model needs was found to be readable. */
async function checkInputs({ model, warehouse, source, report }: Run, rows: number): Promise<string[]> {
  const types = new Map((await parquetColumns(warehouse, source)).map(({ name, type }) => [name, type]));
  const checks: string[] = [];
  const read = inputsOf(model.form);
  const inputs = read.map(({ name, kind }, place) => {
    const type = types.get(name) ?? '';
    const column = sqlName(name);
    const stored = storedKind(type);
    if (kind === 'categorical') {
      if (stored !== 'text' && !/INT/.test(type)) throw kindMismatch(name, 'text', type);
      return textSql(column);
    }
    if (stored === 'date' || stored === 'unusable') throw kindMismatch(name, 'numbers', type);
    const value = numberSql(column, type);
    const text = textSql(column);
    const isStray =
      stored === 'text' ? `(${text} IS NOT NULL AND NOT (${isMissingWordSql(text)}) AND (${parsedNumberSql(text)}) IS NULL) OR ` : '';
    checks.push(`min(CASE WHEN ${isStray}isinf(${value}) THEN file_row_number END) AS bad${place}`);
    return value;
  });
  if (checks.length > 0) {
    const [found = {}] = await warehouse.rows(`SELECT ${checks.join(', ')} FROM read_parquet(${fileSql(source)}, file_row_number = true)`);
    read.forEach(({ name }, place) => {
      const row = found[`bad${place}`];
      if (typeof row === 'number')
        throw new DomainError(
          'data_column_unusable',
          'unprocessable',
          `Column ${name} holds no finite number in row ${row + 1}; correct it.`,
          {
            params: { column: name, row: row + 1 },
          },
        );
    });
  }
  report({ stage: 'check', rows, total: rows, rowsPerSecond: 0, secondsLeft: 0 });
  return inputs;
}

function kindMismatch(name: string, wanted: string, type: string): DomainError {
  return new DomainError(
    'column_kind_mismatch',
    'unprocessable',
    `The model takes ${wanted} in column ${name}, and it is of type ${type}.`,
    {
      params: { column: name },
    },
  );
}

/** Scores what no earlier run has scored whole. */
async function scoreParts(run: Run, begun: Manifest, inputs: readonly string[]): Promise<{ manifest: Manifest; resumedRows: number }> {
  const { order, model, folder, warehouse, source, report } = run;
  const kept: Manifest['parts'] = [];
  for (const part of begun.parts) if ((await hashFile(join(folder, part.name)).catch(() => '')) === part.sha256) kept.push(part);
  const resumedRows = kept.reduce((sum, part) => sum + part.rows, 0);
  let manifest = { ...begun, parts: kept };
  const started = performance.now();
  let scored = 0;
  for (let first = 0; first < begun.rows; first += order.partRows) {
    if (manifest.parts.some((part) => part.first === first)) continue;
    const rows = Math.min(order.partRows, begun.rows - first);
    const name = `part-${String(first / order.partRows).padStart(6, '0')}.parquet`;
    const path = join(folder, name);
    const from = `read_parquet(${fileSql(source)}, file_row_number = true) WHERE file_row_number >= ${first} AND file_row_number < ${first + rows}`;
    const { keep, withReasons } = order;
    const { form } = model;
    if (form.kind === 'scorecard') {
      const query = scoreFileSql({ document: form.document, keep, withReasons, inputs, from });
      await warehouse.run(`COPY (${query}) TO ${sqlText(`${path}.tmp`)} (FORMAT parquet)`);
    } else await predictPart(warehouse, { form, keep, withReasons, inputs, from, rows }, path);
    await settleFile(path);
    const parts = [...manifest.parts, { name, first, rows, sha256: await hashFile(path) }].sort((left, right) => left.first - right.first);
    manifest = { ...manifest, parts };
    await writeWhole(join(folder, 'manifest.json'), JSON.stringify(manifest));
    scored += rows;
    const rowsPerSecond = scored / ((performance.now() - started) / 1000);
    const done = resumedRows + scored;
    report({
      stage: 'score',
      rows: done,
      total: begun.rows,
      rowsPerSecond: Math.round(rowsPerSecond),
      secondsLeft: (begun.rows - done) / rowsPerSecond,
    });
  }
  return { manifest, resumedRows };
}

/** Puts the parts into one file, and says beside it what it is. */
async function joinParts({ order, folder, warehouse, report }: Run, manifest: Manifest): Promise<string> {
  const files = manifest.parts.map((part) => fileSql(join(folder, part.name))).join(', ');
  await warehouse.run(`COPY (SELECT * FROM read_parquet([${files}])) TO ${sqlText(`${order.output}.tmp`)} (FORMAT parquet)`);
  await settleFile(order.output);
  const sha256 = await hashFile(order.output);
  await writeWhole(
    `${order.output}.manifest.json`,
    JSON.stringify({ ...manifest, output: { name: basename(order.output), sha256 } }, null, 2),
  );
  report({ stage: 'join', rows: manifest.rows, total: manifest.rows, rowsPerSecond: 0, secondsLeft: 0 });
  return sha256;
}

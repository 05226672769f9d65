import { open, rm } from 'node:fs/promises';
import { categoricalColumn, type Column } from '../intake/domain/columns.ts';
import { fileSql } from '../intake/open-data-file.ts';
import { DomainError } from '../kernel/errors.ts';
import { sqlName, sqlText } from '../kernel/sql-quote.ts';
import type { Warehouse } from '../platform/warehouse/warehouse.ts';
import { compileForm, inputsOf, kindOfForm, type ModelForm, treesOf } from './domain/model-file/model-form.ts';
import { treeReasons } from './domain/model-file/score-row.ts';

export interface PartToPredict {
  readonly form: ModelForm;
  /** Columns of the input that go on to the output. */
  readonly keep: readonly string[];
  /** Also the columns that made each row riskier, by exact Shapley values. */
  readonly withReasons: boolean;
  /** How each input of the model is read from its column: a double or a text, NULL when missing. */
  readonly inputs: readonly string[];
  /** What to select from, with `file_row_number`. */
  readonly from: string;
  readonly rows: number;
}

/** Rows whose reasons are worked out at a time: each takes one number for each input. */
const ROWS_AT_ONCE = 10_000;

/**
 * Refuses reasons of a model that cannot give them.
 * @throws {@link DomainError} `model_reasons_unavailable`
 */
export function requireReasons(form: ModelForm): void {
  if (form.kind !== 'scorecard' && treesOf(form) === null) throw reasonsUnavailable(form);
}

export function reasonsUnavailable(form: ModelForm): DomainError {
  const calibrated = form.kind === 'calibrated' ? 'calibrated ' : '';
  return new DomainError(
    'model_reasons_unavailable',
    'unprocessable',
    `A ${calibrated}model of kind ${kindOfForm(form)} gives no reasons; cards do, and trees, calibrated or not.`,
  );
}

async function readInputs(warehouse: Warehouse, { form, inputs, from, rows }: PartToPredict): Promise<Column[]> {
  const columns: Column[] = [];
  for (const [place, { name, kind }] of inputsOf(form).entries()) {
    const sql = `SELECT ${inputs[place] ?? ''} FROM ${from} ORDER BY file_row_number`;
    if (kind === 'categorical') {
      const texts = await warehouse.texts(sql, rows);
      columns.push(
        categoricalColumn(
          name,
          texts.map((text) => (text === '' ? null : text)),
        ),
      );
    } else {
      const [values = new Float64Array()] = await warehouse.numbers(sql, rows);
      columns.push({ kind: 'numeric', name, values });
    }
  }
  return columns;
}

function reasonsOf(form: ModelForm, columns: readonly Column[], rows: number): string[] {
  return (treeReasons(form, columns, rows) ?? []).map((reasons) => reasons.map(({ column }) => column).join(','));
}

function sliceColumn(column: Column, start: number, end: number): Column {
  return column.kind === 'numeric'
    ? { ...column, values: column.values.subarray(start, end) }
    : { ...column, codes: column.codes.subarray(start, end) };
}

/** Quoted for CSV. */
function cell(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}

/** Writes place, probability to six decimals and reasons of each row, beside each other. */
async function writePredictions(path: string, part: PartToPredict, columns: readonly Column[]): Promise<void> {
  const { form, rows, withReasons } = part;
  const probabilities = compileForm(form).predict(columns, rows);
  const file = await open(path, 'w');
  try {
    for (let start = 0; start < rows; start += ROWS_AT_ONCE) {
      const end = Math.min(rows, start + ROWS_AT_ONCE);
      const own = columns.map((column) => sliceColumn(column, start, end));
      const reasons = withReasons ? reasonsOf(form, own, end - start) : [];
      const lines = Array.from(probabilities.subarray(start, end), (probability, at) => {
        const place = start + at;
        return `${place},${probability.toFixed(6)}${withReasons ? `,${cell(reasons[at] ?? '')}` : ''}\n`;
      });
      await file.appendFile(lines.join(''));
    }
  } finally {
    await file.close();
  }
}

/**
 * Predicts one part of a file by a model that has no SQL, and writes it as Parquet under a temporary name.
 * @throws {@link DomainError} `warehouse_failed`
 */
export async function predictPart(warehouse: Warehouse, part: PartToPredict, path: string): Promise<void> {
  const { keep, withReasons, from } = part;
  const columns = await readInputs(warehouse, part);
  const predictions = `${path}.csv`;
  await writePredictions(predictions, part, columns);
  const types = `{'place': 'BIGINT', 'pd': 'DOUBLE'${withReasons ? ", 'reasons': 'VARCHAR'" : ''}}`;
  const said = `read_csv(${fileSql(predictions)}, header = false, auto_detect = false, delim = ',', quote = '"', columns = ${types})`;
  const kept = keep.map((name) => `r.${sqlName(name)}`);
  const results = ['p.pd AS pd', ...(withReasons ? ["coalesce(p.reasons, '') AS reasons"] : [])];
  const rows = `SELECT *, row_number() OVER (ORDER BY file_row_number) - 1 AS credence_place FROM ${from}`;
  const query = `SELECT ${[...kept, ...results].join(', ')} FROM (${rows}) AS r JOIN ${said} AS p ON p.place = r.credence_place ORDER BY p.place`;
  await warehouse.run(`COPY (${query}) TO ${sqlText(`${path}.tmp`)} (FORMAT parquet)`);
  await rm(predictions);
}

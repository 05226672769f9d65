import { type Command, InvalidArgumentError } from 'commander';
import { DomainError } from '../../../kernel/errors.ts';
import { type RiskedRow, scoreRowBy } from '../../../scoring/domain/model-file/score-row.ts';
import { scoreFile } from '../../../scoring/score-file.ts';
import type { CellValue } from '../../../intake/domain/columns.ts';
import { renderRecord, renderTable } from '../output.ts';
import type { Register } from '../program.ts';
import { readInput } from '../read-input.ts';
import { stageTable } from './model-tables.ts';
import { addModelFile, chosenModel, ENGINE_MEGABYTES, jsonOf, names, tellProgress, within } from './model-options.ts';

const ROW_BYTES_MAX = 1024 * 1024;

/** `credence model score`: a file of rows by a model of any kind. */
export function addScore(model: Command, register: Register): void {
  const score = addModelFile(
    model
      .command('score')
      .description('score a file into a Parquet file; a run that was interrupted goes on when it is started again')
      .argument('<file>', 'CSV or Parquet file'),
  )
    .requiredOption('--out <file>', 'Parquet file of the scores')
    .option('--keep <columns>', 'comma-separated columns to carry over, such as id', names, [])
    .option('--reasons', 'also the reasons: codes of a card, or the columns of trees by exact Shapley values')
    .option('--part-rows <n>', 'rows that an interrupted run loses at most', within(1, 10_000_000, true), 500_000);
  register(score, async (context) => {
    const { out, keep, reasons, partRows } = score.opts<{ out: string; keep: string[]; reasons?: boolean; partRows: number }>();
    const order = {
      input: score.args[0] ?? '',
      output: out,
      document: await chosenModel(score, context),
      keep,
      withReasons: reasons === true,
      partRows,
      memoryMegabytes: ENGINE_MEGABYTES,
    };
    const result = await scoreFile(order, tellProgress(context));
    context.output.answer(result, () => {
      const head = {
        rows: result.rows,
        'scored before': result.resumedRows,
        model: result.scorecard,
        'SHA-256 of the file': result.sha256,
      };
      return `${renderRecord(head)}\n\n${stageTable(result.stages)}`;
    });
  });
}

/** `credence model score-row`: one row, given as JSON, by a model of any kind. */
export function addScoreRow(model: Command, register: Register): void {
  const score = addModelFile(
    model
      .command('score-row')
      .description('score one row by a model of any kind, with reasons where the model gives them')
      .argument('<row>', 'file with a JSON object of attributes, null for a missing one; - for standard input'),
  );
  register(score, async (context) => {
    const [path = ''] = score.args;
    const bytes = await readInput(path, context.stdin, ROW_BYTES_MAX);
    const { form, hash } = await chosenModel(score, context);
    const scored = scoreRowBy(form, rowOf(jsonOf(bytes, path), path));
    context.output.answer({ model: hash, ...scored }, () => rowText(hash, scored));
  });
}

function rowOf(value: unknown, path: string): Record<string, CellValue> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new DomainError('scorecard_input_invalid', 'invalid', `${path} holds no object of attributes.`);
  // What is neither text, number nor null becomes NaN, which the model refuses by name of its attribute.
  return Object.fromEntries(
    Object.entries(value).map(([name, cell]: [string, unknown]): [string, CellValue] => [
      name,
      typeof cell === 'string' || typeof cell === 'number' || cell === null ? cell : Number.NaN,
    ]),
  );
}

function rowText(hash: string, { probability, score, grade, segment, reasons }: RiskedRow): string {
  const head = {
    model: hash,
    'probability of a bad outcome': probability.toFixed(6),
    ...(score === null ? {} : { score, grade }),
    ...(segment === null ? {} : { segment }),
  };
  if (reasons === null) return `${renderRecord(head)}\n\nThis kind of model gives no reasons.`;
  const lines = reasons.map(({ column, code, value }) => [code ?? '', column, Number(value.toFixed(4))]);
  return `${renderRecord(head)}\n\n${renderTable(['reason', 'column', 'weight'], lines)}`;
}

/** A probability of a cut-off. */
export function probability(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value > 0 && value < 1)) throw new InvalidArgumentError('Expected a probability between 0 and 1.');
  return value;
}

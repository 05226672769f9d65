import { type Command, InvalidArgumentError } from 'commander';
import { type ExplainedScore, explainCardFile } from '../../../scoring/explain-card-file.ts';
import { type ExplainedFile, explainFile } from '../../../scoring/grow-file.ts';
import { renderTable } from '../output.ts';
import type { Register } from '../program.ts';
import { addModelFile, chosenModel, commandWarehouse, names } from './model-options.ts';

const SHOWN = 8;

/** `credence model explain`: exact Shapley values of a model of trees, or reasons and steps of a scorecard, for rows of a file. */
export function addExplain(model: Command, register: Register): void {
  const explain = addModelFile(
    model
      .command('explain')
      .description('why rows have the risk or the score that they have: exact Shapley values of trees, or reasons of a scorecard')
      .argument('<file>', 'CSV or Parquet file'),
  ).option('--rows <numbers>', 'comma-separated numbers of rows, from 1', rowNumbers, [1]);
  register(explain, async (context) => {
    const { rows } = explain.opts<{ rows: number[] }>();
    const [data = ''] = explain.args;
    const { form } = await chosenModel(explain, context);
    const warehouse = await commandWarehouse(context);
    if (form.kind === 'scorecard') {
      const explained = await explainCardFile(warehouse, form.document, data, rows);
      context.output.answer(explained, () => explained.rows.map(scoreText).join('\n\n'));
      return;
    }
    const explained = await explainFile(warehouse, form, data, rows);
    context.output.answer(explained, () => explainedText(explained));
  });
}

function scoreText({ row, score, grade, segment, conditions, reasons, waterfall }: ExplainedScore): string {
  const where = segment === null ? '' : `, segment ${segment} (${conditions})`;
  const lost = reasons.map(({ reason, wording, pointsLost }) => [wording.code ?? reason, wording.en, -pointsLost]);
  const steps = waterfall.steps.map((step) => [step.characteristic, step.points, (step.to - step.from).toFixed(1)]);
  return [
    `Row ${row}: score ${score}, grade ${grade}${where}; the mean there is ${waterfall.start.toFixed(1)}`,
    renderTable(['code', 'reason', 'points'], lost),
    '',
    renderTable(['characteristic', 'points', 'against the mean'], steps),
  ].join('\n');
}

function rowNumbers(text: string): number[] {
  return names(text).map((word) => {
    if (!/^[1-9]\d{0,8}$/.test(word.trim())) throw new InvalidArgumentError(`${word} is no number of a row.`);
    return Number(word);
  });
}

function explainedText({ base, scale, rows }: ExplainedFile): string {
  const unit = scale === 'log_odds' ? 'log-odds' : 'probability';
  return rows
    .map(({ row, probability, output, contributions }) => {
      const shown = contributions.slice(0, SHOWN).filter(({ value }) => value !== 0);
      const rest = contributions.slice(SHOWN).reduce((sum, { value }) => sum + value, 0);
      const lines = shown.map(({ column, cell, value }) => [column, cell ?? 'missing', value.toFixed(4)]);
      const others = contributions.length > SHOWN ? [['all others', '', rest.toFixed(4)]] : [];
      const head = `Row ${row}: probability of a bad outcome ${(probability * 100).toFixed(2)}%; ${unit} ${output.toFixed(4)}, of which ${base.toFixed(4)} is the mean`;
      return `${head}\n${renderTable(['column', 'value', `adds to ${unit}`], [...lines, ...others])}`;
    })
    .join('\n\n');
}

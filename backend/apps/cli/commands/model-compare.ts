import { type Command, InvalidArgumentError } from 'commander';
import { type ComparedFile, type ComparedModel, compareFile } from '../../../scoring/compare-file.ts';
import { type ClassifierKind, MODEL_KINDS } from '../../../scoring/domain/classifier.ts';
import { renderRecord, renderTable } from '../output.ts';
import type { Register } from '../program.ts';
import { addTarget, commandWarehouse, names, within } from './model-options.ts';
import { findingTable } from './model-tables.ts';

interface CompareOptions {
  readonly target: string;
  readonly bad?: string;
  readonly models: ClassifierKind[];
  readonly exclude: string[];
  readonly text: string[];
  readonly protected: string[];
  readonly approval: number;
  readonly folds: number;
  readonly seed: number;
}

/** `credence model compare`. */
export function addCompare(model: Command, register: Register): void {
  const compare = addTarget(
    model
      .command('compare')
      .description('learn models of several kinds on the same folds and test each against the first')
      .argument('<file>', 'CSV or Parquet file'),
    true,
  )
    .option('--models <kinds>', `comma-separated kinds, the champion first: ${MODEL_KINDS.join(', ')}`, kinds, [...MODEL_KINDS])
    .option('--exclude <columns>', 'comma-separated columns to leave out', names, [])
    .option('--text <columns>', 'comma-separated columns to read as text though they hold numbers', names, [])
    .option('--protected <columns>', 'attributes that no model may read; approvals are compared by their values', names, [])
    .option('--approval <share>', 'share of the rows that is approved when they are compared', within(0.01, 0.99), 0.7)
    .option('--folds <n>', 'folds', within(2, 100, true), 5)
    .option('--seed <n>', 'which rows are in which fold, and what is drawn', within(0, 2 ** 31 - 1, true), 1);
  register(compare, async (context) => {
    const { models, text, bad, ...options } = compare.opts<CompareOptions>();
    const order = { path: compare.args[0] ?? '', kinds: models, asText: text, ...(bad === undefined ? {} : { bad }), ...options };
    const compared = await compareFile(await commandWarehouse(context), order, (kind) => context.output.progress(`learning ${kind} ...`));
    context.output.answer(compared, () => comparedText(compared));
  });
}

function kinds(text: string): ClassifierKind[] {
  const wanted = names(text).map((name) => name.trim());
  const found = wanted.flatMap((name) => MODEL_KINDS.find((kind) => kind === name) ?? []);
  const unknown = wanted.find((name) => !MODEL_KINDS.some((kind) => kind === name));
  if (unknown !== undefined || found.length === 0)
    throw new InvalidArgumentError(`There is no kind ${unknown ?? text}; choose ${MODEL_KINDS.join(', ')}.`);
  if (new Set(found).size < found.length) throw new InvalidArgumentError('Name each kind once.');
  return found;
}

const figure = (value: number, digits = 4) => value.toFixed(digits);
const signed = (value: number) => `${value > 0 ? '+' : ''}${value.toFixed(4)}`;

function comparedText({ datasetHash, rows, bads, leftOut, warnings, models }: ComparedFile): string {
  const table = renderTable(
    ['model', 'AUC', 'sd', 'Gini', 'KS', 'H', 'Brier', 'log loss', 'to the first', 'p (folds)', 'p (DeLong)'],
    models.map(({ kind, mean, sd, test, delong }) => [
      kind,
      ...[mean.auc, sd.auc, mean.gini, mean.ks, mean.hMeasure, mean.brier, mean.logLoss].map((value) => figure(value)),
      test === null ? '' : signed(test.difference),
      test === null ? '' : figure(test.pValue),
      delong === null ? '' : figure(delong),
    ]),
  );
  const fairness = models.flatMap((model) => model.fairness.map((report) => fairnessTable(model, report)));
  const told = [...leftOut, ...warnings];
  return [
    renderRecord({ rows, bads, 'content hash of the data': datasetHash }),
    '',
    table,
    ...fairness.flatMap((text) => ['', text]),
    ...(told.length > 0 ? ['', findingTable(told)] : []),
  ].join('\n');
}

function fairnessTable({ kind }: ComparedModel, report: ComparedModel['fairness'][number]): string {
  const head = `${kind}, approvals by ${report.attribute} (reference ${report.reference ?? 'without value'}; four-fifths rule ${report.passesFourFifths ? 'kept' : 'broken'}):`;
  const rows = report.groups.map((group) => [
    group.group ?? 'without value',
    group.rows,
    figure(group.approvalRate),
    figure(group.adverseImpactRatio),
    group.approvedGoods === null ? '-' : figure(group.approvedGoods),
    group.equalOpportunityDifference === null ? '-' : signed(group.equalOpportunityDifference),
    figure(group.predicted),
    figure(group.observed),
    group.auc === null ? '-' : figure(group.auc),
  ]);
  const columns = ['group', 'rows', 'approved', 'impact ratio', 'goods approved', 'to the reference', 'PD', 'bad rate', 'AUC'];
  return `${head}\n${renderTable(columns, rows)}`;
}

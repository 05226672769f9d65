import { type Command, InvalidArgumentError, Option } from 'commander';
import { DomainError } from '../../../kernel/errors.ts';
import type { CalibrationMethod } from '../../../scoring/domain/calibration/calibrator.ts';
import type { ModelSettings } from '../../../scoring/domain/model-file/formed-learners.ts';
import { inputsOf, kindOfForm, type ModelForm } from '../../../scoring/domain/model-file/model-form.ts';
import { type ClassifierKind, MODEL_KINDS } from '../../../scoring/domain/classifier.ts';
import { type GrownFile, growFile } from '../../../scoring/grow-file.ts';
import { renderRecord } from '../output.ts';
import type { Register } from '../program.ts';
import { writeOutput } from '../write-output.ts';
import { addSplit, addTarget, commandWarehouse, names, setting, type SplitOptions, splitOf } from './model-options.ts';
import { findingTable, measureTable } from './model-tables.ts';

const CALIBRATIONS = ['platt', 'isotonic'] as const satisfies readonly CalibrationMethod[];

interface GrowOptions extends SplitOptions {
  readonly target: string;
  readonly bad?: string;
  readonly kind: ClassifierKind;
  readonly set: ModelSettings;
  readonly calibrate?: CalibrationMethod;
  readonly out: string;
  readonly name: string;
  readonly exclude: string[];
  readonly text: string[];
  readonly monotone: Readonly<Record<string, 1 | -1>>;
}

/** `credence model grow`: a model of any kind. */
export function addGrow(model: Command, register: Register): void {
  const grow = addSplit(
    addTarget(
      model
        .command('grow')
        .description('learn a model of any kind on a file: trees, support vector machines, a blend of card and boosting')
        .argument('<file>', 'CSV or Parquet file'),
      true,
    )
      .addOption(new Option('--kind <kind>', 'kind of model').choices(MODEL_KINDS).default('boosting'))
      .option('--set <name=value>', 'a hyper-parameter, such as trees=300; may be given several times', setting, {})
      .addOption(new Option('--calibrate <method>', 'make its probabilities true, out of fold').choices(CALIBRATIONS))
      .requiredOption('--out <file>', 'where the model goes, JSON')
      .option('--name <name>', 'name of the model', 'challenger')
      .option('--exclude <columns>', 'comma-separated columns to leave out', names, [])
      .option('--text <columns>', 'comma-separated columns to read as text though they hold numbers', names, [])
      .option(
        '--monotone <columns>',
        'of boosting: columns with which risk only rises (+) or falls (-), such as amount:+,age:-',
        monotone,
        {},
      ),
  );
  register(grow, async (context) => {
    const options = grow.opts<GrowOptions>();
    const { target, bad, kind, name, exclude, text, calibrate } = options;
    if (kind !== 'boosting' && Object.keys(options.monotone).length > 0)
      throw new DomainError('tree_options_invalid', 'invalid', 'Option monotone goes with boosting only.');
    const order = { path: grow.args[0] ?? '', target, ...(bad === undefined ? {} : { bad }), kind, name, exclude, asText: text };
    const how = { settings: options.set, monotone: options.monotone, calibration: calibrate ?? null, split: splitOf(options) };
    const grown = await growFile(await commandWarehouse(context), { ...order, ...how });
    await writeOutput(options.out, grown.text);
    const { model: stored, text: _, ...measured } = grown;
    const { hash, training, form } = stored;
    const trees = form.kind === 'trees' ? { trees: form.document.trees.length } : {};
    context.output.answer({ hash, kind, datasetHash: training.datasetHash, ...trees, ...measured }, () => grownText(grown));
  });
}

function monotone(text: string): Record<string, 1 | -1> {
  return Object.fromEntries(
    names(text).map((word) => {
      const at = word.lastIndexOf(':');
      const [column, sign] = [word.slice(0, Math.max(0, at)).trim(), word.slice(at + 1).trim()];
      if (column === '' || (sign !== '+' && sign !== '-'))
        throw new InvalidArgumentError(`${word} is no column with a sign, such as amount:+.`);
      return [column, sign === '+' ? 1 : -1];
    }),
  );
}

/** What a model is made of, for people. */
function makeUp(form: ModelForm): Readonly<Record<string, string | number>> {
  switch (form.kind) {
    case 'scorecard':
      return { characteristics: inputsOf(form).length };
    case 'trees':
      return { trees: form.document.trees.length };
    case 'svm': {
      const { rowsGiven, rowsLearnt, margin, hasConverged } = form.model;
      const support = margin.kind === 'rbf' ? { 'support vectors': margin.coefficients.length } : {};
      return { 'rows learnt from': `${rowsLearnt} of ${rowsGiven}`, ...support, converged: hasConverged ? 'yes' : 'no' };
    }
    case 'ensemble':
      return { members: form.members.map((member, at) => `${kindOfForm(member)} x ${form.blend.weights[at]?.toFixed(3)}`).join(', ') };
    case 'calibrated':
      return { ...makeUp(form.base), calibration: form.calibrator.kind };
  }
}

function grownText({ model: { hash, training, form }, leftOut, warnings, parts }: GrownFile): string {
  const head = {
    hash,
    'content hash of the data': training.datasetHash,
    kind: kindOfForm(form),
    ...makeUp(form),
    columns: inputsOf(form).length,
  };
  const told = [...leftOut, ...warnings];
  return [renderRecord(head), '', measureTable(parts), ...(told.length > 0 ? ['', findingTable(told)] : [])].join('\n');
}

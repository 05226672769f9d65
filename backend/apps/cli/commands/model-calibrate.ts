import { type Command, Option } from 'commander';
import { type CalibratedFile, calibrateFile, type CalibrationFigures } from '../../../scoring/calibrate-file.ts';
import { sealedModelText } from '../../../scoring/domain/model-file/sealed-model.ts';
import { renderRecord, renderTable } from '../output.ts';
import type { Register } from '../program.ts';
import { writeOutput } from '../write-output.ts';
import { addModelFile, addTarget, chosenModel, commandWarehouse, within } from './model-options.ts';
import { probability } from './model-score.ts';
import { share } from './model-tables.ts';

interface CalibrateOptions {
  readonly target?: string;
  readonly bad?: string;
  readonly method: 'platt' | 'isotonic' | 'prior-shift';
  readonly share?: number;
  readonly folds: number;
  readonly seed: number;
  readonly name?: string;
  readonly out: string;
}

/** `credence model calibrate`. */
export function addCalibrate(model: Command, register: Register): void {
  const calibrate = addModelFile(
    addTarget(
      model
        .command('calibrate')
        .description('make the probabilities of a model true on rows that it had not seen, and write the calibrated model')
        .argument('<file>', 'CSV or Parquet file'),
      false,
    ),
  )
    .addOption(new Option('--method <method>', 'how').choices(['platt', 'isotonic', 'prior-shift']).default('platt'))
    .option('--share <share>', 'of prior-shift: the true share of bads; estimated from the rows without it', probability)
    .option('--folds <n>', 'folds over which the calibration is measured', within(2, 255, true), 5)
    .option('--seed <n>', 'which rows are in which fold', within(0, 2 ** 31 - 1, true), 1)
    .option('--name <name>', 'name of the calibrated model; that of the model without it')
    .requiredOption('--out <file>', 'where the calibrated model goes, JSON');
  register(calibrate, async (context) => {
    const options = calibrate.opts<CalibrateOptions>();
    const { target, bad, method, folds, seed } = options;
    const stored = await chosenModel(calibrate, context);
    const calibrated = await calibrateFile(await commandWarehouse(context), {
      path: calibrate.args[0] ?? '',
      model: stored,
      name: options.name ?? stored.name,
      method: method === 'prior-shift' ? 'prior_shift' : method,
      outcome: target === undefined ? null : { target, ...(bad === undefined ? {} : { bad }) },
      share: options.share ?? null,
      folds,
      seed,
    });
    await writeOutput(options.out, sealedModelText(calibrated.document));
    const { document, ...measured } = calibrated;
    if (calibrated.isTrainingData && method !== 'prior-shift')
      context.output.progress('The model was trained on these rows, so its probabilities are too sure here; calibrate it on others.');
    context.output.answer({ hash: document.contentHash, model: stored.hash, ...measured }, () => calibratedText(calibrated));
  });
}

function mapping({ calibrator, trainedShare, trueShare }: CalibratedFile): string {
  switch (calibrator.kind) {
    case 'platt':
      return `1 / (1 + exp(-(${calibrator.intercept.toFixed(6)} + ${calibrator.slope.toFixed(6)} x log-odds)))`;
    case 'isotonic':
      return `${calibrator.scores.length} steps by log-odds`;
    case 'prior_shift':
      return `log-odds ${calibrator.offset < 0 ? '-' : '+'} ${Math.abs(calibrator.offset).toFixed(6)}: from ${share(trainedShare)} to ${share(trueShare)} bads`;
  }
}

function calibratedText(calibrated: CalibratedFile): string {
  const { document, datasetHash, isTrainingData, rows, before, after } = calibrated;
  const head = {
    hash: document.contentHash,
    'content hash of the data': datasetHash,
    'trained on this data': isTrainingData ? 'yes: calibrate it on other rows' : 'no',
    rows,
    mapping: mapping(calibrated),
  };
  if (before === null || after === null) return renderRecord(head);
  const figures: readonly (readonly [string, (of: CalibrationFigures) => number])[] = [
    ['Brier', ({ brier }) => brier],
    ['reliability', ({ reliability }) => reliability],
    ['log loss', ({ logLoss }) => logLoss],
    ['Hosmer-Lemeshow', ({ hosmerLemeshow }) => hosmerLemeshow.chiSquare],
    ['p (Hosmer-Lemeshow)', ({ hosmerLemeshow }) => hosmerLemeshow.pValue],
    ['p (Spiegelhalter)', ({ spiegelhalter }) => spiegelhalter.pValue],
  ];
  return [
    renderRecord(head),
    '',
    renderTable(
      ['figure', 'before', 'after, out of fold'],
      figures.map(([name, value]) => [name, value(before).toFixed(5), value(after).toFixed(5)]),
    ),
    ...(
      [
        ['Before', before],
        ['After, out of fold', after],
      ] as const
    ).flatMap(([title, { table }]) => [
      '',
      `${title}:`,
      renderTable(
        ['probabilities', 'rows', 'predicted', 'observed'],
        table.map(({ lower, upper, rows: count, predicted, observed }) => [
          `${share(lower)} to ${share(upper)}`,
          count,
          share(predicted),
          share(observed),
        ]),
      ),
    ]),
  ].join('\n');
}

import type { Command } from 'commander';
import { type ValidatedFile, validateFile } from '../../../scoring/validate-file.ts';
import { renderRecord, renderTable } from '../output.ts';
import type { Register } from '../program.ts';
import { addModelFile, addTarget, chosenModel, commandWarehouse, dayOfColumn, within } from './model-options.ts';
import { measureCells, measureTable, share } from './model-tables.ts';

interface ValidateOptions {
  readonly target: string;
  readonly bad?: string;
  readonly bootstrap?: number;
  readonly seed: number;
  readonly outOfTime?: { readonly column: string; readonly from: string };
}

/** `credence model validate`. */
export function addValidate(model: Command, register: Register): void {
  const validate = addModelFile(
    addTarget(
      model
        .command('validate')
        .description('measure a model of any kind on a file with known outcomes')
        .argument('<file>', 'CSV or Parquet file'),
      true,
    ),
  )
    .option('--bootstrap <n>', 'intervals of AUC, KS and Brier score by so many replicates', within(2, 100_000, true))
    .option('--seed <n>', 'which rows the bootstrap draws', within(0, 2 ** 31 - 1, true), 1)
    .option('--out-of-time <column=day>', 'also measure rows before and from this day (YYYY-MM-DD) by themselves', dayOfColumn);
  register(validate, async (context) => {
    const { target, bad, bootstrap, seed, outOfTime } = validate.opts<ValidateOptions>();
    const order = {
      path: validate.args[0] ?? '',
      target,
      ...(bad === undefined ? {} : { bad }),
      bootstrap: bootstrap === undefined ? null : { replicates: bootstrap, seed },
      later: outOfTime ?? null,
    };
    const stored = await chosenModel(validate, context);
    const measured = await validateFile(await commandWarehouse(context), stored, order);
    context.output.answer({ model: stored.hash, ...measured }, () => validatedText(measured));
  });
}

function validatedText(validated: ValidatedFile): string {
  const { datasetHash, isTrainingData, aucInterval, hosmerLemeshow, bootstrap, parts, calibration, grades, segments } = validated;
  const head = {
    'content hash of the data': datasetHash,
    'trained on this data': isTrainingData ? 'yes: it looks better here than it is' : 'no',
    rows: validated.rows,
    bads: validated.bads,
    AUC: share(validated.auc),
    ...(aucInterval === null ? {} : { 'AUC, 95 % by DeLong': `${share(aucInterval.lower)} to ${share(aucInterval.upper)}` }),
    Gini: share(validated.gini),
    KS: share(validated.ks),
    Brier: share(validated.brier),
    'log loss': share(validated.logLoss),
    'predicted share of bads': share(validated.predicted),
    'observed share of bads': share(validated.observed),
    'Hosmer-Lemeshow': `${hosmerLemeshow.chiSquare.toFixed(2)}, p ${share(hosmerLemeshow.pValue)}`,
  };
  const intervals = Object.entries(bootstrap ?? {}).map(([name, { estimate, standardError, lower, upper }]) => [
    name,
    ...[estimate, standardError, lower, upper].map(share),
  ]);
  // A card's rows rank by whole points, those of other models by probabilities.
  const bound = (value: number) => (Number.isInteger(value) && grades.length > 0 ? String(value) : share(value));
  return [
    renderRecord(head),
    ...(intervals.length === 0 ? [] : ['', renderTable(['bootstrap', 'estimate', 'error', '2.5 %', '97.5 %'], intervals)]),
    ...(parts.length === 0 ? [] : ['', measureTable(parts)]),
    '',
    renderTable(
      [grades.length > 0 ? 'scores' : 'probabilities', 'count', 'predicted', 'observed'],
      calibration.map(({ lowerScore, upperScore, count, predicted, observed }) => [
        `${bound(lowerScore)} to ${bound(upperScore)}`,
        count,
        share(predicted),
        share(observed),
      ]),
    ),
    ...(grades.length === 0
      ? []
      : [
          '',
          renderTable(
            ['grade', 'count', 'bads', 'predicted', 'observed'],
            grades.map(({ grade, count, bads, predicted }) => [
              grade,
              count,
              bads,
              share(predicted),
              share(count === 0 ? null : bads / count),
            ]),
          ),
        ]),
    ...(segments.length === 0
      ? []
      : [
          '',
          renderTable(
            ['segment', 'rows that it takes', 'rows', 'bads', 'AUC', 'Gini', 'KS', 'Brier', 'predicted', 'observed'],
            segments.map((own) => [own.segment, own.label, ...measureCells(own), share(own.predicted), share(own.observed)]),
          ),
        ]),
  ].join('\n');
}

import { type Command, Option } from 'commander';
import { type InferenceMethod, type InferredCharacteristic, type InferredFile, inferFile } from '../../../scoring/infer-file.ts';
import type { ModelSettings } from '../../../scoring/domain/model-file/formed-learners.ts';
import { DEFAULT_SCALING } from '../../../scoring/domain/scorecard/scaling.ts';
import { hashScorecard, scorecardText } from '../../../scoring/domain/scorecard/scorecard-document.ts';
import { renderRecord, renderTable } from '../output.ts';
import type { Register } from '../program.ts';
import { writeOutput } from '../write-output.ts';
import { addTarget, commandWarehouse, names, setting, within } from './model-options.ts';
import { findingTable, share } from './model-tables.ts';

const METHODS = ['augmentation', 'fuzzy', 'parcelling'] as const satisfies readonly InferenceMethod[];

interface InferOptions {
  readonly target: string;
  readonly bad?: string;
  readonly rejected: string;
  readonly method: InferenceMethod;
  readonly bands?: number;
  readonly factor: number;
  readonly exclude: string[];
  readonly text: string[];
  readonly set: ModelSettings;
  readonly pdo: number;
  readonly baseScore: number;
  readonly baseOdds: number;
  readonly folds: number;
  readonly seed: number;
  readonly name: string;
  readonly out: string;
}

/** `credence model infer`. */
export function addInfer(model: Command, register: Register): void {
  const infer = addTarget(
    model
      .command('infer')
      .description('train a card on accepted applications and on what is inferred of rejected ones')
      .argument('<file>', 'CSV or Parquet file of the accepted, with outcomes'),
    true,
  )
    .requiredOption('--rejected <file>', 'CSV or Parquet file of the rejected, with the same columns but the outcome')
    .addOption(new Option('--method <method>', 'how').choices(METHODS).default('fuzzy'))
    .option('--bands <n>', 'bands of augmentation (20) or parcelling (10)', within(1, 1000, true))
    .option(
      '--factor <n>',
      'fuzzy: multiplies the odds of the rejected; parcelling: their bad rate over the accepted of a band',
      within(0.01, 100),
      1,
    )
    .option('--exclude <columns>', 'comma-separated columns to leave out', names, [])
    .option('--text <columns>', 'comma-separated columns to read as text though they hold numbers', names, [])
    .option('--set <name=value>', 'a hyper-parameter of the card, such as ridge=3; may be given several times', setting, {})
    .option('--pdo <points>', 'points that double the odds', within(1e-6, 1000), DEFAULT_SCALING.pdo)
    .option('--base-score <points>', 'score at the base odds', within(0, 10_000), DEFAULT_SCALING.baseScore)
    .option('--base-odds <odds>', 'good customers to one bad at the base score', within(1e-6, 1e6), DEFAULT_SCALING.baseOdds)
    .option('--folds <n>', 'folds over which the AUC is measured', within(2, 255, true), 5)
    .option('--seed <n>', 'which rows are in which fold, and the lots of parcelling', within(0, 2 ** 31 - 1, true), 1)
    .option('--name <name>', 'name of the scorecard', 'scorecard')
    .requiredOption('--out <file>', 'where the scorecard goes, JSON');
  register(infer, async (context) => {
    const { target, bad, rejected, method, pdo, baseScore, baseOdds, set, text, out, ...rest } = infer.opts<InferOptions>();
    const inferred = await inferFile(await commandWarehouse(context), {
      ...rest,
      path: infer.args[0] ?? '',
      target,
      ...(bad === undefined ? {} : { bad }),
      rejectedPath: rejected,
      method,
      settings: set,
      asText: text,
      bands: rest.bands ?? (method === 'augmentation' ? 20 : 10),
      scaling: { pdo, baseScore, baseOdds },
    });
    await writeOutput(out, scorecardText(inferred.document));
    const { document, ...measured } = inferred;
    context.output.answer({ hash: hashScorecard(document), method, ...measured }, () => inferredText(inferred));
  });
}

function cells(part: InferredCharacteristic['before']): readonly string[] {
  return part === null ? ['left out', ''] : [part.coefficient.toFixed(4), `${part.least} to ${part.most}`];
}

function inferredText(inferred: InferredFile): string {
  const { document, accepted, rejected, badRate, unrepresented, auc, meanScore, basePoints, characteristics } = inferred;
  const head = {
    hash: hashScorecard(document),
    accepted: `${accepted.rows}, of which ${accepted.bads} bad`,
    rejected,
    ...(unrepresented === null ? {} : { 'rejected that no accepted one stands for': unrepresented }),
  };
  const score = (value: number) => value.toFixed(1);
  const told = [...inferred.leftOut, ...inferred.warnings];
  return [
    renderRecord(head),
    '',
    renderTable(
      ['figure', 'accepted alone', 'with inference'],
      [
        ['bad rate', share(badRate.accepted), share(badRate.all)],
        ['AUC on accepted, out of fold', share(auc.before), share(auc.after)],
        ['mean score of the accepted', score(meanScore.before.accepted), score(meanScore.after.accepted)],
        ['mean score of the rejected', score(meanScore.before.rejected), score(meanScore.after.rejected)],
        ['base points', basePoints.before, basePoints.after],
      ],
    ),
    '',
    renderTable(
      ['characteristic', 'coefficient', 'points', 'coefficient after', 'points after'],
      characteristics.map(({ name, before, after }) => [name, ...cells(before), ...cells(after)]),
    ),
    ...(told.length > 0 ? ['', findingTable(told)] : []),
  ].join('\n');
}

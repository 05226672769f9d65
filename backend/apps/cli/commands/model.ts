import { type Command, Option } from 'commander';
import { findingsOf } from '../../../intake/domain/data-profile.ts';
import { findTarget } from '../../../intake/find-target.ts';
import { hashData } from '../../../intake/hash-data.ts';
import { openDataFile } from '../../../intake/open-data-file.ts';
import { profileData } from '../../../intake/profile-data.ts';
import { EXPORT_FORMS, exportScorecard, type ExportForm } from '../../../scoring/domain/export/export-scorecard.ts';
import { SQL_DIALECTS, type SqlDialectName } from '../../../scoring/domain/export/sql-dialects.ts';
import { modelDocumentHtml, type ModelDocumentSource } from '../../../scoring/domain/report/model-document.ts';
import { SCENARIO_NAMES, type ScenarioName } from '../../../scoring/domain/scorecard/presets.ts';
import { DEFAULT_SCALING } from '../../../scoring/domain/scorecard/scaling.ts';
import { hashScorecard, scorecardText } from '../../../scoring/domain/scorecard/scorecard-document.ts';
import { modelDocumentPdf } from '../../../scoring/model-document-pdf.ts';
import { trainFile } from '../../../scoring/train-file.ts';
import type { CommandContext } from '../context.ts';
import { renderRecord } from '../output.ts';
import type { Register } from '../program.ts';
import { writeOutput } from '../write-output.ts';
import { addSplit, addTarget, commandWarehouse, names, numbers, readCard, type SplitOptions, splitOf, within } from './model-options.ts';
import { addCompare } from './model-compare.ts';
import { addForget, addIssue, addTake } from './model-issue.ts';
import { addDrift } from './model-drift.ts';
import { addExplain } from './model-explain.ts';
import { addGrow } from './model-grow.ts';
import { addReplay } from './model-record.ts';
import { addPromote } from './scorecard-promotion.ts';
import { addCalibrate } from './model-calibrate.ts';
import { addInfer } from './model-infer.ts';
import { addScore, addScoreRow } from './model-score.ts';
import { addSearch } from './model-search.ts';
import { addSwap } from './model-swap.ts';
import { addValidate } from './model-validate.ts';
import { addSegments, type SegmentOptions, splitsOf } from './segment-options.ts';
import { findingTable, profileTable, trainedText } from './model-tables.ts';

const DATA = 'CSV or Parquet file';
const CARD = 'scorecard as JSON, - for standard input';

/** Verbs on files of data and scorecards; all but the anchoring of credentials need neither chain nor server. */
export function addModelCommands(program: Command, register: Register): void {
  const model = program
    .command('model')
    .description('models on files, of any kind: train, compare, validate, score, issue; and past scores replayed');
  addReplay(model, register);
  addPromote(model, register);
  addProfile(model, register);
  addTrain(model, register);
  addInfer(model, register);
  addCompare(model, register);
  addSearch(model, register);
  addGrow(model, register);
  addCalibrate(model, register);
  addSwap(model, register);
  addExplain(model, register);
  addDrift(model, register);
  addValidate(model, register);
  addScore(model, register);
  addScoreRow(model, register);
  addExport(model, register);
  addIssue(model, register);
  addTake(model, register);
  addForget(model, register);
}

function addProfile(model: Command, register: Register): void {
  const profile = addTarget(
    model.command('profile').description('what a file holds, column by column, and what is wrong with it').argument('<file>', DATA),
    false,
  ).option('--text <columns>', 'comma-separated columns to read as text though they hold numbers', names, []);
  register(profile, async (context) => {
    const { target, bad, text } = profile.opts<{ target?: string; bad?: string; text: string[] }>();
    const warehouse = await commandWarehouse(context);
    const file = await openDataFile(warehouse, profile.args[0] ?? '', text);
    const found = target === undefined ? null : await findTarget(warehouse, file, target, bad);
    const columns = await profileData(warehouse, file, found);
    const findings = columns.flatMap((column) => findingsOf(column, file.rows));
    const hash = await hashData(warehouse, file);
    const { format, rows } = file;
    const outcomes = found === null ? null : { goods: found.goods, bads: found.bads };
    context.exitCode = findings.some(({ severity }) => severity === 'error') ? 1 : 0;
    context.output.answer({ format, rows, hash, target: outcomes, columns, findings }, () => {
      const head = {
        rows,
        columns: columns.length,
        'content hash': hash,
        ...(found === null ? {} : { goods: found.goods, bads: found.bads }),
      };
      return `${renderRecord(head)}\n\n${profileTable(columns)}\n\n${findingTable(findings)}`;
    });
  });
}

interface TrainOptions extends SplitOptions, SegmentOptions {
  readonly target: string;
  readonly bad?: string;
  readonly out: string;
  readonly document?: string;
  readonly name: string;
  readonly exclude: string[];
  readonly text: string[];
  readonly special: number[];
  readonly scenario: ScenarioName;
  readonly pdo: number;
  readonly baseScore: number;
  readonly baseOdds: number;
}

function addTrain(model: Command, register: Register): void {
  const file = model.command('train').description('train a scorecard, or one for each segment, on a file').argument('<file>', DATA);
  const train = addSegments(addSplit(addTarget(file, true)))
    .requiredOption('--out <file>', 'where the scorecard goes')
    .option('--document <file>', 'also the model document, in the language of --lang: PDF if the name ends in .pdf, else HTML')
    .option('--name <name>', 'name of the scorecard', 'scorecard')
    .option('--exclude <columns>', 'comma-separated columns to leave out', names, [])
    .option('--text <columns>', 'comma-separated columns to read as text though they hold numbers', names, [])
    .option('--special <numbers>', 'comma-separated numbers that are codes, such as -999,9999', numbers, [])
    .addOption(new Option('--scenario <name>', 'settings by whom the card is for').choices(SCENARIO_NAMES).default('new'))
    .option('--pdo <points>', 'points that double the odds', within(1e-6, 1000), DEFAULT_SCALING.pdo)
    .option('--base-score <points>', 'score at the base odds', within(0, 10_000), DEFAULT_SCALING.baseScore)
    .option('--base-odds <odds>', 'good customers to one bad at the base score', within(1e-6, 1e6), DEFAULT_SCALING.baseOdds);
  register(train, async (context) => {
    const options = train.opts<TrainOptions>();
    const { pdo, baseScore, baseOdds, segmentMinRows: minRows, segmentMinBads: minBads } = options;
    const splits = await splitsOf(options);
    const trained = await trainFile(await commandWarehouse(context), {
      path: train.args[0] ?? '',
      name: options.name,
      target: options.target,
      ...(options.bad === undefined ? {} : { bad: options.bad }),
      exclude: options.exclude,
      asText: options.text,
      specials: options.special,
      scaling: { pdo, baseScore, baseOdds },
      scenario: options.scenario,
      split: splitOf(options),
      withDocument: options.document !== undefined,
      segments: splits === null ? null : { splits, minRows, minBads },
    });
    await writeOutput(options.out, scorecardText(trained.document));
    if (options.document !== undefined && trained.source !== null) await writeDocument(options.document, trained.source, context);
    const hash = hashScorecard(trained.document);
    const { document, source: _, ...measured } = trained;
    context.output.answer({ hash, datasetHash: document.training.datasetHash, ...measured }, () => trainedText(trained, hash));
  });
}

async function writeDocument(
  path: string,
  source: Omit<ModelDocumentSource, 'trainedOn'>,
  { lang }: Pick<CommandContext, 'lang'>,
): Promise<void> {
  const dated = { ...source, trainedOn: new Date().toISOString().slice(0, 10) };
  await writeOutput(path, path.endsWith('.pdf') ? await modelDocumentPdf(dated, lang) : modelDocumentHtml(dated, lang));
}

function addExport(model: Command, register: Register): void {
  const exporting = model
    .command('export')
    .description('write a scorecard as SQL, PMML, JSON or JavaScript')
    .argument('<card>', CARD)
    .addOption(new Option('--to <form>', 'form').choices(EXPORT_FORMS).makeOptionMandatory())
    .addOption(new Option('--dialect <name>', 'dialect of SQL').choices(SQL_DIALECTS).default('duckdb'))
    .option('--table <name>', 'table that the SQL scores; dots part schema and table', 'customers')
    .option('--out <file>', 'write to a file');
  register(exporting, async (context) => {
    const { to, dialect, table, out } = exporting.opts<{ to: ExportForm; dialect: SqlDialectName; table: string; out?: string }>();
    const document = await readCard(exporting.args[0] ?? '', context);
    const { text, mediaType } = exportScorecard(document, { to, dialect, table });
    if (out !== undefined) await writeOutput(out, text);
    const answer = { hash: hashScorecard(document), to, mediaType, ...(out === undefined ? { text } : { out }) };
    context.output.answer(answer, () => (out === undefined ? text.trimEnd() : `written to ${out}`));
  });
}

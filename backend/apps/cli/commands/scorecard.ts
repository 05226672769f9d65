import { type Command, Option } from 'commander';
import { z } from 'zod';
import { DomainError } from '../../../kernel/errors.ts';
import { JobAccepted } from '../../../platform/http/schemas.ts';
import { SHAPES } from '../../../scoring/domain/binning/optimal-merge.ts';
import { readModel } from '../../../scoring/domain/model-file/read-model.ts';
import { isModelFile } from '../../../scoring/domain/scored-model/validate-scored-model.ts';
import { SCALES, SCENARIO_NAMES } from '../../../scoring/domain/scorecard/presets.ts';
import { ScorecardPage, ScorecardView } from '../../../scoring/schemas.ts';
import type { CommandContext } from '../context.ts';
import { renderRecord, renderTable } from '../output.ts';
import type { Register } from '../program.ts';
import { renderResult } from '../render-result.ts';
import { waitForJob } from '../wait-for-job.ts';
import { writeOutput } from '../write-output.ts';
import { addCompareCommand } from './scorecard-compare.ts';
import { addPromotionCommands, percent } from './scorecard-promotion.ts';
import { addBinsCommand } from './scorecard-bins.ts';
import { addWatchCommands } from './scorecard-watch.ts';
import { addReasonCommands, readObject, readText } from './score-reasons.ts';
import { addSegments, type SegmentOptions, splitsOf } from './segment-options.ts';

export function addScorecardCommands(program: Command, register: Register): void {
  const scorecard = program.command('scorecard').description('scorecards: train, validate, look at, export');
  addLists(scorecard, register);
  addBinsCommand(scorecard, register);
  addTrain(scorecard, register);
  addImport(scorecard, register);
  addReasonCommands(scorecard, register);
  addPromotionCommands(scorecard, register);
  addWatchCommands(scorecard, register);
  addCompareCommand(scorecard, register);
  const score = program.command('score').description('scores of customers');
  const run = score
    .command('run')
    .description('score all customers of a source with the models in use, each its part, or with one card on trial')
    .option('--scorecard <hash>', 'the one card; unless it is the champion its scores stand beside the customers own')
    .requiredOption('--source <name>', 'source of the customers')
    .option('--no-wait', 'do not wait for the worker');
  register(run, async (context) => {
    const { scorecard: scorecardHash, source } = run.opts<{ scorecard?: string; source: string }>();
    await runJob(context, run, '/v1/scorings', { source, ...(scorecardHash === undefined ? {} : { scorecardHash }) });
  });
}

function addLists(scorecard: Command, register: Register): void {
  const list = scorecard
    .command('list')
    .description('scorecards, newest first')
    .option('--limit <n>', '1 to 100', '20')
    .option('--cursor <cursor>', 'nextCursor of the page before');
  register(list, async ({ api, output }) => {
    const page = await (await api()).get(ScorecardPage, '/v1/scorecards', { ...list.opts<{ limit: string; cursor?: string }>() });
    const rows = page.data.map((row) => {
      const figure = (value: number) => `${value.toFixed(4)}${row.kind === 'scorecard' ? '' : ' *'}`;
      return [
        row.name,
        row.kind,
        row.state,
        `${row.role ?? ''}${percent(row.shareBps)}`,
        figure(row.auc),
        figure(row.ks),
        row.rows,
        row.hash,
      ];
    });
    const foot = page.data.some(({ kind }) => kind !== 'scorecard') ? '\n\n* of the model itself, on rows that it may have seen' : '';
    output.answer(page, () => `${renderTable(['name', 'kind', 'state', 'role', 'AUC', 'KS', 'rows', 'hash'], rows)}${foot}`);
  });
  const show = scorecard.command('show').description('one scorecard: scaling, validation, points by attribute').argument('<hash>');
  register(show, async ({ api, output }) => {
    const view = await (await api()).get(ScorecardView, `/v1/scorecards/${encodeURIComponent(show.args[0] ?? '')}`);
    const { scaling } = view;
    const head = {
      hash: view.hash,
      name: view.name,
      state: view.state,
      role: `${view.role ?? '-'}${percent(view.shareBps)}`,
      'data set': view.datasetHash,
      ...(view.model === null ? {} : modelHead(view.model)),
      ...rankingHead(view),
      scaling: `${scaling.baseScore} at ${scaling.baseOdds}:1, ${scaling.pdo} points double the odds`,
    };
    const tables = view.segments.map(({ segment, validation: own, characteristicViews, standInFolds }) => {
      const { rows, bads, crossValidation: cv } = own;
      const told = `${segment}: ${rows} rows, bad rate ${(bads / rows).toFixed(4)}, AUC (cross-validated) ${cv.auc.toFixed(4)}`;
      const stood = standInFolds === 0 ? '' : `; in ${standInFolds} folds its rows told nothing and another segment's card stood in`;
      return `${told}${stood}\n${binTable(characteristicViews)}`;
    });
    const bins = tables.length === 0 ? binTable(view.characteristicViews) : tables.join('\n\n');
    output.answer(view, () => `${renderRecord(head)}\n\n${bins}`);
  });
  const document = scorecard
    .command('document')
    .description('the content-addressed document, as its hash covers it; or the model document for people, in the language of --lang')
    .argument('<hash>')
    .option('--pdf <file>', 'write the model document as pages to print and to file')
    .option('--html <file>', 'write the model document as one page of HTML');
  register(document, async ({ api, output, lang }) => {
    const files = document.opts<{ pdf?: string; html?: string }>();
    const path = `/v1/scorecards/${encodeURIComponent(document.args[0] ?? '')}`;
    const client = await api();
    for (const format of ['pdf', 'html'] as const) {
      const file = files[format];
      if (file !== undefined) await writeOutput(file, await client.download(`${path}/model-document`, { lang, format }));
    }
    if (files.pdf !== undefined || files.html !== undefined) {
      output.answer(files, () => `written to ${[files.pdf, files.html].filter((file) => file !== undefined).join(' and ')}`);
      return;
    }
    const value = await client.get(z.unknown(), `${path}/document`);
    output.answer(value, () => JSON.stringify(value, null, 2));
  });
}

/** Cross-validated, or of the model itself, which is said then. */
function rankingHead({ validation }: ScorecardView): Record<string, string> {
  const { crossValidation: crossed, auc, ks, brier, unseen } = validation;
  if (crossed !== null) return { 'AUC (cross-validated)': crossed.auc.toFixed(4), 'KS (cross-validated)': crossed.ks.toFixed(4) };
  const interval = unseen === undefined ? '' : ` (${unseen.auc.lower.toFixed(4)} to ${unseen.auc.upper.toFixed(4)})`;
  return {
    'AUC (model itself)': `${auc.toFixed(4)}${interval}`,
    'KS (model itself)': ks.toFixed(4),
    'Brier score (model itself)': brier.toFixed(4),
    'cross-validation': 'none: the file does not say how the model is learnt anew',
  };
}

const SEEN = {
  same: 'customers it was trained on: it looks better than it is',
  alike: 'as many rows with as many bads as it was trained on: perhaps the same',
  no: 'customers with another data hash than its training',
} as const;

function modelHead({ kind, isCalibrated, fileHash, givesReasons, importance, seen, measured }: NonNullable<ScorecardView['model']>) {
  return {
    kind: `${kind}${isCalibrated ? ', calibrated' : ''}`,
    'model file': fileHash,
    reasons: givesReasons ? 'yes' : 'none: it may score as a shadow only',
    'measured on': `${measured.rows} ${SEEN[seen]}`,
    'inputs by importance': importance.map(({ name, points }) => `${name} ${points.toFixed(1)}`).join(', '),
  };
}

function binTable(views: ScorecardView['characteristicViews']): string {
  const bins = views
    .filter(({ selected }) => selected)
    .flatMap(({ name, bins: own }) => own.map((bin) => [name, bin.label, bin.count, bin.woe.toFixed(4), bin.points]));
  return renderTable(['characteristic', 'attribute', 'count', 'WOE', 'points'], bins);
}

function addTrain(scorecard: Command, register: Register): void {
  const command = scorecard
    .command('train')
    .description('train and validate a scorecard, or one for each segment, on the customers of a source');
  const train = addSegments(command)
    .requiredOption('--source <name>', 'source of the customers')
    .requiredOption('--name <name>', 'name of the scorecard')
    .option('--exclude <names>', 'comma-separated attributes to leave out', '')
    .option('--scale <name>', `scale by name: ${Object.keys(SCALES).join(', ')}`, 'house')
    .option('--pdo <points>', 'points that double the odds, over the scale')
    .option('--base-score <points>', 'score at the base odds, over the scale')
    .option('--base-odds <odds>', 'good customers to one bad at the base score, over the scale')
    .addOption(new Option('--scenario <name>', 'settings by whom the card is for').choices(SCENARIO_NAMES).default('new'))
    .option('--shape <name>', `course of the bad rate: auto, ${SHAPES.join(', ')}`)
    .option('--max-bins <n>', 'most bins of an attribute, over the scenario')
    .option('--min-iv <value>', 'least information value, over the scenario')
    .option('--stepwise <criterion>', 'both ways by aic, bic or auc, over the scenario')
    .option('--settings <file>', 'JSON file with more members of the request: binning, binningOf, edits, reasons, selection, regression')
    .option('--no-wait', 'do not wait for the worker');
  register(train, async (context) => {
    await runJob(context, train, '/v1/scorecards', await trainingBody(train.opts<TrainOptions>()));
  });
}

interface TrainOptions extends SegmentOptions {
  readonly source: string;
  readonly name: string;
  readonly exclude: string;
  readonly scale: string;
  readonly scenario: string;
  readonly pdo?: string;
  readonly baseScore?: string;
  readonly baseOdds?: string;
  readonly shape?: string;
  readonly maxBins?: string;
  readonly minIv?: string;
  readonly stepwise?: string;
  readonly settings?: string;
}

function presetOf<T extends object>(presets: Readonly<Record<string, T>>, name: string, option: string): T {
  const preset = Object.hasOwn(presets, name) ? presets[name] : undefined;
  if (preset === undefined)
    throw new DomainError('preset_unknown', 'invalid', `${option} ${name} is not known: take one of ${Object.keys(presets).join(', ')}.`);
  return preset;
}

const Settings = z.record(z.string(), z.unknown());

/** The request: the scale, over it the options, over these what the file holds; the scenario stands below them all. */
async function trainingBody(options: TrainOptions): Promise<object> {
  const scale = presetOf(SCALES, options.scale, '--scale');
  const file = options.settings === undefined ? {} : await readObject(options.settings);
  const number = (text: string | undefined, otherwise: number) => (text === undefined ? otherwise : Number(text));
  return {
    pdo: number(options.pdo, scale.pdo),
    baseScore: number(options.baseScore, scale.baseScore),
    baseOdds: number(options.baseOdds, scale.baseOdds),
    scenario: options.scenario,
    segments: await splitsOf(options),
    minSegmentRows: options.segmentMinRows,
    minSegmentBads: options.segmentMinBads,
    ...file,
    name: options.name,
    source: options.source,
    exclude: options.exclude.split(',').filter((name) => name !== ''),
    binning: {
      ...(options.maxBins !== undefined && { maxBins: Number(options.maxBins) }),
      ...(options.shape !== undefined && { shape: options.shape }),
      ...Settings.parse(file['binning'] ?? {}),
    },
    selection: {
      ...(options.minIv !== undefined && { minIv: Number(options.minIv) }),
      ...(options.stepwise !== undefined && { stepwise: { direction: 'both', criterion: options.stepwise } }),
      ...Settings.parse(file['selection'] ?? {}),
    },
  };
}

function addImport(scorecard: Command, register: Register): void {
  const take = scorecard
    .command('import')
    .description('take a model of any kind that was trained on a file into the registry, as a draft, measured on the customers of a source')
    .argument('<file>', 'scorecard or model file as JSON')
    .requiredOption('--source <name>', 'source of the customers')
    .option('--scale <name>', `of a model that is no card: scale of its scores by name, ${Object.keys(SCALES).join(', ')}`)
    .option('--reasons <file>', 'of a model that is no card: JSON object of words for customers by column, as for training')
    .option('--no-wait', 'do not wait for the worker');
  register(take, async (context) => {
    const options = take.opts<{ source: string; scale?: string; reasons?: string }>();
    const { source, scale, reasons } = options;
    const document = await readImportFile(take.args[0] ?? '');
    await runJob(context, take, '/v1/scorecard-imports', {
      source,
      document,
      ...(scale === undefined ? {} : { scale: presetOf(SCALES, scale, '--scale') }),
      ...(reasons === undefined ? {} : { reasons: await readObject(reasons) }),
    });
  });
}

/** A model file is taken byte by byte as it was written; a request carries what it says. @throws {DomainError} of `readModel` */
async function readImportFile(path: string): Promise<Record<string, unknown>> {
  const document = await readObject(path);
  if (isModelFile(document)) readModel(await readText(path));
  return document;
}

/** Posts what runs as a job and, unless `--no-wait` is given, follows the job to its end. */
export async function runJob({ api, output }: CommandContext, command: Command, path: string, body: unknown): Promise<void> {
  const client = await api();
  const accepted = await client.post(JobAccepted, path, body);
  if (command.opts<{ wait: boolean }>().wait === false) {
    output.answer(accepted, () => `accepted as job ${accepted.jobId}`);
    return;
  }
  const job = await waitForJob(client, output, accepted.jobId);
  output.answer(job, () => renderResult(job.result));
}

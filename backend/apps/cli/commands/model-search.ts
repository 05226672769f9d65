import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Objective } from '../../../scoring/domain/search/search-hyperparameters.ts';
import type { Candidate, Dimension, SearchSpace } from '../../../scoring/domain/search/space.ts';
import { USUAL_SPACES } from '../../../scoring/domain/search/usual-spaces.ts';
import { type ClassifierKind, MODEL_KINDS } from '../../../scoring/domain/classifier.ts';
import { type SearchedFile, searchFile } from '../../../scoring/search-file.ts';
import { renderRecord, renderTable } from '../output.ts';
import type { Register } from '../program.ts';
import { addTarget, commandWarehouse, names, within } from './model-options.ts';
import { findingTable, share } from './model-tables.ts';

const OBJECTIVES = ['auc', 'gini', 'ks', 'hMeasure', 'brier', 'logLoss'] as const satisfies readonly Objective[];

interface SearchOptions {
  readonly target: string;
  readonly bad?: string;
  readonly kind: ClassifierKind;
  readonly over: SearchSpace;
  readonly method: 'grid' | 'random';
  readonly points: number;
  readonly candidates: number;
  readonly objective: Objective;
  readonly folds: number;
  readonly nested: number;
  readonly seed: number;
  readonly exclude: string[];
  readonly text: string[];
  readonly top: number;
}

/** `credence model search`. */
export function addSearch(model: Command, register: Register): void {
  const search = addTarget(
    model
      .command('search')
      .description('search the hyper-parameters of one kind of model over seeded folds, with an honest estimate of the best')
      .argument('<file>', 'CSV or Parquet file'),
    true,
  )
    .addOption(new Option('--kind <kind>', 'kind of model').choices(MODEL_KINDS).default('boosting'))
    .option(
      '--over <name=values>',
      'a hyper-parameter to search: values (maxDepth=3,5,8) or a range (trees=50..400, learningRate=0.01..0.3:log); several times',
      dimension,
      {},
    )
    .addOption(new Option('--method <method>', 'all combinations, or some of them drawn').choices(['grid', 'random']).default('grid'))
    .option('--points <n>', 'of a grid: values that a range is cut to', within(1, 1000, true), 3)
    .option('--candidates <n>', 'of a random search: how many are drawn', within(1, 10_000, true), 20)
    .addOption(new Option('--objective <figure>', 'what counts').choices(OBJECTIVES).default('auc'))
    .option('--folds <n>', 'folds', within(2, 255, true), 5)
    .option('--nested <n>', 'outer folds of the estimate of the whole search; 0 leaves it out', within(0, 255, true), 0)
    .option('--seed <n>', 'which rows are in which fold, and what is drawn', within(0, 2 ** 31 - 1, true), 1)
    .option('--exclude <columns>', 'comma-separated columns to leave out', names, [])
    .option('--text <columns>', 'comma-separated columns to read as text though they hold numbers', names, [])
    .option('--top <n>', 'lines of the table for people', within(1, 10_000, true), 15);
  register(search, async (context) => {
    const { over, text, bad, top, ...options } = search.opts<SearchOptions>();
    const space = Object.keys(over).length === 0 ? USUAL_SPACES[options.kind] : over;
    const order = { path: search.args[0] ?? '', space, asText: text, ...(bad === undefined ? {} : { bad }), ...options };
    const searched = await searchFile(await commandWarehouse(context), order, (learnt) => {
      if (learnt % options.folds === 0) context.output.progress(`${learnt} models learnt`);
    });
    context.output.answer({ kind: options.kind, objective: options.objective, ...searched }, () => searchedText(searched, options, top));
  });
}

const RANGE = /^(-?[\d.]+(?:e-?\d+)?)\.\.(-?[\d.]+(?:e-?\d+)?)(:log)?$/i;

function dimensionOf(text: string): Dimension {
  const range = RANGE.exec(text);
  if (range !== null) {
    const [low, high] = [Number(range[1]), Number(range[2])];
    const isWhole = Number.isInteger(low) && Number.isInteger(high);
    return { kind: 'range', low, high, scale: range[3] === undefined ? 'linear' : 'log', isWhole };
  }
  return { kind: 'choice', values: names(text).map((word) => (Number.isFinite(Number(word)) ? Number(word) : word.trim())) };
}

function dimension(text: string, before: SearchSpace): SearchSpace {
  const at = text.indexOf('=');
  const [name, values] = [text.slice(0, Math.max(0, at)).trim(), text.slice(at + 1).trim()];
  if (name === '' || values === '') throw new InvalidArgumentError('Expected a name and its values, such as maxDepth=3,5,8.');
  return { ...before, [name]: dimensionOf(values) };
}

function settingsText(candidate: Candidate): string {
  return Object.entries(candidate)
    .map(([name, value]) => `${name}=${typeof value === 'number' ? Number(value.toPrecision(6)) : value}`)
    .join(' ');
}

function searchedText(searched: SearchedFile, { objective }: Pick<SearchOptions, 'objective'>, top: number): string {
  const { datasetHash, rows, bads, table, best, nested } = searched;
  const head = {
    rows,
    bads,
    'content hash of the data': datasetHash,
    candidates: table.length,
    best: settingsText(best),
    ...(nested === null
      ? {}
      : { [`${objective} of the whole search, nested`]: `${share(nested.mean[objective])} (sd ${share(nested.sd[objective])})` }),
  };
  const lines = table
    .slice(0, top)
    .map(({ candidate, mean, sd }, place) => [
      place + 1,
      settingsText(candidate),
      share(mean.auc),
      share(sd.auc),
      ...[mean.ks, mean.hMeasure, mean.brier, mean.logLoss].map(share),
    ]);
  const inner = (nested?.results ?? []).map(({ split, candidate, performance }) => [
    split,
    settingsText(candidate),
    share(performance[objective]),
  ]);
  const told = [...searched.leftOut, ...searched.warnings];
  return [
    renderRecord(head),
    '',
    renderTable(['', 'settings', 'AUC', 'sd', 'KS', 'H', 'Brier', 'log loss'], lines),
    ...(inner.length > 0 ? ['', renderTable(['outer fold', 'best inside', objective], inner)] : []),
    ...(told.length > 0 ? ['', findingTable(told)] : []),
  ].join('\n');
}

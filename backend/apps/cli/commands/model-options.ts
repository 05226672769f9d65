import { type Command, InvalidArgumentError, Option } from 'commander';
import { DomainError } from '../../../kernel/errors.ts';
import { openWarehouse, type Warehouse } from '../../../platform/warehouse/warehouse.ts';
import type { ModelSettings } from '../../../scoring/domain/model-file/formed-learners.ts';
import { readModel, type StoredModel } from '../../../scoring/domain/model-file/read-model.ts';
import type { ScoringDocument } from '../../../scoring/domain/scorecard/scorecard-document.ts';
import { readScoringDocument } from '../../../scoring/domain/segments/scoring-document.ts';
import type { SplitOrder } from '../../../scoring/prepare-data.ts';
import type { CommandContext } from '../context.ts';
import { readInput } from '../read-input.ts';

const MAX_CARD_BYTES = 16 * 1024 * 1024;
/** Memory of the engine; what a command takes altogether stays below 2 GB. */
export const ENGINE_MEGABYTES = 1000;

export function names(text: string): string[] {
  return text.split(',').filter((name) => name !== '');
}

export function numbers(text: string): number[] {
  return names(text).map((word) => {
    if (word.trim() === '' || !Number.isFinite(Number(word))) throw new InvalidArgumentError(`${word} is no number.`);
    return Number(word);
  });
}

/** A parser of numbers within bounds. */
export function within(least: number, most: number, isWhole = false): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === '' || !(value >= least && value <= most) || (isWhole && !Number.isInteger(value)))
      throw new InvalidArgumentError(`Expected a ${isWhole ? 'whole ' : ''}number from ${least} to ${most}.`);
    return value;
  };
}

/** `opened=2020-10-01`: a column of dates and a day. */
export function dayOfColumn(text: string): { column: string; from: string } {
  const at = text.lastIndexOf('=');
  const [column, from] = [text.slice(0, Math.max(0, at)), text.slice(at + 1)];
  if (column === '' || !/^\d{4}-\d{2}-\d{2}$/.test(from))
    throw new InvalidArgumentError('Expected a column and a day, such as opened=2020-10-01.');
  return { column, from };
}

/** A warehouse that is closed with the command. */
export async function commandWarehouse({ onClose }: CommandContext): Promise<Warehouse> {
  const warehouse = await openWarehouse({ memoryMegabytes: ENGINE_MEGABYTES });
  onClose(() => warehouse.close());
  return warehouse;
}

/** The scorecard of a file, - for standard input. @throws {@link DomainError} `json_malformed`, `scorecard_invalid` and what reading throws */
export async function readCard(path: string, { stdin }: CommandContext): Promise<ScoringDocument> {
  return readScoringDocument(jsonOf(await readInput(path, stdin, MAX_CARD_BYTES), path));
}

/** What a file holds as JSON. @throws {@link DomainError} `json_malformed` */
export function jsonOf(bytes: Uint8Array, path: string): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes).replace(/^\ufeff/, ''));
  } catch (cause) {
    throw new DomainError('json_malformed', 'invalid', `${path} is not JSON: ${cause instanceof Error ? cause.message : 'unknown'}.`, {
      cause,
    });
  }
}

const MODEL_BYTES_MAX = 256 * 1024 * 1024;

/** The model of a file, of any kind, - for standard input. @throws {@link DomainError} what `readModel` and reading throw */
export async function readModelFile(path: string, { stdin }: CommandContext): Promise<StoredModel> {
  return readModel(new TextDecoder().decode(await readInput(path, stdin, MODEL_BYTES_MAX)).replace(/^\ufeff/, ''));
}

/** The option `--model`, and `--card` for the same; one of them is needed. */
export function addModelFile(command: Command): Command {
  return command
    .option('--model <file>', 'model of any kind as JSON: a scorecard, trees or what `model grow` wrote; - for standard input')
    .addOption(new Option('--card <file>', 'the same, for a scorecard').conflicts('model'))
    .hook('preAction', () => {
      const { model, card } = command.opts<ModelFileOptions>();
      if (model === undefined && card === undefined)
        command.error("error: required option '--model <file>' not specified", { code: 'commander.missingMandatoryOptionValue' });
    });
}

interface ModelFileOptions {
  readonly model?: string;
  readonly card?: string;
}

/** The model that the options of {@link addModelFile} name. */
export function chosenModel(command: Command, context: CommandContext): Promise<StoredModel> {
  const { model, card } = command.opts<ModelFileOptions>();
  return readModelFile(model ?? card ?? '', context);
}

/** `--set trees=300 --set learningRate=0.03`: hyper-parameters by name. */
export function setting(text: string, before: ModelSettings): ModelSettings {
  const at = text.indexOf('=');
  const [name, value] = [text.slice(0, Math.max(0, at)).trim(), text.slice(at + 1).trim()];
  if (name === '' || value === '') throw new InvalidArgumentError('Expected a setting and its value, such as trees=300.');
  return { ...before, [name]: Number.isFinite(Number(value)) ? Number(value) : value };
}

/** Options that say what the outcome is. */
export function addTarget(command: Command, required: boolean): Command {
  const name = '--target <column>';
  const text = 'column of outcomes: 1 for bad, 0 for good';
  return (required ? command.requiredOption(name, text) : command.option(name, text)).option(
    '--bad <value>',
    'value of the target that means bad',
  );
}

/** How rows are held back, as the options say it. */
export interface SplitOptions {
  readonly testShare: number;
  readonly seed: number;
  readonly group?: string;
  readonly outOfTime?: { readonly column: string; readonly from: string };
}

/** Options that hold rows back. */
export function addSplit(command: Command): Command {
  return command
    .option('--test-share <share>', 'share of rows to hold back for a test', within(0, 0.9), 0)
    .option('--seed <n>', 'which rows those are', within(0, 2 ** 31, true), 1)
    .option('--group <column>', 'column whose rows of one value stay together')
    .option('--out-of-time <column=day>', 'rows whose date is from this day (YYYY-MM-DD) on are held back too', dayOfColumn);
}

export function splitOf({ testShare, seed, group, outOfTime }: SplitOptions): SplitOrder {
  return {
    testShare,
    seed,
    ...(group === undefined ? {} : { groupColumn: group }),
    ...(outOfTime === undefined ? {} : { later: outOfTime }),
  };
}

interface FileProgress {
  readonly stage: string;
  readonly rows: number;
  readonly total: number;
  readonly rowsPerSecond: number;
  readonly secondsLeft: number;
}

/** Tells on standard error how far the work on a file has come. */
export function tellProgress({ output }: CommandContext): (progress: FileProgress) => void {
  return ({ stage, rows, total, rowsPerSecond, secondsLeft }) => {
    const speed = rowsPerSecond === 0 ? '' : `, ${rowsPerSecond.toLocaleString('en')} rows/s, ${Math.ceil(secondsLeft)} s left`;
    output.progress(`${stage}: ${rows.toLocaleString('en')} of ${total.toLocaleString('en')} rows${speed}`);
  };
}

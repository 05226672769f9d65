import type { Command } from 'commander';
import { DomainError } from '../../../kernel/errors.ts';
import { type CompiledDeal, compileDeal } from '../../../securitization/compile-deal.ts';
import { type DealAssumptions, type DealModel, openDealModel } from '../../../securitization/domain/analytics/deal-assumptions.ts';
import type { Obligors } from '../../../securitization/domain/analytics/loss-distribution.ts';
import { WAD } from '../../../securitization/domain/integer-division.ts';
import { groupLines } from '../../../securitization/domain/projection/rep-line.ts';
import { assumptionsOf, type ProjectionFile, readProjectionFile } from '../../../securitization/projection-file.ts';
import { readLines, readObligors } from '../../../securitization/read-lines.ts';
import type { CommandContext } from '../context.ts';
import { readInput } from '../read-input.ts';
import { readDealFile } from './deal-input.ts';

const FILE_MAX = 1024 * 1024;
const POOL_MAX = 64 * 1024 * 1024;
/** Above this a tape is gathered into lines of a point of rate and six months of term, unless --loans asks for each loan. */
const LOANS_MAX = 500;
const BANDS = { rate: WAD / 100n, months: 6 };

export type ProjectionBasis = 'rep-lines' | 'lines-as-given';

interface Options {
  readonly pool: string;
  readonly assumptions?: string;
  readonly cpr?: string;
  readonly cdr?: string;
  readonly recovery?: string;
  readonly lag?: string;
  readonly loans?: boolean;
}

/** A deal with its pool and what is supposed of them. */
export interface ModelInput {
  readonly compiled: CompiledDeal;
  readonly model: DealModel;
  readonly assumptions: DealAssumptions;
  readonly file: ProjectionFile;
  readonly basis: ProjectionBasis;
  /** Index of floating classes by period, fractions. */
  readonly index: readonly number[];
  readonly obligors: () => Obligors[];
}

/** Gives a verb of `credence deal` the deal file, the pool and the assumptions. */
export function withModelOptions(command: Command): Command {
  return command
    .argument('<file>', 'deal file, - for standard input, or template:NAME')
    .requiredOption('--pool <file>', 'CSV with balance, rate, remaining and, if wanted, age and kind')
    .option('--assumptions <file>', 'JSON of assumptions')
    .option('--cpr <rate>', 'prepayment a year, such as 12%')
    .option('--cdr <rate>', 'defaults a year, such as 4%')
    .option('--recovery <rate>', 'share of a default that comes back')
    .option('--lag <months>', 'months from default to recovery')
    .option('--loans', `project each loan of a pool of more than ${LOANS_MAX}`);
}

/** Reads what {@link withModelOptions} asked for. */
export async function readModel(command: Command, context: CommandContext): Promise<ModelInput> {
  const options = command.opts<Options>();
  const read = async (path: string, limit: number) => new TextDecoder().decode(await readInput(path, context.stdin, limit));
  const compiled = compileDeal(await readDealFile(command.args[0] ?? '', context));
  const given = options.assumptions === undefined ? {} : readAssumptions(await read(options.assumptions, FILE_MAX));
  const file = readProjectionFile(withOptions(given, options));
  const text = await read(options.pool, POOL_MAX);
  const loans = readLines(text, compiled.file);
  const isGrouped = loans.length > LOANS_MAX && options.loans !== true;
  const model = openDealModel(compiled.image, isGrouped ? groupLines(loans, BANDS) : loans);
  return {
    compiled,
    model,
    assumptions: assumptionsOf(file, compiled.file),
    file,
    basis: isGrouped ? 'rep-lines' : 'lines-as-given',
    index: file.index.map(rateNumber),
    obligors: () => readObligors(text, compiled.file),
  };
}

function readAssumptions(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new DomainError('projection_file_invalid', 'invalid', 'The assumptions are not JSON.', { cause });
  }
}

/** Options of the command line stand above the file. */
function withOptions(given: unknown, { cpr, cdr, recovery, lag }: Options): unknown {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return given;
  return {
    ...given,
    ...(cpr === undefined ? {} : { prepay: { cpr } }),
    ...(cdr === undefined ? {} : { default: { cdr } }),
    ...(recovery === undefined ? {} : { recovery }),
    ...(lag === undefined ? {} : { recoveryLagMonths: Number(lag) }),
  };
}

function rateNumber(text: string): number {
  return text.endsWith('%') ? Number(text.slice(0, -1)) / 100 : Number(text);
}

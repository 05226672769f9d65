import type { Command } from 'commander';
import { DomainError } from '../../../kernel/errors.ts';
import { type CompiledDeal, compileDeal } from '../../../securitization/compile-deal.ts';
import { breakEven } from '../../../securitization/domain/analytics/break-even.ts';
import { type ClassAnalytics, classAnalytics } from '../../../securitization/domain/analytics/class-analytics.ts';
import { classFlows } from '../../../securitization/domain/analytics/class-flows.ts';
import { openDealModel } from '../../../securitization/domain/analytics/deal-assumptions.ts';
import { type DealProjection, projectDeal } from '../../../securitization/domain/analytics/project-deal.ts';
import { decimalText } from '../../../securitization/domain/deal/decimal-text.ts';
import { WAD } from '../../../securitization/domain/integer-division.ts';
import { dateText } from '../../../securitization/domain/plain-date.ts';
import { groupLines } from '../../../securitization/domain/projection/rep-line.ts';
import { assumptionsOf, readProjectionFile } from '../../../securitization/projection-file.ts';
import { readLines } from '../../../securitization/read-lines.ts';
import { type Cell, renderTable } from '../output.ts';
import type { Register } from '../program.ts';
import { readInput } from '../read-input.ts';
import { readDealFile } from './deal-input.ts';

const FILE_MAX = 1024 * 1024;
const POOL_MAX = 64 * 1024 * 1024;
/** Above this a tape is gathered into lines of a point of rate and six months of term, unless --loans asks for each loan. */
const LOANS_MAX = 500;
const BANDS = { rate: WAD / 100n, months: 6 };
const BREAK_EVEN = { step: WAD / 1000n, most: 64n * WAD };

type ProjectionBasis = 'rep-lines' | 'lines-as-given';

interface Options {
  readonly pool: string;
  readonly assumptions?: string;
  readonly cpr?: string;
  readonly cdr?: string;
  readonly recovery?: string;
  readonly lag?: string;
  readonly loans?: boolean;
  readonly breakEven?: boolean;
}

/** `credence deal project`: needs neither server nor chain. */
export function addDealProjectCommand(deal: Command, register: Register): void {
  const project = deal
    .command('project')
    .description('run a deal file on a pool and assumptions: payments, balances and figures of each class')
    .argument('<file>', 'deal file, - for standard input, or template:NAME')
    .requiredOption('--pool <file>', 'CSV with balance, rate, remaining and, if wanted, age and kind')
    .option('--assumptions <file>', 'JSON of assumptions')
    .option('--cpr <rate>', 'prepayment a year, such as 12%')
    .option('--cdr <rate>', 'defaults a year, such as 4%')
    .option('--recovery <rate>', 'share of a default that comes back')
    .option('--lag <months>', 'months from default to recovery')
    .option('--loans', `project each loan of a pool of more than ${LOANS_MAX}`)
    .option('--break-even', 'also find the default multiple at which each class begins to lose');
  register(project, async (context) => {
    const { output, stdin } = context;
    const options = project.opts<Options>();
    const read = async (path: string, limit: number) => new TextDecoder().decode(await readInput(path, stdin, limit));
    const compiled = compileDeal(await readDealFile(project.args[0] ?? '', context));
    const given = options.assumptions === undefined ? {} : readAssumptions(await read(options.assumptions, FILE_MAX));
    const file = readProjectionFile(withOptions(given, options));
    const loans = readLines(await read(options.pool, POOL_MAX), compiled.file);
    const isGrouped = loans.length > LOANS_MAX && options.loans !== true;
    const lines = isGrouped ? groupLines(loans, BANDS) : loans;
    const model = openDealModel(compiled.image, lines);
    const assumptions = assumptionsOf(file, compiled.file);
    const projection = projectDeal(model, assumptions);
    const points = options.breakEven === true ? compiled.image.classes.map((_, at) => breakEven(model, assumptions, at, BREAK_EVEN)) : [];
    const classes = compiled.file.classes.map(({ id }, at) => ({
      id,
      ...classAnalytics(projection, at, { price: Number(file.prices[id] ?? '100'), years: file.years, index: file.index.map(rateNumber) }),
      ...(options.breakEven === true ? { breakEven: points[at] ?? null } : {}),
    }));
    const basis: ProjectionBasis = isGrouped ? 'rep-lines' : 'lines-as-given';
    const answer = {
      method: projection.method,
      order: projection.order,
      basis,
      lines: lines.length,
      classes,
      periods: periodsOf(projection, compiled),
    };
    output.answer(answer, () => textOf(compiled, projection, classes, basis, lines.length));
  });
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

function periodsOf(projection: DealProjection, { file }: CompiledDeal) {
  const byClass = file.classes.map(({ id }, at) => ({ id, dates: classFlows(projection, at) }));
  return projection.periods.map(({ period, day, report, result, losses, tests }, at) => ({
    period,
    date: dateText(day),
    pool: report.poolEnd,
    collections: { interest: report.interest, principal: report.principal, recoveries: report.recoveries, defaults: report.defaults },
    losses,
    purchases: report.purchases,
    isCalled: report.flags !== 0,
    reserve: result.next.reserve,
    fees: result.outcome.fees,
    tests: tests.map((test) => ({ ...test, test: file.tests?.[test.test]?.id ?? String(test.test) })),
    classes: byClass.map(({ id, dates }) => ({ id, ...dates[at] })),
  }));
}

type ClassRow = { readonly id: string; readonly breakEven?: { readonly multiple: bigint } | null } & ClassAnalytics;

function textOf(
  compiled: CompiledDeal,
  projection: DealProjection,
  classes: readonly ClassRow[],
  basis: ProjectionBasis,
  lines: number,
): string {
  const { token } = compiled.file;
  const money = (amount: bigint) => decimalText(amount, token.decimals, true);
  const percent = (value: number | null) => (value === null ? null : `${(value * 100).toFixed(3)}%`);
  const years = (value: number | null) => (value === null ? null : value.toFixed(2));
  const hasPoints = classes.some((row) => row.breakEven !== undefined);
  const head = ['class', 'original', 'interest', 'principal', 'loss', 'WAL', 'yield', 'IRR', 'modified', 'convexity'];
  const rows = classes.map((row): Cell[] => {
    const shown = [
      row.id,
      money(row.original),
      money(row.interest + row.residual),
      money(row.principal),
      money(row.loss),
      years(row.averageLife),
    ];
    const figures = [percent(row.yield), percent(row.internalRate), years(row.modified), years(row.convexity)];
    const point = row.breakEven == null ? 'none' : decimalText(row.breakEven.multiple, 18);
    return [...shown, ...figures, ...(hasPoints ? [point] : [])];
  });
  const dates = projection.periods.map(({ period, day, report, result }): Cell[] => [
    period,
    dateText(day),
    money(report.poolEnd),
    money(report.defaults),
    ...result.next.classes.map(({ balance }) => money(balance)),
  ]);
  const note = `Exact (${projection.order} order, ${lines} ${basis === 'rep-lines' ? 'lines grouped from the tape' : 'lines'}), ${token.symbol}; years ${classes[0]?.years}.`;
  return [
    note,
    renderTable([...head, ...(hasPoints ? ['break-even'] : [])], rows),
    renderTable(['period', 'date', 'pool', 'defaults', ...classes.map(({ id }) => id)], dates),
  ].join('\n\n');
}

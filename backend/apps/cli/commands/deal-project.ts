import type { Command } from 'commander';
import type { CompiledDeal } from '../../../securitization/compile-deal.ts';
import { breakEven } from '../../../securitization/domain/analytics/break-even.ts';
import { type ClassAnalytics, classAnalytics } from '../../../securitization/domain/analytics/class-analytics.ts';
import { classFlows } from '../../../securitization/domain/analytics/class-flows.ts';
import { type DealProjection, projectDeal } from '../../../securitization/domain/analytics/project-deal.ts';
import { decimalText } from '../../../securitization/domain/deal/decimal-text.ts';
import { WAD } from '../../../securitization/domain/integer-division.ts';
import { dateText } from '../../../securitization/domain/plain-date.ts';
import { type Cell, renderTable } from '../output.ts';
import type { Register } from '../program.ts';
import { type ProjectionBasis, readModel, withModelOptions } from './deal-model-input.ts';

const BREAK_EVEN = { step: WAD / 1000n, most: 64n * WAD };

/** `credence deal project`: needs neither server nor chain. */
export function addDealProjectCommand(deal: Command, register: Register): void {
  const project = withModelOptions(deal.command('project'))
    .description('run a deal file on a pool and assumptions: payments, balances and figures of each class')
    .option('--break-even', 'also find the default multiple at which each class begins to lose');
  register(project, async (context) => {
    const { compiled, model, assumptions, file, basis, index } = await readModel(project, context);
    const isBreakEven = project.opts<{ breakEven?: boolean }>().breakEven === true;
    const projection = projectDeal(model, assumptions);
    const points = isBreakEven ? compiled.image.classes.map((_, at) => breakEven(model, assumptions, at, BREAK_EVEN)) : [];
    const classes = compiled.file.classes.map(({ id }, at) => ({
      id,
      ...classAnalytics(projection, at, { price: Number(file.prices[id] ?? '100'), years: file.years, index }),
      ...(isBreakEven ? { breakEven: points[at] ?? null } : {}),
    }));
    const lines = model.lines.length;
    const { method, order } = projection;
    const answer = { method, order, basis, lines, classes, periods: periodsOf(projection, compiled) };
    context.output.answer(answer, () => textOf(compiled, projection, classes, basis, lines));
  });
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

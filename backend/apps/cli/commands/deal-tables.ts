import type { CompiledDeal } from '../../../securitization/compile-deal.ts';
import { decimalText } from '../../../securitization/domain/deal/decimal-text.ts';
import { idsIn } from '../../../securitization/domain/deal/describe-image.ts';
import { dateText } from '../../../securitization/domain/plain-date.ts';
import { renderTable } from '../output.ts';
import type { RunPeriod } from './deal-input.ts';

/** Two tables of a run: the deal by period, and what each class was paid and has left. */
export function runTable({ file, image }: CompiledDeal, periods: readonly RunPeriod[]): string {
  const amount = (value: bigint | undefined) => decimalText(value ?? 0n, file.token.decimals);
  const sum = (values: readonly bigint[]) => amount(values.reduce((all, value) => all + value, 0n));
  const triggers = (file.triggers ?? []).map(({ id }) => id);
  const tests = (file.tests ?? []).map(({ id }) => id);
  const deal = periods.map(({ report, result: { next, outcome } }) => [
    report.period,
    dateText(image.dates[report.period] ?? 0),
    amount(next.pool),
    sum(outcome.fees),
    sum(outcome.interest),
    sum(outcome.principal),
    sum(outcome.residual),
    amount(next.reserve),
    idsIn(next.failed, tests).join(' ') || '-',
    idsIn(next.active, triggers).join(' ') || '-',
  ]);
  const classes = periods.flatMap(({ report, result: { next, outcome } }) =>
    next.classes.map(({ balance, unpaid, deficit }, at) => [
      report.period,
      file.classes[at]?.id ?? '',
      amount(outcome.interest[at]),
      amount(outcome.principal[at]),
      amount(outcome.residual[at]),
      amount(balance),
      amount(unpaid),
      amount(deficit),
    ]),
  );
  const head = ['period', 'date', 'pool', 'fees', 'interest', 'principal', 'residual', 'reserve', 'failed tests', 'triggers'];
  return [
    renderTable(head, deal),
    '',
    renderTable(['period', 'class', 'interest', 'principal', 'residual', 'balance', 'unpaid', 'deficit'], classes),
  ].join('\n');
}

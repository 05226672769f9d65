import { type Command, InvalidArgumentError } from 'commander';
import { z } from 'zod';
import { DomainError } from '../../../kernel/errors.ts';
import {
  ClosingPage,
  ClosingView,
  PeriodView,
  type ReportView,
  RollView,
  TransactionAccepted,
} from '../../../securitization/deals/schemas.ts';
import { decimalText } from '../../../securitization/domain/deal/decimal-text.ts';
import { renderRecord, renderTable } from '../output.ts';
import { namesFor } from '../person-names.ts';
import type { Register } from '../program.ts';
import { readJsonFile } from './deal-input.ts';
import { positionOf } from './tape-standing.ts';

const Figures = z.record(z.string(), z.unknown());

/** Verbs on deals that live on the chain, by way of the API. */
export function addDealDeskCommands(deal: Command, register: Register): void {
  addRestate(deal, register);
  addReports(deal, register);
  addSubstitutes(deal, register);
  addRolls(deal, register);
  for (const [name, description] of [
    ['approve', 'approve a report or restatement that another person prepared; the servicer signs it and it goes to the chain'],
    ['reject', 'reject a report or restatement that another person prepared'],
  ] as const) {
    const decide = deal.command(name).description(description).argument('<id>').option('--note <text>', 'kept with the decision', '');
    register(decide, async ({ api, output }) => {
      const path = `/v1/period-closings/${encodeURIComponent(decide.args[0] ?? '')}/decision`;
      const view = await (await api()).post(ClosingView, path, { decision: name, ...decide.opts<{ note: string }>() });
      output.answer(view, () => `period ${view.period} is ${view.state}`);
    });
  }
}

function addRestate(deal: Command, register: Register): void {
  const restate = deal
    .command('restate')
    .description('state the report of a closed period anew; another person approves, and nothing that was paid changes')
    .argument('<address>', 'address of the deal')
    .argument('<period>', 'number of the closed period')
    .requiredOption(
      '--figures <file>',
      'JSON of the figures that change, in units of the token as the API takes them; - for standard input',
    )
    .requiredOption('--explanation <text>', 'why; its keccak256 goes to the chain');
  register(restate, async (context) => {
    const [address = '', period = ''] = restate.args;
    const { figures, explanation } = restate.opts<{ figures: string; explanation: string }>();
    const changed = Figures.safeParse(await readJsonFile(figures, context));
    if (!changed.success) throw new DomainError('deal_report_malformed', 'invalid', `${figures} is not a JSON object of figures.`);
    const client = await context.api();
    const path = `/v1/deals/${encodeURIComponent(address)}/periods/${encodeURIComponent(period)}`;
    const before = lastStated(await client.get(PeriodView, path));
    const view = await client.post(ClosingView, `${path}/restatements`, { ...inputOf(before), ...changed.data, explanation });
    context.output.answer(view, () => {
      const rows = Object.entries(inputOf(view.report)).flatMap(([name, after]): string[][] => {
        const [old, now] = [before[name as keyof ReportView], after].map(String);
        return old === now ? [] : [[name, old ?? '', now ?? '']];
      });
      const table = renderTable(['figure', 'stated last', 'restated'], rows);
      return `${table}\n\nrestatement ${view.version} of period ${view.period} waits for another person: credence deal approve ${view.id}`;
    });
  });
}

function addRolls(deal: Command, register: Register): void {
  const rolls = deal
    .command('rolls')
    .description('how loans of a deal rolled from bucket to bucket in a period, by balance, and how they are classified')
    .argument('<address>', 'address of the deal');
  register(rolls, async ({ api, output }) => {
    const view = await (await api()).get(RollView, `/v1/deals/${encodeURIComponent(rolls.args[0] ?? '')}/rolls`);
    const percent = (wad: string) => `${(Number(wad) / 1e16).toFixed(2)}%`;
    output.answer(view, () =>
      [
        `Loans are known over ${view.periods} of ${view.lastPeriod} periods; rows are where they were, columns where they went.`,
        renderTable(
          ['from', ...view.buckets, 'seen', 'paid off'],
          view.buckets.map((bucket, at) => [bucket, ...(view.byBalance[at] ?? []).map(percent), view.seen[at] ?? 0, view.left[at] ?? 0]),
        ),
        renderTable(
          ['category', 'loans', 'balance'],
          view.categories.map(({ category, loans, balanceMinor }) => [category, loans, decimalText(BigInt(balanceMinor), 2, true)]),
        ),
      ].join('\n\n'),
    );
  });
}

function lastStated({ report, restated }: PeriodView): ReportView {
  return restated.findLast((row) => row.report !== null)?.report ?? report;
}

/** What of a report the servicer states; the rest follows from it. */
function inputOf({ interest, principal, recoveries, defaults, purchases, poolEnd, late, index, loanCount, tapeRoot }: ReportView) {
  return { interest, principal, recoveries, defaults, purchases, poolEnd, late, index, loanCount, tapeRoot };
}

function addReports(deal: Command, register: Register): void {
  const reports = deal
    .command('reports')
    .description('reports and restatements on their way, newest first')
    .option('--deal <address>', 'of one deal')
    .option('--state <state>', 'prepared, approved, rejected or failed')
    .option('--limit <n>', '1 to 100', '20')
    .option('--cursor <cursor>', 'nextCursor of the page before');
  register(reports, async (context) => {
    const api = await context.api();
    const page = await api.get(ClosingPage, '/v1/period-closings', { ...reports.opts<Record<string, string>>() });
    const nameOf = await namesFor(
      context,
      api,
      page.data.flatMap((row) => [row.preparedBy, row.decidedBy]),
    );
    const rows = page.data.map((row) => [
      row.preparedAt,
      row.deal,
      row.period,
      row.version === 0 ? 'closing' : `restatement ${row.version}`,
      row.state,
      nameOf(row.preparedBy),
      nameOf(row.decidedBy),
      row.id,
    ]);
    const heads = ['prepared', 'deal', 'period', 'kind', 'state', 'prepared by', 'decided by', 'id'];
    context.output.answer(page, () => renderTable(heads, rows));
  });
}

function addSubstitutes(deal: Command, register: Register): void {
  for (const [name, path, description] of [
    ['offer-substitute', 'substitutions', 'offer a loan to a deal in the place of one that is frozen or in breach; by the originator'],
    ['take-substitute', 'substitutions/execution', 'let the deal take the loan that was offered; by its trustee once it is closed'],
  ] as const) {
    const substitute = deal
      .command(name)
      .description(description)
      .argument('<address>', 'address of the deal')
      .requiredOption('--out <loan>', 'loan that leaves, as TAPE:POSITION', loanOf)
      .requiredOption('--in <loan>', 'loan that comes, as TAPE:POSITION', loanOf)
      .requiredOption('--reason <reason>', 'registered-twice or breach');
    register(substitute, async ({ api, output }) => {
      const url = `/v1/deals/${encodeURIComponent(substitute.args[0] ?? '')}/${path}`;
      const answer = await (await api()).post(TransactionAccepted, url, substitute.opts());
      output.answer(answer, () => renderRecord({ ...answer }));
    });
  }
}

function loanOf(text: string): { readonly tape: string; readonly position: number } {
  const cut = text.lastIndexOf(':');
  if (cut < 1) throw new InvalidArgumentError('It is a tape and a place in it, as TAPE:POSITION.');
  return { tape: text.slice(0, cut), position: positionOf(text.slice(cut + 1)) };
}

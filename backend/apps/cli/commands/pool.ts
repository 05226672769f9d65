import type { Command } from 'commander';
import type { z } from 'zod';
import { DomainError } from '../../../kernel/errors.ts';
import { choosePool } from '../../../securitization/domain/pool/choose-pool.ts';
import { decimalText } from '../../../securitization/domain/pool/loan-field.ts';
import { viewSelection, viewStrata } from '../../../securitization/pools/pool-views.ts';
import { PoolOrderShape, PoolPage, type SelectionView, StrataView } from '../../../securitization/pools/schemas.ts';
import type { CommandContext } from '../context.ts';
import { renderRecord, renderTable } from '../output.ts';
import type { Register } from '../program.ts';
import { readInput } from '../read-input.ts';
import { writeOutput } from '../write-output.ts';
import { readTapeFile } from './tape.ts';

const RULES_MAX = 1_000_000;

export function addPoolCommands(program: Command, register: Register): void {
  const pool = program.command('pool').description('pools of loans');
  addSelect(pool, register);
  addStratify(pool, register);
  const list = pool.command('list').description('pools, newest first').option('--limit <n>', '1 to 100', '20');
  register(list, async ({ api, output }) => {
    const page = await (await api()).get(PoolPage, '/v1/pools', list.opts<{ limit: string }>());
    const rows = page.data.map((row) => [
      row.createdAt,
      row.name,
      row.state,
      row.loans,
      decimalText(BigInt(row.balanceMinor), 2),
      row.currency,
      row.id,
    ]);
    output.answer(page, () => renderTable(['opened', 'name', 'state', 'loans', 'balance', 'currency', 'id'], rows));
  });
}

function addSelect(pool: Command, register: Register): void {
  const select = pool
    .command('select')
    .description('choose loans of a tape by rules, limits and a target, without a server')
    .argument('<file>', 'tape, CSV')
    .requiredOption('--order <file>', 'JSON: currency, rules, limits, target, mix, method, seed')
    .option('--profile <name>', 'credence, sba or german-booked', 'credence')
    .option('--out <file>', 'where to write the numbers of the chosen loans, one a line');
  register(select, async (context) => {
    const { order: orderPath, profile, out } = select.opts<{ order: string; profile: string; out?: string }>();
    const order = await readOrder(context, orderPath);
    const loans = await loansOf(context, select.args[0] ?? '', profile);
    const choice = choosePool(loans, order, new Set());
    const view = viewSelection(choice);
    if (out !== undefined) await writeOutput(out, choice.loans.map(({ loanId }) => `${loanId}\n`).join(''));
    context.exitCode = view.chosen > 0 ? 0 : 1;
    context.output.answer({ ...view, loans: choice.loans.map(({ loanId }) => loanId) }, () => summary(view, order.currency));
  });
}

async function loansOf(context: CommandContext, path: string, profile: string) {
  const reading = await readTapeFile(context, path, profile);
  if (reading.isRejected) throw new DomainError('tape_rejected', 'conflict', `${path} is wrong as a whole; check it first.`);
  return reading.loans.map(({ loan }) => loan);
}

async function readOrder({ stdin }: CommandContext, path: string): Promise<PoolOrderShape> {
  const text = new TextDecoder().decode(await readInput(path, stdin, RULES_MAX));
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (cause) {
    throw new DomainError('pool_order_invalid', 'invalid', `${path} is not JSON.`, { cause });
  }
  const order = PoolOrderShape.safeParse(parsed);
  if (order.success) return order.data;
  const faults = order.error.issues.map((issue: z.core.$ZodIssue) => ({
    pointer: `/${issue.path.join('/')}`,
    code: issue.code,
    detail: issue.message,
  }));
  throw new DomainError('pool_order_invalid', 'invalid', 'The order of the pool has faults.', { faults });
}

function summary(view: SelectionView, currency: string): string {
  const { statistics } = view;
  const percent = (wad: string | null) => (wad === null ? null : `${decimalText(BigInt(wad), 16)}%`.replace(/(\.\d{4})\d+/, '$1'));
  const head = {
    candidates: view.candidates,
    eligible: view.eligible,
    chosen: view.chosen,
    balance: `${decimalText(BigInt(view.balanceMinor), 2)} ${currency}`,
    gap: view.gap,
    WAC: percent(statistics.wacWad),
    PD: percent(statistics.pdWad),
    'expected loss': percent(statistics.expectedLossWad),
    'largest ten': percent(statistics.top10Wad),
  };
  const limits = view.limits.map((limit) => [
    limit.id,
    limit.group,
    decimalText(BigInt(limit.balanceMinor), 2),
    decimalText(BigInt(limit.maxMinor), 2),
    limit.isMet ? 'met' : 'NOT met',
  ]);
  const failures = view.failures.map(({ rule, loans }) => [rule, loans]);
  return [
    renderRecord(head),
    renderTable(['limit', 'largest', 'balance', 'at most', 'state'], limits),
    renderTable(['failed rule', 'loans'], failures),
  ].join('\n\n');
}

function addStratify(pool: Command, register: Register): void {
  const stratify = pool
    .command('stratify')
    .description('table of a tape or, by its id, of a pool')
    .argument('<source>', 'CSV file, without a server; or id of a pool')
    .option('--by <field>', 'balance, rate, remainingMonths, grade, region, daysPastDue ...', 'balance')
    .option('--profile <name>', 'of the file: credence, sba or german-booked', 'credence');
  register(stratify, async (context) => {
    const source = stratify.args[0] ?? '';
    const { by, profile } = stratify.opts<{ by: string; profile: string }>();
    const view = source.startsWith('poo_')
      ? await (await context.api()).get(StrataView, `/v1/pools/${encodeURIComponent(source)}/strata`, { by })
      : viewStrata(await loansOf(context, source, profile), by);
    const wad = (text: string | null) => (text === null ? null : `${decimalText(BigInt(text), 16)}%`.replace(/(\.\d{2})\d+/, '$1'));
    const rows = view.strata.map((row) => [
      row.label,
      row.loans,
      decimalText(BigInt(row.balanceMinor), 2),
      wad(row.shareWad),
      wad(row.rateWad),
      row.remainingMonths,
      wad(row.pdWad),
    ]);
    context.output.answer(view, () => renderTable([by, 'loans', 'balance', 'share', 'rate', 'months left', 'PD'], rows));
  });
}

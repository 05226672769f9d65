import { basename } from 'node:path';
import type { Command } from 'commander';
import { DomainError } from '../../../kernel/errors.ts';
import { ClosingView, DealView, PeriodFileView } from '../../../securitization/deals/schemas.ts';
import { decimalText, readRate } from '../../../securitization/domain/deal/decimal-text.ts';
import { FILE_BYTES_MAX } from '../../../securitization/domain/file-limit.ts';
import { renderRecord, renderTable } from '../output.ts';
import type { Register } from '../program.ts';
import { readInput } from '../read-input.ts';
import { writeOutput } from '../write-output.ts';

const FAULTS_SHOWN = 20;

interface Options {
  readonly deal: string;
  readonly index: string;
  readonly call?: boolean;
  readonly handOver?: boolean;
}

/** `credence deal report` and the file that it reads; both need the API. */
export function addDealReportCommands(deal: Command, register: Register): void {
  addTemplate(deal, register);
  const report = deal
    .command('report')
    .description("read a servicer's file of the next period, compare it with the pool and run it dry; with --hand-over for approval")
    .argument('<file>', 'CSV with one line for each loan; - for standard input')
    .requiredOption('--deal <address>', 'address of the deal')
    .option('--index <rate>', 'index of floating classes, such as 3.1%', '0')
    .option('--call', 'the pool is sold and the notes are called')
    .option('--hand-over', 'hand the report over for another person to approve');
  register(report, async (context) => {
    const { output, stdin } = context;
    const [path = ''] = report.args;
    const options = report.opts<Options>();
    const index = readRate(options.index);
    if (index === null) throw new DomainError('deal_report_malformed', 'invalid', `${options.index} is no rate such as 0.031 or 3.1%.`);
    const bytes = await readInput(path, stdin, FILE_BYTES_MAX);
    const fileName = path === '-' ? 'stdin.csv' : basename(path);
    const query = { fileName, index: String(index), isCall: String(options.call === true) };
    const api = await context.api();
    const place = `/v1/deals/${options.deal}`;
    const view = await api.upload(PeriodFileView, `${place}/period-file`, query, bytes, 'text/csv');
    context.exitCode = view.preview === null ? 1 : 0;
    if (view.preview === null) return output.answer(view, () => faultTable(view));
    const known = await api.get(DealView, place);
    if (options.handOver !== true) return output.answer(view, () => totals(view, known));
    const { digest } = view.preview;
    const closing = await api.upload(ClosingView, `${place}/period-file/closing`, { ...query, digest }, bytes, 'text/csv');
    output.answer(closing, () => `${totals(view, known)}\n\n${renderRecord({ closing: closing.id, state: closing.state })}`);
  });
}

function addTemplate(deal: Command, register: Register): void {
  const template = deal
    .command('report-template')
    .description('a period file to fill in, with the loans as they stood at the end of the last period')
    .requiredOption('--deal <address>', 'address of the deal')
    .option('--out <file>', 'where to write it, else to standard output');
  register(template, async (context) => {
    const { deal: address, out } = template.opts<{ deal: string; out?: string }>();
    const bytes = await (await context.api()).download(`/v1/deals/${address}/period-file.csv`);
    if (out !== undefined) await writeOutput(out, bytes);
    const text = new TextDecoder().decode(bytes);
    context.output.answer({ file: out ?? null, loans: text.split('\n').length - 2 }, () => (out === undefined ? text.trimEnd() : out));
  });
}

function faultTable({ faults, faultCount, file }: PeriodFileView): string {
  const rows = faults.slice(0, FAULTS_SHOWN).map(({ line, column, code, detail }) => [line, column, code, detail]);
  const more = faultCount > FAULTS_SHOWN ? `\n${faultCount - FAULTS_SHOWN} more; the first thousand with --json` : '';
  return `${renderRecord({ file: file.name, lines: file.rows, faults: faultCount })}\n\n${renderTable(['line', 'column', 'code', 'fault'], rows)}${more}`;
}

function totals({ report, preview, file }: PeriodFileView, { asset, classes }: DealView): string {
  const amount = (units: string | undefined) => decimalText(BigInt(units ?? '0'), asset.decimals, true);
  const head = {
    period: preview?.period ?? null,
    file: `${file.name}, ${file.rows} lines, sha256 ${file.hash}`,
    interest: amount(report?.interest),
    principal: amount(report?.principal),
    recoveries: amount(report?.recoveries),
    defaults: amount(report?.defaults),
    'pool at the end': amount(report?.poolEnd),
    'loans at the end': report?.loanCount ?? null,
    'tape root': report?.tapeRoot ?? null,
    'cash from the servicer': amount(preview?.cash),
    'contract agrees': preview?.isAgreed === true ? 'yes' : 'no',
  };
  const rows = (preview?.payments ?? []).map((row) => [
    classes[row.class]?.symbol ?? String(row.class),
    amount(row.interest),
    amount(row.principal),
    amount(row.residual),
    amount(row.balance),
  ]);
  return `${renderRecord(head)}\n\n${renderTable(['class', 'interest', 'principal', 'residual', 'balance'], rows)}`;
}

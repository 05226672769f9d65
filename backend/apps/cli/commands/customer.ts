import { basename } from 'node:path';
import type { Command } from 'commander';
import { CustomerPage, CustomerView, ErasureView, ImportFaultPage, ImportView, SourceList } from '../../../intake/schemas.ts';
import { MOST_IMPORT_BYTES } from '../../../intake/domain/import-limit.ts';
import type { CommandContext } from '../context.ts';
import { readInput } from '../read-input.ts';
import { renderRecord, renderTable } from '../output.ts';
import type { Register } from '../program.ts';
import { probabilityText } from '../probability-text.ts';

export function addCustomerCommands(program: Command, register: Register): void {
  const customer = program.command('customer').description('customers, their scores and their files');
  addList(customer, register);
  addShow(customer, register);
  addSources(customer, register);
  addImport(customer, register);
  addFaults(customer, register);
  addErase(customer, register);
}

function addList(customer: Command, register: Register): void {
  const list = customer
    .command('list')
    .description('customers, newest first')
    .option('--grade <grade>', 'only customers of this grade')
    .option('--q <text>', 'only customers whose external id begins with this')
    .option('--limit <n>', '1 to 100', '20')
    .option('--cursor <cursor>', 'nextCursor of the page before');
  register(list, async ({ api, output }) => {
    const query = list.opts<{ grade?: string; q?: string; limit: string; cursor?: string }>();
    const page = await (await api()).get(CustomerPage, '/v1/customers', { ...query });
    const rows = page.data.map((row) => [row.externalId, row.score, row.grade, probabilityText(row.pdWad), row.credentialState, row.id]);
    output.answer(page, () => renderTable(['external id', 'score', 'grade', 'PD', 'credential', 'id'], rows));
  });
}

function addShow(customer: Command, register: Register): void {
  const show = customer.command('show').description('one customer: score, points by characteristic, reasons').argument('<id>');
  register(show, async ({ api, output }) => {
    const view = await (await api()).get(CustomerView, `/v1/customers/${encodeURIComponent(show.args[0] ?? '')}`);
    const head = {
      id: view.id,
      'external id': view.externalId,
      score: view.score,
      grade: view.grade,
      PD: probabilityText(view.pdWad),
      credential: view.credentialId,
      'credential state': view.credentialState,
      scorecard: view.scorecardHash,
    };
    const points = view.points.map((row) => [row.characteristic, row.value, row.attribute, row.points, row.bestPoints]);
    const outcomes = view.outcomes.map((row) => [row.value, row.observedOn, row.createdAt, row.isNewest ? 'counts' : 'superseded']);
    output.answer(view, () =>
      [
        renderRecord(head),
        renderTable(['characteristic', 'value', 'attribute', 'points', 'best'], points),
        `reasons: ${view.reasons.map(({ code, characteristic }) => `${code} ${characteristic}`).join(', ')}`,
        ...(outcomes.length === 0 ? [] : [renderTable(['outcome', 'observed on', 'told at', ''], outcomes)]),
      ].join('\n\n'),
    );
  });
}

function addSources(customer: Command, register: Register): void {
  const sources = customer.command('sources').description('sources that customers came from, the newest import first');
  register(sources, async ({ api, output }) => {
    const list = await (await api()).get(SourceList, '/v1/sources');
    const rows = list.data.map((row) => [row.name, row.customers, row.erased, row.schemas.join(', '), row.importedAt]);
    output.answer(list, () => renderTable(['source', 'customers', 'erased', 'schema', 'imported at'], rows));
  });
}

function addImport(customer: Command, register: Register): void {
  const run = customer
    .command('import')
    .description('import a CSV file; bad rows are reported, good rows are kept')
    .argument('<file>', 'a path, or - for standard input')
    .requiredOption('--source <name>', 'where the file comes from; ids are unique within it')
    .option('--schema <id>', 'form of the file', 'german-credit');
  register(run, async (context) => {
    const path = run.args[0] ?? '';
    const { source, schema } = run.opts<{ source: string; schema: string }>();
    await uploadFile(context, path, '/v1/imports', { schema, source });
  });
}

/** Commands about what became of customers. */
export function addOutcomeCommands(program: Command, register: Register): void {
  const outcome = program.command('outcome').description('how customers turned out, as it becomes known');
  const run = outcome
    .command('import')
    .description('import a CSV file with the columns id, bad (0 or 1) and observed_on (a day); bad rows are reported, good rows are kept')
    .argument('<file>', 'a path, or - for standard input')
    .requiredOption('--source <name>', 'the source that the customers came from');
  register(run, (context) => uploadFile(context, run.args[0] ?? '', '/v1/outcome-imports', { ...run.opts<{ source: string }>() }));
}

/** Uploads a file and tells what came of it; with a rejected row the command ends with 1. */
async function uploadFile(context: CommandContext, path: string, route: string, query: Record<string, string>): Promise<void> {
  const bytes = await readInput(path, context.stdin, MOST_IMPORT_BYTES);
  const fileName = path === '-' ? 'stdin.csv' : basename(path);
  const view = await (await context.api()).upload(ImportView, route, { ...query, fileName }, bytes, 'text/csv');
  context.exitCode = view.state === 'done' && view.rejected === 0 ? 0 : 1;
  const known = view.unchanged === 0 ? '' : `, ${view.unchanged} of them known before`;
  const summary = `${view.state}: ${view.accepted} of ${view.rows} rows imported${known}, ${view.rejected} rejected (${view.id})`;
  context.output.answer(view, () => (view.faults.length === 0 ? summary : `${summary}\n\n${faultTable(view.faults)}`));
}

function addFaults(customer: Command, register: Register): void {
  const faults = customer
    .command('faults')
    .description('every fault of one import, by line')
    .argument('<import-id>')
    .option('--limit <n>', '1 to 100', '100')
    .option('--cursor <cursor>', 'nextCursor of the page before');
  register(faults, async ({ api, output }) => {
    const query = faults.opts<{ limit: string; cursor?: string }>();
    const page = await (await api()).get(ImportFaultPage, `/v1/imports/${encodeURIComponent(faults.args[0] ?? '')}/faults`, { ...query });
    output.answer(page, () => faultTable(page.data));
  });
}

function addErase(customer: Command, register: Register): void {
  const erase = customer
    .command('erase')
    .description('erase a customer for ever; digests and roots stay, so audits still pass')
    .argument('<id>')
    .requiredOption('--confirm <external-id>', 'the external id once more')
    .requiredOption('--reason <ground>', 'requested, consent-withdrawn, no-longer-needed, unlawful or legal-duty');
  register(erase, async ({ api, output }) => {
    const path = `/v1/customers/${encodeURIComponent(erase.args[0] ?? '')}/erasure`;
    const view = await (await api()).post(ErasureView, path, { ...erase.opts<{ confirm: string; reason: string }>() });
    output.answer(view, () => `erased at ${view.erasedAt}; of ${view.credentials} anchored credentials only the digests are left`);
  });
}

function faultTable(faults: readonly { line: number; column: string; code: string; detail: string }[]): string {
  return renderTable(
    ['line', 'column', 'code', 'detail'],
    faults.map(({ line, column, code, detail }) => [line, column, code, detail]),
  );
}

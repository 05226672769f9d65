import { basename } from 'node:path';
import type { Command } from 'commander';
import { BULK_LIMIT, BulkAccepted, BulkPage, BulkRowPage, BulkView } from '../../../reliance/schemas.ts';
import type { CommandContext } from '../context.ts';
import { renderRecord, renderTable } from '../output.ts';
import type { Register } from '../program.ts';
import { readInput } from '../read-input.ts';
import { waitForJob } from '../wait-for-job.ts';
import { writeOutput } from '../write-output.ts';
import { forOrganization } from './reliance-options.ts';

const PATH = '/v1/bulk-verifications';

export function addBulkCommands(program: Command, register: Register): void {
  const bulk = program.command('bulk').description('verify files of many credentials');
  addVerify(bulk, register);
  addResults(bulk, register);
  const list = forOrganization(bulk.command('list').description('runs, newest first')).option('--limit <n>', '1 to 100', '20');
  register(list, async ({ api, output }) => {
    const page = await (await api()).get(BulkPage, PATH, list.opts<{ limit: string }>());
    const rows = page.data.map((run) => [run.createdAt, run.name, run.state, run.total, run.counts.valid ?? 0, run.id]);
    output.answer(page, () => renderTable(['made', 'name', 'state', 'rows', 'valid', 'id'], rows));
  });
}

interface VerifyOptions {
  readonly name?: string;
  readonly column?: string;
  readonly out?: string;
  readonly format?: 'json' | 'csv';
  readonly profile: boolean;
}

function addVerify(bulk: Command, register: Register): void {
  const verify = forOrganization(bulk.command('verify').description('verify every credential of a file, all as of one block'))
    .argument('<file>', 'CSV, a JSON array or JSON lines; - for standard input')
    .option('--name <name>', 'name of the run')
    .option('--column <header>', 'CSV column that holds the credential')
    .option('--no-profile', 'accept whatever is valid, whatever the profile says')
    .option('--out <file>', 'where to write the signed result')
    .option('--format <format>', 'json or csv; else after the name of --out');
  register(verify, async (context) => {
    const path = verify.args[0] ?? '';
    const { name, column, out, format, profile } = verify.opts<VerifyOptions>();
    const bytes = await readInput(path, context.stdin, BULK_LIMIT.bytes);
    const api = await context.api();
    const query = { name: name ?? (path === '-' ? 'stdin' : basename(path)), column, profile: profile ? 'own' : 'none' };
    const { id, jobId } = await api.upload(BulkAccepted, PATH, query, bytes, contentTypeOf(path, bytes));
    await waitForJob(api, context.output, jobId);
    const view = await api.get(BulkView, `${PATH}/${id}`);
    if (out !== undefined) {
      const wanted = format ?? (out.toLowerCase().endsWith('.csv') ? 'csv' : 'json');
      await writeOutput(out, await api.download(`${PATH}/${id}/file`, { format: wanted }));
    }
    context.exitCode = view.counts.valid === view.total ? 0 : 1;
    context.output.answer(view, () => summary(context, view, out));
  });
}

/** Standard input has no name; what does not begin as JSON is CSV. */
function contentTypeOf(path: string, bytes: Uint8Array): string {
  if (path.toLowerCase().endsWith('.csv')) return 'text/csv';
  const start = new TextDecoder().decode(bytes.subarray(0, 64)).trimStart();
  return /^[\uFEFF]?[[{"]/.test(start) && !/\.(csv|txt)$/i.test(path) ? 'application/json' : 'text/csv';
}

function summary({ output }: CommandContext, view: BulkView, out: string | undefined): string {
  const counts = Object.entries(view.counts).map(([verdict, count]) => [
    output.paint(verdict === 'valid' ? 'good' : 'bad', verdict),
    count ?? 0,
  ]);
  const head = {
    id: view.id,
    rows: view.total,
    block: view.block === null ? null : `${view.block.number} ${view.block.hash}`,
    'result hash': view.resultHash,
    written: out ?? null,
  };
  return [renderRecord(head), renderTable(['verdict', 'rows'], counts)].join('\n\n');
}

function addResults(bulk: Command, register: Register): void {
  const results = forOrganization(bulk.command('results').description('judged rows of a run'))
    .argument('<id>')
    .option('--verdict <verdict>', 'only rows of this verdict')
    .option('--limit <n>', '1 to 100', '100')
    .option('--cursor <cursor>', 'nextCursor of the page before');
  register(results, async ({ api, output, lang }) => {
    const query = results.opts<{ verdict?: string; limit: string; cursor?: string }>();
    const { verdict, limit, cursor } = query;
    const path = `${PATH}/${encodeURIComponent(results.args[0] ?? '')}/results`;
    const page = await (await api()).get(BulkRowPage, path, { verdict, limit, cursor });
    const rows = page.data.map((row) => [row.line, row.verdict, row.words[lang], row.digest]);
    output.answer(page, () => renderTable(['line', 'verdict', 'why', 'digest'], rows));
  });
}

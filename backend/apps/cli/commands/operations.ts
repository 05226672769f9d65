import type { Command } from 'commander';
import { AuditEntryView, JobView, pageOf, SystemView } from '../../../platform/http/schemas.ts';
import { renderRecord, renderTable } from '../output.ts';
import { namesFor } from '../person-names.ts';
import type { Register } from '../program.ts';
import { waitForJob } from '../wait-for-job.ts';

export function addOperationsCommands(program: Command, register: Register): void {
  addDoctor(program, register);
  addSystemCommands(program, register);
  addIndexCommands(program.command('index').description('the index of chain events'), register);
  addAuditCommands(program.command('audit').description('the audit log: who did what'), register);
  const demo = program.command('demo').description('the demonstration');
  const seed = demo.command('seed').description('bring the demo to its full state; what is there stays');
  register(seed, async (context) => {
    const [{ openSystem }, { seedDemo }] = await Promise.all([import('../../open-system.ts'), import('../../demo/seed-demo.ts')]);
    const system = await openSystem(context.config(), 'cli');
    context.onClose(system.close);
    const state = await seedDemo({ system, api: await context.api(), output: context.output });
    const { customers, scorecardHash, batchId, batchState } = state;
    context.output.answer(state, () => renderRecord({ customers, scorecardHash, batchId, batchState }));
  });
}

function addDoctor(program: Command, register: Register): void {
  const doctor = program.command('doctor').description('check what a start needs: Node, folder, ports, database, chain, ledger');
  register(doctor, async (context) => {
    const { examine } = await import('../examine.ts');
    const results = await examine(context.config());
    context.exitCode = results.every(({ ok }) => ok) ? 0 : 1;
    const { output } = context;
    output.answer(results, () =>
      results
        .map(({ ok, name, detail }) => `${output.paint(ok ? 'good' : 'bad', ok ? 'ok  ' : 'FAIL')}  ${name.padEnd(8)}  ${detail}`)
        .join('\n'),
    );
  });
}

function addSystemCommands(program: Command, register: Register): void {
  const system = program.command('system').description('the installation');
  const status = system.command('status').description('chain, index, jobs, transactions, audit log');
  register(status, async ({ api, output }) => {
    const view = await (await api()).get(SystemView, '/v1/system');
    const counts = (record: Readonly<Record<string, number>>) =>
      Object.entries(record)
        .map(([name, count]) => `${count} ${name}`)
        .join(', ');
    output.answer(view, () =>
      renderRecord({
        version: view.version,
        database: view.database.provider,
        chain: `${view.chain.chainId}${view.chain.local ? ' (local)' : ''} at block ${view.chain.head.number}`,
        'chain head': view.chain.head.hash,
        ledger: view.chain.ledger,
        'index lag': `${view.index.lagBlocks} blocks`,
        jobs: counts(view.jobs),
        transactions: counts(view.transactions),
        'audit entries': view.audit.entries,
        'audit head': view.audit.head,
      }),
    );
  });
  const job = program.command('job').description('work in the background');
  const list = job
    .command('list')
    .description('jobs, newest first')
    .option('--limit <n>', '1 to 100', '20')
    .option('--cursor <cursor>', 'nextCursor of the page before');
  register(list, async ({ api, output }) => {
    const page = await (await api()).get(pageOf(JobView), '/v1/jobs', { ...list.opts<{ limit: string; cursor?: string }>() });
    output.answer(page, () =>
      renderTable(
        ['kind', 'state', 'step', 'created', 'id'],
        page.data.map((row) => [row.kind, row.state, row.step, row.createdAt, row.id]),
      ),
    );
  });
  const wait = job.command('wait').description('follow a job to its end').argument('<id>');
  register(wait, async ({ api, output }) => {
    const done = await waitForJob(await api(), output, wait.args[0] ?? '');
    output.answer(done, () => `done: ${JSON.stringify(done.result)}`);
  });
}

function addIndexCommands(index: Command, register: Register): void {
  const status = index.command('status').description('how far the index has read the chain');
  register(status, async ({ api, output }) => {
    const { index: own, chain } = await (await api()).get(SystemView, '/v1/system');
    output.answer({ ...own, head: chain.head }, () =>
      renderRecord({ indexed: own.number, head: chain.head.number, lag: own.lagBlocks, 'block hash': own.hash }),
    );
  });
  const rebuild = index.command('rebuild').description('drop the index and read it again from the chain');
  register(rebuild, async (context) => {
    const [{ openSystem }, { rebuildLedgerIndex }] = await Promise.all([
      import('../../open-system.ts'),
      import('../../worker/ledger-index.ts'),
    ]);
    const system = await openSystem(context.config(), 'cli');
    context.onClose(system.close);
    const result = await rebuildLedgerIndex(system, (text) => context.output.progress(text));
    context.output.answer(result, () => `read ${result.events} events of ${result.blocks} blocks`);
  });
}

function addAuditCommands(audit: Command, register: Register): void {
  const list = audit
    .command('list')
    .description('entries, newest first')
    .option('--limit <n>', '1 to 100', '20')
    .option('--cursor <cursor>', 'nextCursor of the page before');
  register(list, async (context) => {
    const api = await context.api();
    const page = await api.get(pageOf(AuditEntryView), '/v1/audit-log', { ...list.opts<{ limit: string; cursor?: string }>() });
    const nameOf = await namesFor(
      context,
      api,
      page.data.map(({ actor }) => actor),
    );
    const rows = page.data.map((row) => [row.seq, row.at, nameOf(row.actor), row.action, row.entityId, row.outcome]);
    context.output.answer(page, () => renderTable(['seq', 'at', 'actor', 'action', 'entity', 'outcome'], rows));
  });
  const verify = audit.command('verify').description('derive the hash chain of the audit log again');
  register(verify, async (context) => {
    const [{ openSystem }, { verifyAuditLog }] = await Promise.all([
      import('../../open-system.ts'),
      import('../../../platform/audit-log/verify-audit-log.ts'),
    ]);
    const system = await openSystem(context.config(), 'cli');
    context.onClose(system.close);
    const result = await verifyAuditLog(system.database.client);
    context.exitCode = result.ok ? 0 : 1;
    context.output.answer(result, () =>
      result.ok
        ? `the audit log is whole: ${result.entries} entries, head ${result.head}`
        : `the audit log is broken at entry ${result.seq}: ${result.reason}`,
    );
  });
}

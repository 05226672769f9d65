import type { Command } from 'commander';
import { z } from 'zod';
import {
  BatchPage,
  BatchRow,
  CredentialPage,
  CredentialRow,
  IssuedView,
  IssuerView,
  LedgerEventPage,
  RevocationRequestView,
  TransactionPage,
  TransactionView,
} from '../../../attestation/schemas.ts';
import { renderRecord, renderTable } from '../output.ts';
import type { Register } from '../program.ts';
import { addLedgerModels } from './model-record.ts';
import { runJob } from './scorecard.ts';

interface PageOptions {
  readonly limit: string;
  readonly cursor?: string;
}

export function addLedgerCommands(program: Command, register: Register): void {
  addBatchCommands(program.command('batch').description('batches of credentials and their anchors'), register);
  addCredentialCommands(program.command('credential').description('credentials: files, saved anchor proofs, revocation'), register);
  addChainCommands(program.command('ledger').description('what the chain says: issuers, events, transactions'), register);
}

function paged(parent: Command, name: string, description: string): Command {
  return parent
    .command(name)
    .description(description)
    .option('--limit <n>', '1 to 100', '20')
    .option('--cursor <cursor>', 'nextCursor of the page before');
}

function addBatchCommands(batch: Command, register: Register): void {
  const list = paged(batch, 'list', 'batches, newest first');
  register(list, async ({ api, output }) => {
    const page = await (await api()).get(BatchPage, '/v1/batches', { ...list.opts<PageOptions>() });
    const rows = page.data.map((row) => [row.batch, row.state, row.leaves, row.block?.number ?? null, row.gasUsed, row.root, row.id]);
    output.answer(page, () => renderTable(['batch', 'state', 'leaves', 'block', 'gas', 'root', 'id'], rows));
  });
  const show = batch.command('show').description('one batch').argument('<id>');
  register(show, async ({ api, output }) => {
    const row = await (await api()).get(BatchRow, `/v1/batches/${encodeURIComponent(show.args[0] ?? '')}`);
    const { block, supersedes, file, isRefused, ...rest } = row;
    output.answer(row, () =>
      renderRecord({
        ...rest,
        refused: isRefused ? 'yes' : 'no',
        file: file?.name ?? null,
        'SHA-256 of the file': file?.sha256 ?? null,
        'supersedes batches': supersedes?.batches.join(', ') ?? null,
        'supersedes credentials': supersedes?.credentials ?? null,
        block: block?.number ?? null,
        'block hash': block?.hash ?? null,
        time: block?.time ?? null,
      }),
    );
  });
  const credentials = paged(batch, 'credentials', 'credentials of one batch').argument('<id>');
  register(credentials, async ({ api, output }) => {
    const page = await (await api()).get(CredentialPage, `/v1/batches/${encodeURIComponent(credentials.args[0] ?? '')}/credentials`, {
      ...credentials.opts<PageOptions>(),
    });
    output.answer(page, () =>
      renderTable(
        ['position', 'state', 'expiry', 'digest', 'id'],
        page.data.map((row) => [row.position, row.state, row.expiry, row.digest, row.id]),
      ),
    );
  });
  const issue = batch
    .command('issue')
    .description('make credentials of a scoring run and anchor them in one transaction')
    .requiredOption('--run <id>', 'scoring run')
    .option('--valid-days <days>', 'days until the credentials expire', '90')
    .option('--copies <n>', 'unlinkable copies beside each credential, 0 to 8', '0')
    .option('--supersede', 'mark the older credentials of the same customers as superseded, in the same transaction')
    .option('--no-wait', 'do not wait for the worker');
  register(issue, async (context) => {
    const { run, validDays, copies, supersede } = issue.opts<{ run: string; validDays: string; copies: string; supersede?: boolean }>();
    const order = { runId: run, validDays: Number(validDays), copies: Number(copies), supersede: supersede === true ? 'previous' : 'none' };
    await runJob(context, issue, '/v1/batches', order);
  });
}

function addCredentialCommands(credential: Command, register: Register): void {
  const show = credential.command('show').description('where a credential stands').argument('<id>');
  register(show, async ({ api, output }) => {
    const row = await (await api()).get(CredentialRow, `/v1/credentials/${encodeURIComponent(show.args[0] ?? '')}`);
    output.answer(row, () => renderRecord(row));
  });
  for (const [name, path, description] of [
    ['file', 'file', 'the credential file of the customer; redirect it to a file'],
    ['anchor-proof', 'anchor-proof', 'a saved anchor proof, for verification without the chain'],
  ] as const) {
    const get = credential.command(name).description(description).argument('<id>');
    register(get, async ({ api, output }) => {
      const value = await (await api()).get(z.unknown(), `/v1/credentials/${encodeURIComponent(get.args[0] ?? '')}/${path}`);
      output.answer(value, () => JSON.stringify(value, null, 2));
    });
  }
  const issue = credential
    .command('issue')
    .description('make one credential at once, with a signed promise to anchor it; prints the file')
    .argument('<customer>')
    .option('--valid-days <days>', 'days until it expires', '90')
    .option('--holder', 'bind it to the key that the customer has registered');
  register(issue, async ({ api, output }) => {
    const { validDays, holder = false } = issue.opts<{ validDays: string; holder?: boolean }>();
    const order = { customerId: issue.args[0] ?? '', validDays: Number(validDays), holder };
    const { file } = await (await api()).post(IssuedView, '/v1/credentials', order);
    output.answer(file, () => JSON.stringify(file, null, 2));
  });
  const revoke = credential
    .command('revoke')
    .description('ask for the revocation of a credential on the chain; another person approves it')
    .argument('<id>')
    .requiredOption('--reason <reason>', 'error, fraud, withdrawn, key-compromise or other')
    .option('--note <text>', 'kept with the request', '');
  register(revoke, async ({ api, output }) => {
    const view = await (await api()).post(RevocationRequestView, `/v1/credentials/${encodeURIComponent(revoke.args[0] ?? '')}/revoke`, {
      ...revoke.opts<{ reason: string; note: string }>(),
    });
    output.answer(view, () => `request ${view.id} waits for another person: credence revocation approve ${view.id}`);
  });
}

function addChainCommands(ledger: Command, register: Register): void {
  addLedgerModels(ledger, register);
  const issuers = ledger.command('issuers').description('registered issuers');
  register(issuers, async ({ api, output }) => {
    const page = await (await api()).get(z.object({ data: z.array(IssuerView) }), '/v1/ledger/issuers');
    output.answer(page, () =>
      renderTable(
        ['issuer', 'name', 'status', 'batches', 'leaves', 'log root'],
        page.data.map((row) => [row.issuerId, row.name, row.status, row.batches, row.leaves, row.logRoot]),
      ),
    );
  });
  const events = paged(ledger, 'events', 'events of the contracts, newest first');
  register(events, async ({ api, output }) => {
    const page = await (await api()).get(LedgerEventPage, '/v1/ledger/events', { ...events.opts<PageOptions>() });
    output.answer(page, () =>
      renderTable(
        ['block', 'log', 'time', 'event', 'transaction'],
        page.data.map((row) => [row.blockNumber, row.logIndex, row.time, row.name, row.transaction]),
      ),
    );
  });
  const transactions = paged(ledger, 'transactions', 'transactions that we sent, newest first');
  register(transactions, async ({ api, output }) => {
    const page = await (await api()).get(TransactionPage, '/v1/ledger/transactions', { ...transactions.opts<PageOptions>() });
    output.answer(page, () =>
      renderTable(
        ['kind', 'state', 'block', 'gas', 'hash'],
        page.data.map((row) => [row.kind, row.state, row.block, row.gasUsed, row.hash]),
      ),
    );
  });
  const transaction = ledger.command('transaction').description('one transaction and its events').argument('<hash>');
  register(transaction, async ({ api, output }) => {
    const { events: own, ...view } = await (await api()).get(
      TransactionView,
      `/v1/ledger/transactions/${encodeURIComponent(transaction.args[0] ?? '')}`,
    );
    const rows = own.map((event) => [event.logIndex, event.name, JSON.stringify(event.args)]);
    output.answer({ ...view, events: own }, () => `${renderRecord(view)}\n\n${renderTable(['log', 'event', 'arguments'], rows)}`);
  });
  const redeploy = ledger
    .command('redeploy')
    .description('replace the deployed contracts by fresh ones; what was anchored stays with the old ones')
    .requiredOption('--reason <text>', 'kept with the record of the deployment');
  register(redeploy, async (context) => {
    const [{ openSystem }, { ensureDeployed }] = await Promise.all([
      import('../../open-system.ts'),
      import('../../../platform/chain/deploy-contracts.ts'),
    ]);
    const system = await openSystem(context.config(), 'cli');
    context.onClose(system.close);
    const { reason } = redeploy.opts<{ reason: string }>();
    const { chainId, creditLedger } = await ensureDeployed({ ...system, signer: system.signer('deployer'), redeploy: reason });
    context.output.answer(
      { chainId, ledger: creditLedger.address, block: creditLedger.block },
      () => `CreditLedger is now ${creditLedger.address} on chain ${chainId}; restart the worker`,
    );
  });
}

import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { z } from 'zod';
import { AddKeyRequest, IssuerView, OrderedTransaction, TransactionView } from '../../../attestation/schemas.ts';
import { DomainError } from '../../../kernel/errors.ts';
import type { ApiClient } from '../api-client.ts';
import type { CommandContext } from '../context.ts';
import { renderRecord, renderTable } from '../output.ts';
import type { Register } from '../program.ts';

const POLL_MS = 200;

/** Keys of the issuer, and what protects those who rely on it when one of them is stolen. */
export function addIssuerCommands(program: Command, register: Register): void {
  const issuer = program.command('issuer').description("the issuer's keys; freezing batches after a key was stolen");
  addKeyCommands(issuer, register);
  const freeze = issuer
    .command('freeze')
    .description('freeze every batch from this one to the newest; verification says so at once')
    .requiredOption('--from <batch>', 'first batch to freeze, a number of the log')
    .option('--no-wait', 'do not wait for the chain');
  register(freeze, async (context) => order(context, freeze, '/v1/issuer/freeze', { fromBatch: freeze.opts<{ from: string }>().from }));
  const thaw = issuer
    .command('thaw')
    .description('put frozen batches in force again')
    .requiredOption('--from <batch>', 'first batch')
    .requiredOption('--until <batch>', 'first batch after them')
    .option('--no-wait', 'do not wait for the chain');
  register(thaw, async (context) => {
    const { from, until } = thaw.opts<{ from: string; until: string }>();
    await order(context, thaw, '/v1/issuer/thaw', { fromBatch: from, untilBatch: until });
  });
}

function addKeyCommands(issuer: Command, register: Register): void {
  const keys = issuer.command('keys').description('keys that were ever accredited, with their windows');
  register(keys, async ({ api, output }) => {
    const { data } = await (await api()).get(z.object({ data: z.array(IssuerView) }), '/v1/ledger/issuers');
    const rows = data.flatMap((each) =>
      each.keys.map((key) => [each.issuerId, key.address, key.validFrom, key.validUntil, key.roles.join(' '), key.active ? 'yes' : 'no']),
    );
    output.answer(data, () => renderTable(['issuer', 'key', 'from', 'until', 'roles', 'active'], rows));
  });
  const add = issuer
    .command('add-key')
    .description('accredit a key; it counts once the waiting time of the ledger is over')
    .argument('<address>')
    .option('--roles <list>', 'anchor, revoke, sign', 'anchor,revoke,sign')
    .option('--from <seconds>', 'first second of its window, seconds since 1970', '0')
    .option('--until <seconds>', 'first second after its window; open without')
    .option('--no-wait', 'do not wait for the chain');
  register(add, async (context) => {
    const { roles, from, until } = add.opts<{ roles: string; from: string; until?: string }>();
    const body = AddKeyRequest.safeParse({
      address: add.args[0]?.toLowerCase(),
      roles: roles.split(','),
      from: Number(from),
      until: until === undefined ? null : Number(until),
    });
    if (!body.success) {
      const faults = body.error.issues.map((issue) => ({ pointer: issue.path.join('.'), code: issue.code, detail: issue.message }));
      throw new DomainError('issuer_key_invalid', 'invalid', 'The key cannot be added as given.', { faults });
    }
    await order(context, add, '/v1/issuer/keys', body.data);
  });
  const remove = issuer
    .command('remove-key')
    .description('end a key at once; what it signs or anchors from now on counts for nothing')
    .argument('<address>')
    .option('--no-wait', 'do not wait for the chain');
  register(remove, async (context) => {
    const path = `/v1/issuer/keys/${encodeURIComponent(remove.args[0]?.toLowerCase() ?? '')}/removal`;
    await order(context, remove, path, {});
  });
}

/** Orders a transaction and, unless told not to, waits until the chain has it for good. */
async function order(context: CommandContext, command: Command, path: string, body: unknown): Promise<void> {
  const api = await context.api();
  const { transaction } = await api.post(OrderedTransaction, path, body);
  const isWaiting = command.opts<{ wait: boolean }>().wait;
  if (!isWaiting) return context.output.answer({ transaction }, () => `ordered: ${transaction}`);
  const view = await waitUntilFinal(api, transaction, (text) => context.output.progress(text));
  context.output.answer(view, () => renderRecord({ hash: view.hash, state: view.state, block: view.block, gas: view.gasUsed }));
}

async function waitUntilFinal(api: ApiClient, id: string, progress: (text: string) => void): Promise<z.infer<typeof TransactionView>> {
  let told = '';
  for (;;) {
    const view = await api.get(TransactionView, `/v1/ledger/transactions/${encodeURIComponent(id)}`);
    if (view.state !== told) progress(`${view.kind}: ${view.state}`);
    told = view.state;
    if (view.state === 'final') return view;
    if (view.state === 'failed')
      throw new DomainError(
        'transaction_failed',
        'unprocessable',
        `The chain refused ${view.kind}; credence ledger transaction ${view.hash} has the reason.`,
      );
    await sleep(POLL_MS);
  }
}

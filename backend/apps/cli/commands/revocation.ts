import type { Command } from 'commander';
import { RevocationRequestPage, RevocationRequestView } from '../../../attestation/schemas.ts';
import { renderRecord, renderTable } from '../output.ts';
import { namesFor } from '../person-names.ts';
import type { Register } from '../program.ts';

/** Requests for revocations, suspensions and releases, of which another person decides. */
export function addRevocationCommands(program: Command, register: Register): void {
  const revocation = program.command('revocation').description('revocations, suspensions and releases under four eyes');
  addAsk(revocation, register);
  addList(revocation, register);
  for (const [name, decision, description] of [
    ['approve', 'approve', 'approve what another person asked for; the worker sends it to the chain'],
    ['refuse', 'refuse', 'refuse what another person asked for'],
  ] as const) {
    const decide = revocation.command(name).description(description).argument('<id>');
    register(decide, async ({ api, output }) => {
      const path = `/v1/revocation-requests/${encodeURIComponent(decide.args[0] ?? '')}/decision`;
      const view = await (await api()).post(RevocationRequestView, path, { decision });
      output.answer(view, () => renderRecord({ ...view, decidable: String(view.decidable) }));
    });
  }
}

function addAsk(revocation: Command, register: Register): void {
  const ask = revocation
    .command('ask')
    .description('ask for a revocation, a suspension, a release, or the revocation of a whole batch')
    .argument('<kind>', 'revoke, suspend, release or revoke-batch')
    .argument('<id>', 'credential, or batch for revoke-batch')
    .requiredOption('--reason <reason>', 'error, fraud, withdrawn, key-compromise or other')
    .option('--note <text>', 'kept with the request', '');
  register(ask, async ({ api, output }) => {
    const [kind = '', id = ''] = ask.args;
    const subject = kind === 'revoke-batch' ? { batchId: id } : { credentialId: id };
    const view = await (await api()).post(RevocationRequestView, '/v1/revocation-requests', {
      kind,
      ...subject,
      ...ask.opts<{ reason: string; note: string }>(),
    });
    output.answer(view, () => `request ${view.id} waits for another person: credence revocation approve ${view.id}`);
  });
}

function addList(revocation: Command, register: Register): void {
  const list = revocation
    .command('list')
    .description('requests, newest first')
    .option('--state <state>', 'pending, approved or refused')
    .option('--limit <n>', '1 to 100', '20')
    .option('--cursor <cursor>', 'nextCursor of the page before');
  register(list, async (context) => {
    const query = list.opts<{ state?: string; limit: string; cursor?: string }>();
    const api = await context.api();
    const page = await api.get(RevocationRequestPage, '/v1/revocation-requests', { ...query });
    const nameOf = await namesFor(
      context,
      api,
      page.data.flatMap((row) => [row.requestedBy, row.decidedBy]),
    );
    const rows = page.data.map((row) => [
      row.kind,
      row.state,
      row.reason,
      nameOf(row.requestedBy),
      nameOf(row.decidedBy),
      row.credentialId ?? row.batchId,
      row.id,
    ]);
    context.output.answer(page, () => renderTable(['kind', 'state', 'reason', 'asked by', 'decided by', 'subject', 'id'], rows));
  });
}

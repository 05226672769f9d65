import { join } from 'node:path';
import type { Command } from 'commander';
import { DomainError } from '../../../kernel/errors.ts';
import { address } from '../../../kernel/hex.ts';
import { CheckpointPage, CosignatureAnswer, CosignerList, CosignerView, LogAuditResult } from '../../../transparency/schemas.ts';
import { JobAccepted } from '../../../platform/http/schemas.ts';
import { createApiClient, httpTransport } from '../api-client.ts';
import { renderTable } from '../output.ts';
import type { Register } from '../program.ts';
import { waitForJob } from '../wait-for-job.ts';
import { type ChainOptions, httpAddress, issuerNumber, keyName, openChain, renderFindings, withChain } from './log-options.ts';

export function addCheckpointCommand(log: Command, register: Register): void {
  const checkpoint = log
    .command('checkpoint')
    .description('the newest checkpoint of a log, as signed; save it to hold the issuer to it')
    .option('--issuer <number>', 'number of the issuer', issuerNumber, 1)
    .option('--size <batches>', 'the checkpoint of this size instead', issuerNumber);
  register(checkpoint, async ({ api, output }, command) => {
    const { issuer, size } = command.opts<{ issuer: number; size?: number }>();
    // A page starts below its cursor, so that the first row of it is the one that was asked for.
    const page = await (await api()).get(CheckpointPage, `/v1/log/${issuer}/checkpoints`, { limit: size === undefined ? '1' : '100' });
    const found = size === undefined ? page.data[0] : page.data.find((each) => each.size === String(size));
    if (found === undefined)
      throw new DomainError('checkpoint_unknown', 'not_found', 'There is no such checkpoint among the newest hundred.');
    output.answer(found, () => found.note.trimEnd());
  });
}

interface CosignOptions extends ChainOptions {
  readonly issuer: number;
  readonly name: string;
  readonly folder: string;
  readonly send: boolean;
}

export function addCosignerCommands(log: Command, register: Register): void {
  const cosign = withChain(log.command('cosign'))
    .description('watch a log from another machine: check that it only grew, sign its checkpoint, send the signature back')
    .argument('<url>', 'address of the installation', httpAddress)
    .requiredOption('--name <name>', 'name of this cosigner, such as regulator.example/w1', keyName)
    .option('--folder <dir>', 'where its key and what it signed before are kept', '.credence-cosigner')
    .option('--issuer <number>', 'number of the issuer', issuerNumber, 1)
    .option('--no-send', 'print the signed note and send nothing');
  register(cosign, async ({ output }, command) => {
    const { witnessLog } = await import('../../../transparency/witness-log.ts');
    const { openHttpSource, readIndexFile } = await import('../../../transparency/log-source.ts');
    const { openCosignerKey } = await import('../../../transparency/log-key.ts');
    const { formatVerifierKey, NOTE_KEY } = await import('../../../transparency/domain/signed-note.ts');
    const options = command.opts<CosignOptions>();
    const url = command.args[0] ?? '';
    const key = openCosignerKey(join(options.folder, 'key.json'));
    const verifierKey = formatVerifierKey({ name: options.name, kind: NOTE_KEY.cosignature, publicKey: key.publicKey });
    output.progress(`verifier key: ${verifierKey}`);
    const source = await openHttpSource(url);
    const index = await readIndexFile(source);
    const chain = await openChain({ chainId: index.chainId, ledger: address(index.ledger) }, options);
    const found = await witnessLog({
      source,
      index,
      issuer: options.issuer,
      name: options.name,
      key,
      stateFile: join(options.folder, 'state.json'),
      now: BigInt(Math.floor(Date.now() / 1000)),
      ...(chain === null ? {} : { chain }),
    });
    const { size, root } = found.checkpoint;
    if (options.send) {
      const api = createApiClient(httpTransport(url, undefined));
      await api.post(CosignatureAnswer, `/v1/log/${options.issuer}/cosignatures`, { note: found.note });
    }
    output.answer(
      { verifierKey, size, root, continues: found.continues, onChain: found.onChain, sent: options.send, note: found.note },
      () => (options.send ? `cosigned: ${size} batches, root ${root}` : found.note.trimEnd()),
    );
  });
  const cosigner = log.command('cosigner').description('the parties whose signatures are taken');
  addCosignerList(cosigner, register);
}

function addCosignerList(cosigner: Command, register: Register): void {
  const list = cosigner.command('list').description('cosigners and what they signed last');
  register(list, async ({ api, output }) => {
    const { data } = await (await api()).get(CosignerList, '/v1/log/cosigners');
    const rows = data.map((each) => [
      each.name,
      each.removedAt === null ? 'active' : 'removed',
      each.latest.map(({ issuerId, size, time }) => `${issuerId}: ${size} at ${time}`).join('; ') || '-',
      each.id,
    ]);
    output.answer(data, () => renderTable(['name', 'state', 'signed', 'id'], rows));
  });
  const add = cosigner.command('add').description('take signatures of a cosigner from now on').argument('<key>', 'its verifier key');
  register(add, async ({ api, output }, command) => {
    const view = await (await api()).post(CosignerView, '/v1/log/cosigners', { verifierKey: command.args[0] ?? '' });
    output.answer(view, () => `registered ${view.name} (${view.id})`);
  });
  const remove = cosigner.command('remove').description('take no further signatures of a cosigner').argument('<id>');
  register(remove, async ({ api, output }, command) => {
    await (await api()).remove(`/v1/log/cosigners/${encodeURIComponent(command.args[0] ?? '')}`);
    output.answer({ removed: command.args[0] }, () => 'removed');
  });
}

export function addAuditCommand(log: Command, register: Register): void {
  const audit = log.command('audit').description('compare chain, tiles and database, and name each difference; runs in the worker');
  register(audit, async (context) => {
    const { output } = context;
    const api = await context.api();
    const { jobId } = await api.post(JobAccepted, '/v1/log/audits', {});
    const job = await waitForJob(api, output, jobId);
    const result = LogAuditResult.parse(job.result);
    context.exitCode = result.ok ? 0 : 1;
    const { checked, block } = result;
    const line = `${checked.issuers} issuers, ${checked.batches} batches, ${checked.leaves} credentials, ${checked.events} events, ${checked.tiles} tiles, ${checked.checkpoints} checkpoints as of block ${block.number}`;
    output.answer(result, () =>
      [line, result.ok ? output.paint('good', 'Chain, tiles and database agree.') : renderFindings(context, result)].join('\n'),
    );
  });
}

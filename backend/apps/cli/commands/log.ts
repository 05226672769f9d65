import type { Command } from 'commander';
import { DomainError } from '../../../kernel/errors.ts';
import { address } from '../../../kernel/hex.ts';
import type { LedgerPlace } from '../../../attestation/domain/batch-leaf.ts';
import { renderRecord, renderTable } from '../output.ts';
import type { Register } from '../program.ts';
import { type ChainOptions, httpAddress, issuerNumber, openChain, renderFindings, withChain } from './log-options.ts';
import { addAuditCommand, addCheckpointCommand, addCosignerCommands } from './log-service.ts';

/** Faults of what was given rather than of what was found: the exit code is 2, as for wrong usage. */
const USAGE = new Set([
  'file_unreadable',
  'log_source_empty',
  'note_malformed',
  'checkpoint_malformed',
  'tiles_missing',
  'receipt_missing',
  'credential_malformed',
  'ledger_differs',
]);

export function addLogCommands(program: Command, register: Register): void {
  const log = program.command('log').description('the public logs: mirror them, verify them from files alone, cosign them');
  const own: Register = (command, action) =>
    register(command, async (context, itself) => {
      try {
        await action(context, itself);
      } catch (error) {
        if (!(error instanceof DomainError && USAGE.has(error.code))) throw error;
        context.output.fault(error);
        context.exitCode = 2;
      }
    });
  addMirror(log, own);
  addVerify(log, own);
  addConsistency(log, own);
  addPromise(log, own);
  addCheckpointCommand(log, own);
  addCosignerCommands(log, own);
  addAuditCommand(log, own);
}

async function readPlace(folder: string): Promise<LedgerPlace> {
  const { folderSource, readIndexFile } = await import('../../../transparency/log-source.ts');
  const { chainId, ledger } = await readIndexFile(folderSource(folder));
  return { chainId, ledger: address(ledger) };
}

async function readChain(folder: string, options: ChainOptions) {
  const place = await readPlace(folder);
  const chain = await openChain(place, options);
  if (chain === null) return null;
  const { foldChain } = await import('../../../transparency/fold-chain.ts');
  return foldChain(chain, place, { from: options.firstBlock });
}

function addMirror(log: Command, register: Register): void {
  const mirror = log
    .command('mirror')
    .description('copy the logs of an installation, or of any file server, and compute every hash of what is new')
    .argument('<url>', 'address of the installation or of the files', httpAddress)
    .argument('<dir>', 'folder of the mirror; run again it goes on')
    .option('--issuer <number>', 'only the log of this issuer', issuerNumber)
    .option('--recheck', 'compute the hashes of what is there already too, and fetch again what is damaged');
  register(mirror, async ({ output }, command) => {
    const { mirrorLogs } = await import('../../../transparency/mirror-log.ts');
    const { openHttpSource } = await import('../../../transparency/log-source.ts');
    const [url = '', folder = ''] = command.args;
    const { issuer = null, recheck = false } = command.opts<{ issuer?: number; recheck?: boolean }>();
    const source = await openHttpSource(url);
    const logs = await mirrorLogs({ source, folder, issuer, recheck, progress: (text) => output.progress(text) });
    output.answer(logs, () =>
      renderTable(
        ['issuer', 'batches', 'credentials', 'not published', 'fetched', 'root'],
        logs.map((each) => [each.issuer, each.size, each.leaves, each.unpublished, each.fetched, each.root]),
      ),
    );
  });
}

function addVerify(log: Command, register: Register): void {
  const verify = withChain(log.command('verify'))
    .description('rebuild every root of a mirror and compare it with checkpoints, cosignatures and, if asked, the chain')
    .argument('<dir>', 'folder of the mirror');
  register(verify, async (context, command) => {
    const { verifyMirror } = await import('../../../transparency/verify-mirror.ts');
    const { output } = context;
    const [folder = ''] = command.args;
    const read = await readChain(folder, command.opts<ChainOptions>());
    const found = await verifyMirror({
      folder,
      progress: (text) => output.progress(text),
      ...(read === null ? {} : { fold: read.fold }),
    });
    context.exitCode = found.ok ? 0 : 1;
    output.answer({ ...found, block: read?.block.number ?? null }, () =>
      [
        renderTable(
          ['issuer', 'batches', 'credentials', 'hashed', 'cosigned by', 'chain', 'root'],
          found.logs.map((each) => [
            each.issuer,
            each.size,
            each.leaves,
            `${each.batches} of ${each.size}`,
            each.cosigners.join(', ') || '-',
            each.onChain === null ? 'not asked' : each.onChain ? 'agrees' : 'DIFFERS',
            each.root ?? '-',
          ]),
        ),
        found.ok ? output.paint('good', 'Every hash leads to the signed roots.') : renderFindings(context, found),
      ].join('\n'),
    );
  });
}

function addConsistency(log: Command, register: Register): void {
  const consistency = log
    .command('consistency')
    .description('prove from files that a log only grew between two checkpoints')
    .argument('<old>', 'a checkpoint file')
    .argument('<new>', 'a checkpoint file beside its tiles, or the folder of a mirror')
    .option('--tiles <dir>', 'mirror with the tiles of the log');
  register(consistency, async (context, command) => {
    const { checkConsistency } = await import('../../../transparency/check-consistency.ts');
    const [older = '', newer = ''] = command.args;
    const { tiles = null } = command.opts<{ tiles?: string }>();
    const found = await checkConsistency(older, newer, tiles);
    context.exitCode = found.verdict === 'consistent' ? 0 : 1;
    const { output } = context;
    output.answer(found, () => [output.paint(found.verdict === 'consistent' ? 'good' : 'bad', found.sentence), ...found.path].join('\n'));
  });
}

function addPromise(log: Command, register: Register): void {
  const promise = withChain(log.command('promise'))
    .description('has the issuer kept the promise of a receipt? A broken one is proof of misconduct')
    .argument('<file>', 'credential file with its receipt, or - for standard input')
    .requiredOption('--mirror <dir>', 'mirror of the log');
  register(promise, async (context, command) => {
    const { checkPromise } = await import('../../../transparency/check-promise.ts');
    const { readInput } = await import('../read-input.ts');
    const options = command.opts<ChainOptions & { mirror: string }>();
    const file = await readInput(command.args[0] ?? '', context.stdin, 1 << 20);
    const found = await checkPromise(file, options.mirror, await readChain(options.mirror, options));
    context.exitCode = found.verdict === 'kept' || found.verdict === 'open' ? 0 : 1;
    const { sentence, ...rest } = found;
    context.output.answer(found, () => `${context.output.paint(context.exitCode === 0 ? 'good' : 'bad', sentence)}\n${renderRecord(rest)}`);
  });
}

import { basename } from 'node:path';
import { Readable } from 'node:stream';
import type { Command } from 'commander';
import { DomainError } from '../../../kernel/errors.ts';
import { address, hash32 } from '../../../kernel/hex.ts';
import { openSecrets } from '../../../platform/config/secrets.ts';
import { FILE_BYTES_MAX } from '../../../securitization/domain/file-limit.ts';
import { findDuplicates } from '../../../securitization/domain/pool/duplicates.ts';
import { decimalText } from '../../../securitization/domain/pool/loan-field.ts';
import { totalsOf } from '../../../securitization/domain/pool/tape-totals.ts';
import { loanSecret } from '../../../securitization/open-securitization.ts';
import { prepareTape } from '../../../securitization/pools/commit-tape.ts';
import { tapeProfile } from '../../../securitization/pools/import-tape.ts';
import { readTape, type TapeReading } from '../../../securitization/pools/read-tape.ts';
import { CommitAccepted, TapeCheckView, TapeDetail, TapePage } from '../../../securitization/pools/schemas.ts';
import type { CommandContext } from '../context.ts';
import { renderRecord, renderTable } from '../output.ts';
import type { Register } from '../program.ts';
import { readInput } from '../read-input.ts';

const PATH = '/v1/tapes';
const FAULTS_SHOWN = 20;
const PROFILES = 'credence, sba or german-booked';

/** Verbs on tapes; the command is given back for others to add theirs. */
export function addTapeCommands(program: Command, register: Register): Command {
  const tape = program.command('tape').description('tapes of loans');
  addCheck(tape, register);
  addDuplicates(tape, register);
  addImport(tape, register);
  addCommit(tape, register);
  const list = tape.command('list').description('tapes, newest first').option('--limit <n>', '1 to 100', '20');
  register(list, async ({ api, output }) => {
    const page = await (await api()).get(TapePage, PATH, list.opts<{ limit: string }>());
    const rows = page.data.map((row) => [
      row.createdAt,
      row.name,
      row.state,
      row.accepted,
      row.rejected,
      row.flagged,
      row.currency,
      row.id,
    ]);
    output.answer(page, () => renderTable(['imported', 'name', 'state', 'loans', 'rejected', 'flagged', 'currency', 'id'], rows));
  });
  return tape;
}

/** Reads a tape here, without a server: keys are made with the secret of this installation. */
export async function readTapeFile(context: CommandContext, path: string, profileId: string): Promise<TapeReading> {
  const bytes = await readInput(path, context.stdin, FILE_BYTES_MAX);
  const secret = loanSecret({ masterKey: openSecrets(context.config().home).masterKey });
  return readTape(Readable.from([bytes]), tapeProfile(profileId), secret);
}

function addCheck(tape: Command, register: Register): void {
  const check = tape
    .command('check')
    .description('read a tape, without a server, and tell its faults and totals')
    .argument('<file>', 'CSV; - for standard input')
    .option('--profile <name>', PROFILES, 'credence');
  register(check, async (context) => {
    const reading = await readTapeFile(context, check.args[0] ?? '', check.opts<{ profile: string }>().profile);
    const { faults, faultCount, rows, flagged, isRejected, fileHash } = reading;
    const { currencies, ...totals } = totalsOf(reading.loans.map(({ loan }) => loan));
    context.exitCode = isRejected || rows > totals.loans ? 1 : 0;
    const balances = Object.fromEntries([...currencies].map(([currency, balance]) => [currency, String(balance)]));
    const answer = { rows, ...totals, flagged, isRejected, fileHash, balances, faultCount, faults };
    context.output.answer(answer, () => {
      const amounts = [...currencies].map(([currency, balance]) => `${decimalText(balance, 2)} ${currency}`).join(', ');
      const head = {
        rows,
        loans: totals.loans,
        obligors: totals.obligors,
        flagged,
        rejected: rows - totals.loans,
        balance: amounts || null,
      };
      const lines = faults.slice(0, FAULTS_SHOWN).map((fault) => [fault.line, fault.column, fault.severity, fault.code, fault.detail]);
      const more = faultCount > FAULTS_SHOWN ? `\n${faultCount - FAULTS_SHOWN} more; all of them with --json` : '';
      return `${renderRecord(head)}\n\n${renderTable(['line', 'column', 'weight', 'code', 'fault'], lines)}${more}`;
    });
  });
}

function addDuplicates(tape: Command, register: Register): void {
  const duplicates = tape
    .command('duplicates')
    .description('loans that stand more than once in tapes, without a server')
    .argument('<files...>', 'CSV files')
    .option('--profile <name>', `of all files: ${PROFILES}`, 'credence');
  register(duplicates, async (context) => {
    const { profile } = duplicates.opts<{ profile: string }>();
    const loans = [];
    for (const path of duplicates.args) {
      const reading = await readTapeFile(context, path, profile);
      if (reading.isRejected) throw new DomainError('tape_rejected', 'conflict', `${path} is wrong as a whole; check it first.`);
      for (const [position, { loan, likeness }] of reading.loans.entries())
        loans.push({ tape: path, position, loanId: loan.loanId, key: loan.key, likeness });
    }
    const groups = findDuplicates(loans);
    context.exitCode = groups.length > 0 ? 1 : 0;
    const rows = groups.map(({ kind, places }) => [kind, places.map((place) => `${place.loanId} (${place.tape})`).join(', ')]);
    context.output.answer(groups, () => renderTable(['kind', 'loans'], rows));
  });
}

function addImport(tape: Command, register: Register): void {
  const command = tape
    .command('import')
    .description('import a tape; rows with faults are told and left out')
    .argument('<file>', 'CSV; - for standard input')
    .option('--profile <name>', PROFILES, 'credence')
    .option('--name <name>', 'name of the tape; else that of the file');
  register(command, async ({ api, output, stdin }) => {
    const path = command.args[0] ?? '';
    const { profile, name } = command.opts<{ profile: string; name?: string }>();
    const bytes = await readInput(path, stdin, FILE_BYTES_MAX);
    const fileName = path === '-' ? 'stdin.csv' : basename(path);
    const view = await (await api()).upload(TapeDetail, PATH, { profile, name: name ?? fileName, fileName }, bytes, 'text/csv');
    const { id, state, rows, accepted, rejected, flagged, balanceMinor, currency } = view;
    const lines = view.faults.slice(0, FAULTS_SHOWN).map((fault) => [fault.line, fault.column, fault.severity, fault.code, fault.detail]);
    const head = { id, state, rows, loans: accepted, rejected, flagged, balance: decimalText(BigInt(balanceMinor), 2), currency };
    output.answer(view, () => `${renderRecord(head)}\n\n${renderTable(['line', 'column', 'weight', 'code', 'fault'], lines)}`);
  });
}

interface CommitOptions {
  readonly uri: string;
  readonly documentHash: string;
  readonly profile: string;
  readonly dryRun?: boolean;
  readonly chainId?: string;
  readonly registry?: string;
  readonly originator?: string;
}

function addCommit(tape: Command, register: Register): void {
  const command = tape
    .command('commit')
    .description(
      'commit a tape to the registry: an imported one by its id; with --dry-run only prepare the call for a file, without a server',
    )
    .argument('<tape>', 'id of an imported tape, or with --dry-run a CSV file')
    .requiredOption('--uri <uri>', 'where the document of the tape is published')
    .requiredOption('--document-hash <hash>', 'keccak256 of that document')
    .option('--dry-run', 'print root, totals and the call, and send nothing')
    .option('--profile <name>', `of the file: ${PROFILES}`, 'credence')
    .option('--chain-id <number>', 'chain of the registry, for --dry-run')
    .option('--registry <address>', 'address of the registry, for --dry-run')
    .option('--originator <address>', 'account that will commit, for --dry-run');
  register(command, async (context) => {
    const target = command.args[0] ?? '';
    const options = command.opts<CommitOptions>();
    if (options.dryRun === true) {
      const prepared = await prepareFile(context, target, options);
      context.output.answer(prepared, () => renderRecord({ ...prepared }));
      return;
    }
    const client = await context.api();
    const path = `${PATH}/${encodeURIComponent(target)}`;
    const check = await client.get(TapeCheckView, `${path}/check`, {});
    const alike = check.duplicates.filter(({ kind }) => kind === 'alike').length;
    if (alike > 0) context.output.progress(`${alike} groups of loans are alike; see /v1/tapes/${target}/check`);
    const accepted = await client.post(CommitAccepted, `${path}/commit`, { uri: options.uri, documentHash: options.documentHash });
    context.output.answer(accepted, () => renderRecord({ ...accepted }));
  });
}

async function prepareFile(context: CommandContext, path: string, options: CommitOptions) {
  const { chainId, registry, originator, uri } = options;
  if (chainId === undefined || registry === undefined || originator === undefined)
    throw new DomainError('tape_place_missing', 'invalid', 'Name the chain, the registry and the originator: they are part of every leaf.');
  const reading = await readTapeFile(context, path, options.profile);
  if (reading.loans.length === 0) throw new DomainError('tape_rejected', 'conflict', `${path} gives no loans; check it first.`);
  const place = { chainId: Number(chainId), registry: address(registry), originator: address(originator) };
  const secret = loanSecret({ masterKey: openSecrets(context.config().home).masterKey });
  const loans = reading.loans.map(({ loan }) => loan);
  return prepareTape(place, secret, loans, { uri, documentHash: hash32(options.documentHash) });
}

import { Command, Option } from 'commander';
import { type CommandContext, runCommand, type Terminal } from './context.ts';
import { addConsentCommands } from './commands/consent.ts';
import { addBulkCommands } from './commands/bulk.ts';
import { addCustomerCommands, addOutcomeCommands } from './commands/customer.ts';
import { addDealDeskCommands } from './commands/deal-desk.ts';
import { addDealProjectCommand } from './commands/deal-project.ts';
import { addDealStudyCommands } from './commands/deal-study.ts';
import { addDealReportCommands } from './commands/deal-report.ts';
import { addDealCommands } from './commands/deal.ts';
import { addDeskCommands } from './commands/desk.ts';
import { addIssuerCommands } from './commands/issuer.ts';
import { addLedgerCommands } from './commands/ledger.ts';
import { addLogCommands } from './commands/log.ts';
import { addMemberCommands } from './commands/members.ts';
import { addOperationsCommands } from './commands/operations.ts';
import { addModelCommands } from './commands/model.ts';
import { addPoolCommands } from './commands/pool.ts';
import { addPresentCommand } from './commands/present.ts';
import { addProfileCommands } from './commands/profile.ts';
import { addRatingCommands } from './commands/rating.ts';
import { addReceiptCommands } from './commands/receipt.ts';
import { addRevocationCommands } from './commands/revocation.ts';
import { addScorecardCommands } from './commands/scorecard.ts';
import { addTapeCommands } from './commands/tape.ts';
import { addTapeStandingCommands } from './commands/tape-standing.ts';
import { addVerifyCommand } from './commands/verify.ts';
import { addWatchCommands } from './commands/watch.ts';

/** Adds one command's action; its exit code goes to `setExitCode`. */
export type Register = (command: Command, action: (context: CommandContext, command: Command) => Promise<void>) => void;

const EXAMPLES = `
Examples:
  $ credence doctor                                   is everything in order here?
  $ credence verify credential.json                   check a credential against the chain
  $ credence verify credential.json --offline --anchor credential.anchor.json
  $ credence bulk verify credentials.csv --out result.json --organization harbour-lending
  $ credence customer import customers.csv --source branch-7
  $ credence model train loans.csv --target bad --out card.json
  $ credence deal run template:european-pdl --reports reports.csv
  $ credence desk book 0x9f3c… --class A --side sell
  $ credence batch list --json | jq '.data[0].root'

Data goes to standard output, progress and faults to standard error.
Exit codes: 0 done, 1 fault or a verdict other than valid, 2 wrong usage.
Settings come from the environment; README.md lists them.`;

/** The command line of Credence. Wrong usage throws a CommanderError. */
export function buildProgram(terminal: Terminal, setExitCode: (code: number) => void): Command {
  const program = new Command('credence')
    .description('Credit ledger: score customers, anchor credentials, verify them, audit the history.')
    .addOption(new Option('--json', 'print JSON'))
    .addOption(new Option('--lang <language>', 'language of sentences').choices(['en', 'zh']).default('en').env('CREDENCE_LANG'))
    .addOption(new Option('--url <url>', 'use the API of another machine').env('CREDENCE_URL'))
    .addOption(new Option('--api-key <key>', 'API key for --url').env('CREDENCE_API_KEY'))
    .configureOutput({ writeOut: (text) => terminal.stdout.write(text), writeErr: (text) => terminal.stderr.write(text) })
    .addHelpText('after', EXAMPLES)
    .showSuggestionAfterError()
    .showHelpAfterError('(add --help for help)')
    .helpCommand(true);
  const register: Register = (command, action) => {
    command.action(async () => setExitCode(await runCommand(terminal, command, action)));
  };
  addVerifyCommand(program, register);
  addPresentCommand(program, register);
  addCustomerCommands(program, register);
  addOutcomeCommands(program, register);
  addConsentCommands(program, register);
  addScorecardCommands(program, register);
  addModelCommands(program, register);
  addLedgerCommands(program, register);
  addIssuerCommands(program, register);
  addRevocationCommands(program, register);
  addLogCommands(program, register);
  addMemberCommands(program, register);
  addBulkCommands(program, register);
  addRatingCommands(program, register);
  addReceiptCommands(program, register);
  addProfileCommands(program, register);
  addWatchCommands(program, register);
  addTapeStandingCommands(addTapeCommands(program, register), register);
  addPoolCommands(program, register);
  const deal = addDealCommands(program, register);
  addDealProjectCommand(deal, register);
  addDealStudyCommands(deal, register);
  addDealDeskCommands(deal, register);
  addDeskCommands(program, register);
  addDealReportCommands(deal, register);
  addOperationsCommands(program, register);
  exitByThrowing(program);
  return program;
}

/** Also for subcommands: commander copies settings to a child only at the moment of its creation. */
function exitByThrowing(command: Command): void {
  command.exitOverride();
  for (const child of command.commands) {
    child.copyInheritedSettings(command);
    exitByThrowing(child);
  }
}

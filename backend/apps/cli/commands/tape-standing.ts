import { type Command, InvalidArgumentError } from 'commander';
import { DoubleAccepted, LoansAccepted, TapeStandingView } from '../../../securitization/pools/schemas.ts';
import { renderRecord, renderTable } from '../output.ts';
import type { Register } from '../program.ts';

const pathOf = (tape: string | undefined, rest: string) => `/v1/tapes/${encodeURIComponent(tape ?? '')}/${rest}`;
const POSITIONS_MAX = 10_000;

/** Verbs on loans of a tape that the registry has. */
export function addTapeStandingCommands(tape: Command, register: Register): void {
  addStanding(tape, register);
  const prove = tape
    .command('prove-double')
    .description('prove to the registry that a loan is registered twice; the later registration is frozen for good')
    .argument('<tape>', 'id of the tape')
    .requiredOption('--position <n>', 'place of the loan in the tape, from 0', positionOf);
  register(prove, async ({ api, output }) => {
    const answer = await (await api()).post(DoubleAccepted, pathOf(prove.args[0], 'doubles'), prove.opts<{ position: number }>());
    output.answer(answer, () =>
      renderRecord({ 'frozen (registry number)': answer.frozen.join(', '), transactions: answer.transactionIds.join(', ') }),
    );
  });
  const retire = tape
    .command('retire')
    .description('take loans that are paid or written off out of the registry for good')
    .argument('<tape>', 'id of the tape')
    .requiredOption('--positions <list>', 'places in the tape, such as 0,4,10-19', positionsOf)
    .requiredOption('--reason <reason>', 'paid or written-off');
  register(retire, async ({ api, output }) => {
    const body = retire.opts<{ positions: number[]; reason: string }>();
    const answer = await (await api()).post(LoansAccepted, pathOf(retire.args[0], 'retirements'), body);
    output.answer(answer, () => renderRecord({ loans: answer.loans, transactions: answer.transactionIds.join(', ') }));
  });
}

function addStanding(tape: Command, register: Register): void {
  const standing = tape
    .command('standing')
    .description('loans of a tape that are registered twice, frozen or retired')
    .argument('<tape>', 'id of the tape');
  register(standing, async ({ api, output }) => {
    const view = await (await api()).get(TapeStandingView, pathOf(standing.args[0], 'standing'));
    const rows = [
      ...view.provable.map(({ registrations }) => [
        'can be proven double',
        registrations.map(({ number }) => number).join(', '),
        registrations.map(({ loanId, tape: id }) => `${loanId} (${id})`).join(', '),
      ]),
      ...view.doubles.map(({ earlier, later }) => [
        'frozen',
        later.number,
        `${later.loanId ?? `position ${later.position}`}; ${earlier.number} stands`,
      ]),
      ...view.retired.map(({ position, loanId }) => ['retired', `position ${position}`, loanId ?? '']),
    ];
    output.answer(view, () => renderTable(['what', 'registry number', 'loan'], rows));
  });
}

/** A place in a tape, from 0. */
export function positionOf(text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError('It is a place in the tape, from 0.');
  return Number(text);
}

function positionsOf(text: string): number[] {
  const positions = text.split(',').flatMap((part) => {
    const [, from = '', to = from] = /^(\d{1,6})(?:-(\d{1,6}))?$/.exec(part.trim()) ?? [];
    const count = Number(to) - Number(from) + 1;
    if (from === '' || count < 1 || count > POSITIONS_MAX)
      throw new InvalidArgumentError(`They are places and ranges, such as 0,4,10-19, of at most ${POSITIONS_MAX} loans.`);
    return Array.from({ length: count }, (_, at) => Number(from) + at);
  });
  return positions;
}

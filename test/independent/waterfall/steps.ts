import { cureAmount, judge } from './coverage-tests.ts';
import { balancesOf, itemAt, noteAt, outstanding, overCollateralTarget, type Period, reserveTarget } from './period.ts';
import { excess, lesser, sum } from './rational.ts';
import { bitsOf, type Step } from './read-image.ts';
import { inOrder, inProportion } from './shares.ts';

interface Moved {
  readonly due: bigint;
  readonly paid: bigint;
}

type Operation = (period: Period, step: Step) => Moved;

const RATE_FEE_CAPPED = new Set([1, 3]);

/** Sends what is due from the bucket, and from the reserve what the bucket lacks when the reserve helps. */
function payDue({ book, seen }: Period, step: Step, due: bigint, payee: string): Moved {
  const fromBucket = lesser(due, book.of(step.source));
  book.move(step.source, payee, fromBucket);
  if (!step.reserveHelps) return { due, paid: fromBucket };
  const fromReserve = lesser(due - fromBucket, book.of('reserve'));
  book.move('reserve', payee, fromReserve);
  if (fromReserve > 0n) seen('reserve helps');
  return { due, paid: fromBucket + fromReserve };
}

/** Divides what stands in the account `divide` among payees by their limits. */
function hand({ book }: Period, classes: readonly number[], parts: readonly bigint[], payee: string): void {
  classes.forEach((at, index) => {
    book.move('divide', `${payee} ${at}`, itemAt(parts, index));
  });
}

function payPrincipal(period: Period, step: Step, classes: readonly number[], due: bigint): Moved {
  const moved = payDue(period, { ...step, reserveHelps: false }, due, 'divide');
  const parts = (step.mode === 1 ? inProportion : inOrder)(moved.paid, balancesOf(period.state, classes));
  hand(period, classes, parts, 'principal');
  classes.forEach((at, index) => {
    noteAt(period.state, at).balance -= itemAt(parts, index);
  });
  return moved;
}

function transfer({ book }: Period, from: string, to: string, due: bigint): Moved {
  const paid = lesser(due, book.of(from));
  book.move(from, to, paid);
  return { due, paid };
}

const fee: Operation = (period, step) => {
  const { deal, state } = period;
  const { kind, amount } = itemAt(deal.fees, step.target);
  const unpaid = itemAt(state.feesUnpaid, step.target);
  const isCapped = step.mode === 0 && amount > 0n && RATE_FEE_CAPPED.has(kind);
  if (isCapped && unpaid > amount) period.seen('fee capped');
  const moved = payDue(period, step, isCapped ? lesser(unpaid, amount) : unpaid, `fee ${step.target}`);
  state.feesUnpaid[step.target] = unpaid - moved.paid;
  return moved;
};

const interest: Operation = (period, step) => {
  const classes = bitsOf(step.target);
  const owed = classes.map((at) => noteAt(period.state, at).unpaid);
  const moved = payDue(period, step, sum(owed), 'divide');
  const parts = (step.mode === 1 ? inProportion : inOrder)(moved.paid, owed);
  hand(period, classes, parts, 'interest');
  classes.forEach((at, index) => {
    noteAt(period.state, at).unpaid -= itemAt(parts, index);
  });
  return moved;
};

const principal: Operation = (period, step) => {
  const classes = bitsOf(step.target);
  return payPrincipal(period, step, classes, outstanding(period.state, classes));
};

const move: Operation = (period, step) => {
  const { deal, state, report, book } = period;
  const notes = outstanding(state, bitsOf(step.target)) - book.of('principal');
  const due = [
    book.of('interest'),
    excess(notes, excess(state.pool, overCollateralTarget(deal, state.pool))),
    excess(notes, state.pool),
    report.defaults,
    excess(notes, 0n),
  ];
  return transfer(period, 'interest', 'principal', itemAt(due, step.mode));
};

const test: Operation = (period, step) => {
  const asked = itemAt(period.deal.tests, step.target);
  const { ratioWad, passes } = judge(period, asked);
  period.state.failed[step.target] = !passes;
  period.seen(`test ${asked.kind} ${passes ? 'passed' : 'failed'}`);
  return { due: ratioWad, paid: asked.thresholdWad };
};

const cure: Operation = (period, step) => {
  const asked = itemAt(period.deal.tests, step.target);
  const due = cureAmount(period, asked, step.source);
  if (due > 0n) period.seen(`cure of test ${asked.kind} from ${step.source}`);
  return payPrincipal(period, { ...step, mode: 0 }, asked.classes, due);
};

const topUp: Operation = (period, { source }) =>
  transfer(period, source, 'reserve', excess(reserveTarget(period.deal, period.state), period.book.of('reserve')));

const release: Operation = (period, { source }) =>
  transfer(period, 'reserve', source, excess(period.book.of('reserve'), reserveTarget(period.deal, period.state)));

const draw: Operation = (period, { source, target, mode }) => {
  const { book, state } = period;
  const due = mode === 1 ? book.of('reserve') : excess(outstanding(state, bitsOf(target)), book.of(source));
  return transfer(period, 'reserve', source, due);
};

const loss: Operation = ({ report, state, seen }, { target, mode }) => {
  const isNet = mode % 2 === 1;
  const isLedger = mode >= 2;
  const due = isNet ? excess(report.defaults, report.recoveries) : report.defaults;
  const juniorFirst = bitsOf(target)
    .map((at) => noteAt(state, at))
    .reverse();
  const room = juniorFirst.map(({ balance, deficit }) => (isLedger ? excess(balance, deficit) : balance));
  const parts = inOrder(due, room);
  juniorFirst.forEach((note, index) => {
    const part = itemAt(parts, index);
    note.deficit += part;
    if (!isLedger) note.balance -= part;
  });
  const paid = sum(parts);
  state.unallocatedLoss += due - paid;
  if (due > paid) seen('loss that no class bears');
  return { due, paid };
};

/** Takes deficits away, the senior first. */
function creditDeficits({ state }: Period, target: number, most: bigint, isWrittenUp: boolean): bigint {
  const notes = bitsOf(target).map((at) => noteAt(state, at));
  const parts = inOrder(
    most,
    notes.map(({ deficit }) => deficit),
  );
  notes.forEach((note, index) => {
    const part = itemAt(parts, index);
    note.deficit -= part;
    if (isWrittenUp) note.balance += part;
  });
  return sum(parts);
}

const writeUp: Operation = (period, { target }) => {
  const due = period.report.recoveries;
  return { due, paid: creditDeficits(period, target, due, true) };
};

const deficiency: Operation = (period, { target }) => {
  const due = sum(bitsOf(target).map((at) => noteAt(period.state, at).deficit));
  const paid = creditDeficits(period, target, period.book.of('interest'), false);
  period.book.move('interest', 'principal', paid);
  return { due, paid };
};

const buy: Operation = (period, step) =>
  payDue(period, { ...step, reserveHelps: false }, period.isRevolving ? period.report.purchases : 0n, 'originator');

const residual: Operation = (period, { source, target }) => transfer(period, source, `residual ${target}`, period.book.of(source));

export const OPERATIONS: Readonly<Record<number, Operation>> = {
  1: fee,
  2: interest,
  3: principal,
  4: move,
  5: test,
  6: cure,
  7: topUp,
  8: release,
  9: draw,
  10: loss,
  11: writeUp,
  12: deficiency,
  13: buy,
  14: residual,
};

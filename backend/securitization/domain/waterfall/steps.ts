import { InvariantError } from '../../../kernel/errors.ts';
import { splitUpTo } from '../allocate.ts';
import { OP, type Step } from '../deal-image.ts';
import { excess, least } from '../integer-division.ts';
import { add, at, isIn, type PeriodWork, poolBelowTarget, reserveTarget, sumOf } from './period-work.ts';
import { cureAmount, readTest } from './tests-and-cures.ts';

/** Due and paid of a step. */
type Amounts = readonly [due: bigint, paid: bigint];

const NOTHING: Amounts = [0n, 0n];

/** Does one step of the program; the conditions have been asked before. */
export function doStep(work: PeriodWork, step: Step): Amounts {
  switch (step.op) {
    case OP.FEE:
      return payFee(work, step);
    case OP.INTEREST:
      return payClasses(work, step, work.unpaid, work.paidInterest);
    case OP.PRINCIPAL:
      return payClasses(work, step, work.balance, work.paidPrincipal);
    case OP.MOVE:
      return moveToPrincipal(work, step);
    case OP.TEST:
      return judgeTest(work, step);
    case OP.CURE:
      return cure(work, step);
    case OP.TOPUP:
      return topUp(work, step);
    case OP.RELEASE:
      return release(work, step, excess(work.reserve, reserveTarget(work)));
    case OP.DRAW:
      return release(work, step, step.mode === 1 ? work.reserve : excess(sumOf(work.balance, step.argument), work.cash[step.bucket]));
    case OP.LOSS:
      return allocateLoss(work, step);
    case OP.WRITEUP:
      return writeUp(work, step);
    case OP.PDL:
      return creditDeficit(work, step);
    case OP.BUY:
      return buy(work, step);
    case OP.RESIDUAL:
      return payResidual(work, step);
    default:
      throw new InvariantError(`There is no step of kind ${step.op}.`);
  }
}

/** Takes up to `due` from the step's bucket, and what it lacks from the reserve where that helps. */
function take(work: PeriodWork, step: Step, due: bigint): bigint {
  const cash = work.cash[step.bucket];
  const own = least(due, cash);
  work.cash[step.bucket] = cash - own;
  if (!step.reserveHelps || own === due) return own;
  const help = least(due - own, work.reserve);
  work.reserve -= help;
  return own + help;
}

function payFee(work: PeriodWork, step: Step): Amounts {
  const fee = work.image.fees[step.argument];
  const unpaid = at(work.feesUnpaid, step.argument);
  const isCapped = step.mode === 0 && fee !== undefined && fee.kind !== 2 && fee.amount !== 0n;
  const due = isCapped ? least(unpaid, fee.amount) : unpaid;
  const paid = take(work, step, due);
  add(work.feesUnpaid, step.argument, -paid);
  add(work.paidFees, step.argument, paid);
  work.feesPaid += paid;
  return [due, paid];
}

/** Pays down `owed` of the classes in the mask, in their order or pro rata. */
function payClasses(work: PeriodWork, step: Step, owed: bigint[], paidTo: bigint[]): Amounts {
  const due = sumOf(owed, step.argument);
  if (due === 0n) return NOTHING;
  const paid = take(work, step, due);
  if (step.mode === 0) payInOrder(step.argument, paid, owed, paidTo);
  else {
    const shares = splitUpTo(
      paid,
      owed.map((amount, index) => (isIn(step.argument, index) ? amount : 0n)),
    );
    shares.forEach((share, index) => {
      add(owed, index, -share);
      add(paidTo, index, share);
    });
  }
  return [due, paid];
}

function payInOrder(mask: number, amount: bigint, owed: bigint[], paidTo: bigint[]): void {
  let left = amount;
  for (let index = 0; left > 0n && index < owed.length; index++) {
    if (!isIn(mask, index)) continue;
    const share = least(left, at(owed, index));
    add(owed, index, -share);
    add(paidTo, index, share);
    left -= share;
  }
}

function moveToPrincipal(work: PeriodWork, step: Step): Amounts {
  const due = moveDue(work, step);
  const paid = least(due, work.cash[0]);
  work.cash[0] -= paid;
  work.cash[1] += paid;
  return [due, paid];
}

function moveDue(work: PeriodWork, { mode, argument }: Step): bigint {
  if (mode === 0) return work.cash[0];
  if (mode === 3) return work.report.defaults;
  const open = excess(sumOf(work.balance, argument), work.cash[1]);
  if (mode === 4) return open;
  return excess(open, mode === 1 ? poolBelowTarget(work) : work.pool);
}

function judgeTest(work: PeriodWork, { argument }: Step): Amounts {
  const test = work.image.tests[argument];
  if (test === undefined) return NOTHING;
  const { passes, ratio } = readTest(work, test);
  work.failed = passes ? work.failed & ~(1 << argument) : work.failed | (1 << argument);
  return [ratio, test.threshold];
}

function cure(work: PeriodWork, step: Step): Amounts {
  const test = work.image.tests[step.argument];
  if (test === undefined) return NOTHING;
  const due = cureAmount(work, test, step.bucket);
  const paid = least(due, work.cash[step.bucket]);
  work.cash[step.bucket] -= paid;
  payInOrder(test.mask, paid, work.balance, work.paidPrincipal);
  return [due, paid];
}

function topUp(work: PeriodWork, step: Step): Amounts {
  const due = excess(reserveTarget(work), work.reserve);
  const paid = least(due, work.cash[step.bucket]);
  work.cash[step.bucket] -= paid;
  work.reserve += paid;
  return [due, paid];
}

function release(work: PeriodWork, step: Step, due: bigint): Amounts {
  const paid = least(due, work.reserve);
  work.reserve -= paid;
  work.cash[step.bucket] += paid;
  return [due, paid];
}

function allocateLoss(work: PeriodWork, { argument, mode }: Step): Amounts {
  const { defaults, recoveries } = work.report;
  const due = (mode & 1) === 0 ? defaults : excess(defaults, recoveries);
  const isLedger = (mode & 2) !== 0;
  let left = due;
  for (let index = work.balance.length - 1; left > 0n && index >= 0; index--) {
    if (!isIn(argument, index)) continue;
    const balance = at(work.balance, index);
    const borne = least(left, isLedger ? excess(balance, at(work.deficit, index)) : balance);
    if (!isLedger) work.balance[index] = balance - borne;
    add(work.deficit, index, borne);
    left -= borne;
  }
  work.unallocatedLoss += left;
  return [due, due - left];
}

function writeUp(work: PeriodWork, { argument }: Step): Amounts {
  const due = work.report.recoveries;
  let left = due;
  for (let index = 0; left > 0n && index < work.balance.length; index++) {
    if (!isIn(argument, index)) continue;
    const raised = least(left, at(work.deficit, index));
    add(work.deficit, index, -raised);
    add(work.balance, index, raised);
    left -= raised;
  }
  return [due, due - left];
}

function creditDeficit(work: PeriodWork, { argument }: Step): Amounts {
  const due = sumOf(work.deficit, argument);
  let credited = 0n;
  for (let index = 0; index < work.deficit.length; index++) {
    if (!isIn(argument, index)) continue;
    const credit = least(work.cash[0] - credited, at(work.deficit, index));
    add(work.deficit, index, -credit);
    credited += credit;
  }
  work.cash[0] -= credited;
  work.cash[1] += credited;
  return [due, credited];
}

function buy(work: PeriodWork, step: Step): Amounts {
  const due = work.isRevolving ? work.report.purchases : 0n;
  const paid = least(due, work.cash[step.bucket]);
  work.cash[step.bucket] -= paid;
  work.paidPurchases += paid;
  return [due, paid];
}

function payResidual(work: PeriodWork, step: Step): Amounts {
  const due = work.cash[step.bucket];
  work.cash[step.bucket] = 0n;
  add(work.paidResidual, step.argument, due);
  return [due, due];
}

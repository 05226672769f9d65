import { CashBook } from './waterfall/cash-book.ts';
import { yearFraction } from './waterfall/calendar.ts';
import { type DealState, mayRevolve, type Outcome, type Posting, type Report, refusalOf, stateAtClosing } from './waterfall/deal-state.ts';
import { itemAt, outstanding, type Period, rateOf, type Witness } from './waterfall/period.ts';
import { Rational, sum, whole } from './waterfall/rational.ts';
import { bitsOf, type DealImage, type Fee, readImage, type Step } from './waterfall/read-image.ts';
import { OPERATIONS } from './waterfall/steps.ts';
import { judgeAfter, judgeBefore, type Scene } from './waterfall/triggers.ts';

/**
 * The deal machine once more, from `backend/docs/deal-machine.md` alone: exact fractions that are rounded only where an amount
 * is posted, and cash that moves between the accounts of a book. Nothing here comes from `backend/` or `contracts/`.
 */

const AMOUNT_MOST = 2n ** 96n - 1n;

/** A report that the rule refuses, or an amount beyond what an amount may be. */
export class Refused extends Error {
  readonly reason: string;

  constructor(reason: string) {
    super(`The period is refused: ${reason}.`);
    this.reason = reason;
  }
}

export interface Closed {
  readonly state: DealState;
  readonly outcome: Outcome;
}

export class WaterfallOracle {
  readonly deal: DealImage;

  constructor(image: Uint8Array) {
    this.deal = readImage(image);
  }

  atClosing(): DealState {
    return stateAtClosing(this.deal);
  }

  /** @throws {Refused} */
  close(before: DealState, report: Report, seen: Witness = () => undefined): Closed {
    const { deal } = this;
    const refusal = refusalOf(deal, before, report);
    if (refusal !== undefined) throw new Refused(refusal);
    const state = structuredClone(before);
    const scene = takeIn(deal, state, report, seen);
    if (report.accelerates) state.isAccelerated = true;
    judgeBefore(scene);
    const period = open(deal, before, state, report, seen);
    const cashIn = period.book.total();
    requireFitting(period);
    const postings = runProgram(period);
    state.reserve = period.book.of('reserve');
    judgeAfter(scene);
    state.carriedInterest = period.book.of('interest');
    state.carriedPrincipal = period.book.of('principal');
    state.period = report.period;
    const closed = { state, outcome: outcomeOf(period, postings) };
    if (cashOut(closed) !== cashIn) throw new Error(`${cashIn} came in and ${cashOut(closed)} went out or stayed.`);
    requireFitting(period);
    return closed;
  }
}

/** Stage 1. */
function takeIn(deal: DealImage, state: DealState, report: Report, seen: Witness): Scene {
  state.pool = report.poolEnd;
  state.cumulativeDefaults += report.defaults;
  state.cumulativeRecoveries += report.recoveries;
  const ratio = report.poolEnd === 0n ? 0n : new Rational(report.delinquent * 10n ** 18n, report.poolEnd).posted();
  const known = [ratio, ...state.delinquency];
  state.delinquency = known.slice(0, 2);
  return { deal, state, report, averageDelinquency: new Rational(sum(known), BigInt(known.length)).floor(), seen };
}

/** Stages 3 and 4: what falls due, and the cash to pay it from. */
function open(deal: DealImage, before: DealState, state: DealState, report: Report, seen: Witness): Period {
  const [from, to] = [itemAt(deal.dates, report.period - 1), itemAt(deal.dates, report.period)];
  const index = Rational.ofWad(report.index);
  const rates = deal.classes.map((note) => rateOf(note, report.period, index, seen));
  const yearFractions = deal.classes.map(({ dayCount }) => yearFraction(dayCount, from, to));
  const currentInterest = deal.classes.map((note, at) => {
    if (note.isResidual) return 0n;
    const [rate, years] = [itemAt(rates, at), itemAt(yearFractions, at)];
    const was = itemAt(before.notes, at);
    const current = whole(was.balance).times(rate).times(years).posted();
    const onUnpaid = note.isUnpaidFree ? 0n : whole(was.unpaid).times(rate.plus(note.spread)).times(years).posted();
    seen(`day count ${note.dayCount}`);
    if (onUnpaid > 0n) seen('interest on unpaid interest');
    itemAt(state.notes, at).unpaid += current + onUnpaid;
    return current;
  });
  seen(`reserve of kind ${deal.reserve.kind}`);
  const allClasses = deal.classes.map((_, at) => at);
  deal.fees.forEach((fee, at) => {
    const base = fee.kind === 1 ? before.pool : outstanding(before, allClasses);
    state.feesUnpaid[at] = itemAt(before.feesUnpaid, at) + feeDue(fee, base, yearFraction(fee.dayCount, from, to));
    seen(`fee of kind ${fee.kind}`);
  });
  const book = new CashBook();
  book.receive('reserve', before.reserve);
  book.receive('interest', before.carriedInterest + report.interest);
  book.receive('principal', before.carriedPrincipal);
  book.receive(deal.principalIsInterest ? 'interest' : 'principal', report.principal);
  book.receive(deal.recoveriesArePrincipal ? 'principal' : 'interest', report.recoveries);
  const isRevolving = mayRevolve(deal, state, report.period);
  return { deal, state, report, book, rates, yearFractions, currentInterest, interestIn: book.of('interest'), isRevolving, seen };
}

function feeDue(fee: Fee, base: bigint, years: Rational): bigint {
  return fee.kind === 2 ? fee.amount : whole(base).times(fee.rate).times(years).posted();
}

/** Stage 5. */
function runProgram(period: Period): Posting[] {
  const { deal, seen } = period;
  return deal.steps.flatMap((step, at) => {
    const holds = condition(period, step) !== step.isNegated;
    seen(`condition ${step.condition} ${step.isNegated ? 'negated ' : ''}${holds ? 'runs' : 'passes over'}`);
    if (!holds) return [];
    const operation = OPERATIONS[step.op];
    if (operation === undefined) throw new RangeError(`There is no operation ${step.op}.`);
    const { due, paid } = operation(period, step);
    requireFitting(period);
    seen(`op ${step.op} mode ${step.mode}`);
    if (paid > 0n) seen(`op ${step.op} mode ${step.mode} moves`);
    if (paid > 0n && paid < due) seen(`op ${step.op} short`);
    return [{ step: at, due, paid }];
  });
}

function condition({ deal, state, report, isRevolving }: Period, { condition: kind, argument }: Step): boolean {
  const answers: Readonly<Record<number, () => boolean>> = {
    0: () => true,
    1: () => state.active[argument] === true,
    2: () => state.failed[argument] === true,
    3: () => outstanding(state, bitsOf(argument)) > 0n,
    4: () => state.isAccelerated,
    5: () => isRevolving,
    6: () => report.isCall,
    7: () => report.period === deal.periods,
    8: () => bitsOf(argument).some((at) => state.active[at] === true),
  };
  const answer = answers[kind];
  if (answer === undefined) throw new RangeError(`There is no condition ${kind}.`);
  return answer();
}

function outcomeOf({ deal, book }: Period, postings: readonly Posting[]): Outcome {
  const ofClasses = (what: string) => deal.classes.map((_, at) => book.of(`${what} ${at}`));
  return {
    interest: ofClasses('interest'),
    principal: ofClasses('principal'),
    residual: ofClasses('residual'),
    fees: deal.fees.map((_, at) => book.of(`fee ${at}`)),
    purchases: book.of('originator'),
    postings,
  };
}

function cashOut({ state, outcome }: Closed): bigint {
  const paid = sum([...outcome.interest, ...outcome.principal, ...outcome.residual, ...outcome.fees]) + outcome.purchases;
  return paid + state.reserve + state.carriedInterest + state.carriedPrincipal;
}

/** Every amount that is kept or paid out, at every moment; a bucket only where it is carried. */
function requireFitting({ state, book }: Pick<Period, 'state' | 'book'>): void {
  const kept = [
    ...state.notes.flatMap(({ balance, unpaid, deficit }) => [balance, unpaid, deficit]),
    ...state.feesUnpaid,
    ...[state.carriedInterest, state.carriedPrincipal, state.cumulativeDefaults, state.cumulativeRecoveries, state.unallocatedLoss],
    ...book.amountsBeside(['interest', 'principal']),
  ];
  if (kept.some((amount) => amount > AMOUNT_MOST)) throw new Refused('amount');
}

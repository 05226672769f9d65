import type { CashBook } from './cash-book.ts';
import type { DealState, Report } from './deal-state.ts';
import type { DealImage, NoteClass } from './read-image.ts';
import { greater, NOTHING, type Rational, sum, whole } from './rational.ts';

/** Called with the name of what has just happened, so that a campaign can say what it has seen. */
export type Witness = (what: string) => void;

/** One period while it runs. The state is that of the period's end in the making. */
export interface Period {
  readonly deal: DealImage;
  readonly state: DealState;
  readonly report: Report;
  /** Accounts `interest`, `principal` and `reserve`, and one for each payee, such as `fee 0`. */
  readonly book: CashBook;
  /** Of each class, of this period. */
  readonly rates: readonly Rational[];
  readonly yearFractions: readonly Rational[];
  readonly currentInterest: readonly bigint[];
  readonly interestIn: bigint;
  readonly isRevolving: boolean;
  readonly seen: Witness;
}

export function rateOf(note: NoteClass, period: number, index: Rational, seen: Witness): Rational {
  const isSteppedUp = note.stepUpFrom !== 0 && period >= note.stepUpFrom;
  const base = isSteppedUp ? note.rate.plus(note.stepUp) : note.rate;
  const moved = note.isFloating ? base.plus(index).orAtLeast(NOTHING) : base;
  const floored = moved.orAtLeast(note.floor);
  const rate = note.cap.isZero() ? floored : floored.orAtMost(note.cap);
  if (isSteppedUp) seen('rate stepped up');
  if (base.plus(index).isBelow(NOTHING) && note.isFloating) seen('rate fallen to zero');
  if (moved.isBelow(floored)) seen('rate brought to its floor');
  if (rate.isBelow(floored)) seen('rate brought to its cap');
  return rate;
}

export function balancesOf(state: DealState, classes: readonly number[]): bigint[] {
  return classes.map((at) => noteAt(state, at).balance);
}

export const outstanding = (state: DealState, classes: readonly number[]): bigint => sum(balancesOf(state, classes));

export function noteAt(state: DealState, at: number) {
  const note = state.notes[at];
  if (note === undefined) throw new RangeError(`There is no class ${at}.`);
  return note;
}

export function itemAt<Item>(items: readonly Item[], at: number): Item {
  const item = items[at];
  if (item === undefined) throw new RangeError(`There is no item ${at} of ${items.length}.`);
  return item;
}

export function reserveTarget(deal: DealImage, state: DealState): bigint {
  const isRepaid = state.notes.every((note, at) => note.balance === 0n || itemAt(deal.classes, at).isResidual);
  if (isRepaid) return 0n;
  const { kind, amount, rate } = deal.reserve;
  if (kind === 0) return 0n;
  if (kind === 1) return amount;
  return greater(
    amount,
    whole(kind === 2 ? state.pool : deal.originalPool)
      .times(rate)
      .posted(),
  );
}

export function overCollateralTarget(deal: DealImage, pool: bigint): bigint {
  const { current, original, least } = deal.overCollateral;
  return [whole(pool).times(current).posted(), whole(deal.originalPool).times(original).posted(), least].reduce(greater);
}

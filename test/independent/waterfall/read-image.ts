import { Rational } from './rational.ts';

/** The bytes of a deal, read once more from `backend/docs/deal-machine.md`, section 2, alone. */

export interface NoteClass {
  readonly original: bigint;
  readonly rate: Rational;
  readonly dayCount: number;
  readonly isFloating: boolean;
  readonly isDeferrable: boolean;
  readonly isResidual: boolean;
  readonly isUnpaidFree: boolean;
  readonly stepUpFrom: number;
  readonly stepUp: Rational;
  readonly floor: Rational;
  readonly cap: Rational;
  readonly spread: Rational;
}

export interface Fee {
  readonly kind: number;
  readonly dayCount: number;
  readonly rate: Rational;
  readonly amount: bigint;
}

export interface CoverageTest {
  readonly kind: number;
  readonly classes: readonly number[];
  readonly threshold: Rational;
  readonly thresholdWad: bigint;
}

export interface Trigger {
  readonly kind: number;
  readonly isCurable: boolean;
  readonly accelerates: boolean;
  readonly argument: number;
  readonly notice: number;
  readonly schedule: readonly { readonly from: number; readonly threshold: Rational }[];
  readonly threshold: Rational;
}

export interface Step {
  readonly op: number;
  readonly condition: number;
  readonly isNegated: boolean;
  readonly argument: number;
  readonly source: 'interest' | 'principal';
  readonly reserveHelps: boolean;
  readonly target: number;
  readonly mode: number;
}

export interface DealImage {
  readonly principalIsInterest: boolean;
  readonly recoveriesArePrincipal: boolean;
  readonly periods: number;
  readonly lastRevolving: number;
  readonly reserve: { readonly kind: number; readonly amount: bigint; readonly paidIn: bigint; readonly rate: Rational };
  readonly overCollateral: { readonly current: Rational; readonly original: Rational; readonly least: bigint };
  readonly originalPool: bigint;
  readonly classes: readonly NoteClass[];
  readonly fees: readonly Fee[];
  readonly tests: readonly CoverageTest[];
  readonly triggers: readonly Trigger[];
  readonly dates: readonly number[];
  readonly steps: readonly Step[];
}

/** Takes fields off the front of the bytes. */
class Tape {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  big(size: number): bigint {
    const end = this.#at + size;
    if (end > this.#bytes.length) throw new RangeError('The image ends too early.');
    const digits = Array.from(this.#bytes.subarray(this.#at, end), (byte) => byte.toString(16).padStart(2, '0'));
    this.#at = end;
    return BigInt(`0x${digits.join('')}`);
  }

  small(size: number): number {
    return Number(this.big(size));
  }

  wad(): Rational {
    return Rational.ofWad(this.big(8));
  }

  zeros(size: number): void {
    if (this.big(size) !== 0n) throw new RangeError(`The ${size} bytes before ${this.#at} are not zero.`);
  }

  end(): void {
    if (this.#at !== this.#bytes.length) throw new RangeError('The image has bytes too many.');
  }
}

const hasBit = (flags: number, bit: number): boolean => Math.floor(flags / 2 ** bit) % 2 === 1;
/** Indexes of the bits that a mask of eight sets. */
export const bitsOf = (mask: number): number[] => [0, 1, 2, 3, 4, 5, 6, 7].filter((bit) => hasBit(mask, bit));
const times = <Item>(count: number, read: () => Item): Item[] => Array.from({ length: count }, read);

function readClass(tape: Tape): NoteClass {
  const [original, rate, dayCount, flags, stepUpFrom] = [tape.big(12), tape.wad(), tape.small(1), tape.small(1), tape.small(2)];
  const [stepUp, floor, cap, spread] = [tape.wad(), tape.wad(), tape.wad(), tape.wad()];
  tape.zeros(8);
  return {
    original,
    rate,
    dayCount,
    isFloating: hasBit(flags, 0),
    isDeferrable: hasBit(flags, 1),
    isResidual: hasBit(flags, 2),
    isUnpaidFree: hasBit(flags, 3),
    stepUpFrom,
    stepUp,
    floor,
    cap,
    spread,
  };
}

function readFee(tape: Tape): Fee {
  const [kind, dayCount] = [tape.small(1), tape.small(1)];
  tape.small(1); // payee
  tape.zeros(1);
  const rate = tape.wad();
  tape.zeros(8);
  return { kind, dayCount, rate, amount: tape.big(12) };
}

function readTest(tape: Tape): CoverageTest {
  const [kind, mask] = [tape.small(1), tape.small(1)];
  tape.zeros(6);
  const thresholdWad = tape.big(8);
  return { kind, classes: bitsOf(mask), threshold: Rational.ofWad(thresholdWad), thresholdWad };
}

function readTrigger(tape: Tape) {
  const [kind, flags, argument, notice] = [tape.small(1), tape.small(1), tape.small(1), tape.small(1)];
  const [first, count, threshold] = [tape.small(2), tape.small(2), tape.wad()];
  return { kind, isCurable: hasBit(flags, 0), accelerates: hasBit(flags, 1), argument, notice, first, count, threshold };
}

function readEntry(tape: Tape) {
  const from = tape.small(2);
  tape.zeros(6);
  return { from, threshold: tape.wad() };
}

function readStep(tape: Tape): Step {
  const [op, condition, argument, source, target, mode] = times(6, () => tape.small(1)) as [number, number, number, number, number, number];
  tape.zeros(2);
  return {
    op,
    condition: condition % 128,
    isNegated: condition >= 128,
    argument,
    source: source % 128 === 0 ? 'interest' : 'principal',
    reserveHelps: source >= 128,
    target,
    mode,
  };
}

/** @throws RangeError when the lengths are not those that the header gives. */
export function readImage(bytes: Uint8Array): DealImage {
  const tape = new Tape(bytes);
  if (tape.small(1) !== 1) throw new RangeError('The version is not 1.');
  const [classes, fees, tests, triggers, entries, steps] = times(6, () => tape.small(1)) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const flags = tape.small(1);
  const [periods, lastRevolving] = [tape.small(2), tape.small(2)];
  tape.small(2); // clean-up call: judged by the deal, not by the machine
  tape.small(1); // days until a report is late: judged by the deal, too
  const kind = tape.small(1);
  tape.zeros(4);
  const reserve = { kind, amount: tape.big(12), paidIn: tape.big(12), rate: tape.wad() };
  const overCollateral = { current: tape.wad(), original: tape.wad(), least: tape.big(12) };
  const originalPool = tape.big(12);
  tape.zeros(36);
  const parts = {
    classes: times(classes, () => readClass(tape)),
    fees: times(fees, () => readFee(tape)),
    tests: times(tests, () => readTest(tape)),
  };
  const plain = times(triggers, () => readTrigger(tape));
  const schedule = times(entries, () => readEntry(tape));
  const dates = times(periods + 1, () => tape.small(2));
  const program = times(steps, () => readStep(tape));
  tape.end();
  return {
    principalIsInterest: hasBit(flags, 0),
    recoveriesArePrincipal: hasBit(flags, 1),
    periods,
    lastRevolving,
    reserve,
    overCollateral,
    originalPool,
    ...parts,
    triggers: plain.map(({ first, count, ...trigger }) => ({ ...trigger, schedule: schedule.slice(first, first + count) })),
    dates,
    steps: program,
  };
}

import { DomainError } from '../../kernel/errors.ts';
import { DAY_COUNTS } from './day-count.ts';
import {
  type Bucket,
  CONDITIONS,
  type ClassTerms,
  type DealImage,
  FEE_KINDS,
  type FeeTerms,
  LIMITS,
  OP,
  RESERVE_KINDS,
  type ScheduleEntry,
  type Step,
  TEST_KINDS,
  type TestTerms,
  TRIGGER_KINDS,
  type TriggerTerms,
} from './deal-image.ts';
import { type ImageCounts, layoutOf, SIZES } from './image-layout.ts';

const OP_MODES: Readonly<Record<number, number>> = { 1: 1, 2: 1, 3: 1, 4: 4, 9: 1, 10: 3 };

/** Reads fields of an image and refuses the first that is outside its range. */
class ImageReader {
  readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  fail(at: number): never {
    throw new DomainError('deal_image_invalid', 'invalid', `The image of the deal is not valid at byte ${at}.`, { params: { offset: at } });
  }

  number(at: number, size: number, least = 0, most = Number.MAX_SAFE_INTEGER): number {
    let value = 0;
    for (let place = at; place < at + size; place++) value = value * 256 + (this.bytes[place] ?? this.fail(place));
    return value < least || value > most ? this.fail(at) : value;
  }

  big(at: number, size: number): bigint {
    let value = 0n;
    for (let place = at; place < at + size; place++) value = (value << 8n) | BigInt(this.bytes[place] ?? this.fail(place));
    return value;
  }

  zeros(from: number, to: number): void {
    for (let place = from; place < to; place++) if (this.bytes[place] !== 0) this.fail(place);
  }
}

/**
 * The deal that the bytes state.
 * @throws {@link DomainError} `deal_image_invalid` with the offset of the first byte that is not as the rule has it
 */
export function decodeImage(bytes: Uint8Array): DealImage {
  const read = new ImageReader(bytes);
  read.number(0, 1, 1, 1);
  const counts = {
    classes: read.number(1, 1, 1, LIMITS.classes),
    fees: read.number(2, 1, 0, LIMITS.fees),
    tests: read.number(3, 1, 0, LIMITS.tests),
    triggers: read.number(4, 1, 0, LIMITS.triggers),
    schedules: read.number(5, 1, 0, LIMITS.schedules),
    steps: read.number(6, 1, 1, LIMITS.steps),
    periods: read.number(8, 2, 1, LIMITS.periods),
  };
  const layout = layoutOf(counts);
  if (bytes.length !== layout.length) read.fail(Math.min(bytes.length, layout.length));
  const list = <T>(count: number, start: number, size: number, one: (at: number) => T) =>
    Array.from({ length: count }, (_, index) => one(start + index * size));
  const image = {
    ...readHeader(read, counts),
    classes: list(counts.classes, layout.classes, SIZES.class, (at) => readClass(read, at)),
    fees: list(counts.fees, layout.fees, SIZES.fee, (at) => readFee(read, at)),
    tests: list(counts.tests, layout.tests, SIZES.test, (at) => readTest(read, at, counts)),
    triggers: list(counts.triggers, layout.triggers, SIZES.trigger, (at) => readTrigger(read, at, counts)),
    schedules: list(counts.schedules, layout.schedules, SIZES.schedule, (at) => readSchedule(read, at)),
    dates: list(counts.periods + 1, layout.dates, SIZES.date, (at) => read.number(at, 2)),
    steps: list(counts.steps, layout.steps, SIZES.step, (at) => readStep(read, at, counts)),
  };
  image.dates.forEach((day, at) => {
    if (at > 0 && day <= (image.dates[at - 1] ?? 0)) read.fail(layout.dates + at * SIZES.date);
  });
  return image;
}

function readHeader(read: ImageReader, { periods }: ImageCounts) {
  const flags = read.number(7, 1, 0, 3);
  read.zeros(16, 20);
  read.zeros(92, 128);
  return {
    isOneWaterfall: (flags & 1) !== 0,
    recoveriesArePrincipal: (flags & 2) !== 0,
    periods,
    lastRevolving: read.number(10, 2, 0, periods),
    cleanUpBps: read.number(12, 2),
    lateDays: read.number(14, 1),
    reserveKind: read.number(15, 1, 0, RESERVE_KINDS.length - 1),
    reserveAmount: read.big(20, 12),
    reserveInitial: read.big(32, 12),
    reserveRate: read.big(44, 8),
    ocRateCurrent: read.big(52, 8),
    ocRateOriginal: read.big(60, 8),
    ocFloor: read.big(68, 12),
    originalPool: read.big(80, 12),
  };
}

function readClass(read: ImageReader, at: number): ClassTerms {
  const flags = read.number(at + 21, 1, 0, 15);
  read.zeros(at + 56, at + 64);
  return {
    original: read.big(at, 12),
    rate: read.big(at + 12, 8),
    dayCount: read.number(at + 20, 1, 0, DAY_COUNTS.length - 1),
    isFloating: (flags & 1) !== 0,
    isDeferrable: (flags & 2) !== 0,
    isResidual: (flags & 4) !== 0,
    isUnpaidBare: (flags & 8) !== 0,
    stepUpFrom: read.number(at + 22, 2),
    stepUp: read.big(at + 24, 8),
    floor: read.big(at + 32, 8),
    cap: read.big(at + 40, 8),
    unpaidSpread: read.big(at + 48, 8),
  };
}

function readFee(read: ImageReader, at: number): FeeTerms {
  read.zeros(at + 3, at + 4);
  read.zeros(at + 12, at + 20);
  return {
    kind: read.number(at, 1, 1, FEE_KINDS.length),
    dayCount: read.number(at + 1, 1, 0, DAY_COUNTS.length - 1),
    payee: read.number(at + 2, 1),
    rate: read.big(at + 4, 8),
    amount: read.big(at + 20, 12),
  };
}

function readTest(read: ImageReader, at: number, { classes }: ImageCounts): TestTerms {
  read.zeros(at + 2, at + 8);
  return {
    kind: read.number(at, 1, 1, TEST_KINDS.length),
    mask: read.number(at + 1, 1, 0, 2 ** classes - 1),
    threshold: read.big(at + 8, 8),
  };
}

function readTrigger(read: ImageReader, at: number, counts: ImageCounts): TriggerTerms {
  const kind = read.number(at, 1, 1, TRIGGER_KINDS.length);
  const flags = read.number(at + 1, 1, 0, 3);
  const schedules = read.number(at + 6, 2, 0, kind === 1 ? counts.schedules : 0);
  const most = kind === 3 ? counts.tests - 1 : kind === 4 || kind === 9 ? 2 ** counts.classes - 1 : 0xff;
  return {
    kind,
    isCurable: (flags & 1) !== 0,
    isAccelerating: (flags & 2) !== 0,
    argument: read.number(at + 2, 1, 0, most),
    notice: read.number(at + 3, 1),
    firstSchedule: read.number(at + 4, 2, 0, kind === 1 ? counts.schedules - schedules : 0),
    schedules,
    threshold: read.big(at + 8, 8),
  };
}

function readSchedule(read: ImageReader, at: number): ScheduleEntry {
  read.zeros(at + 2, at + 8);
  return { from: read.number(at, 2), threshold: read.big(at + 8, 8) };
}

function readStep(read: ImageReader, at: number, counts: ImageCounts): Step {
  const op = read.number(at, 1, 1, OP.RESIDUAL);
  const condition = read.number(at + 1, 1);
  const kind = condition & 0x7f;
  if (kind >= CONDITIONS.length) read.fail(at + 1);
  const source = read.number(at + 3, 1);
  if ((source & 0x7f) > 1) read.fail(at + 3);
  read.zeros(at + 6, at + 8);
  return {
    op,
    condition: kind,
    isNegated: condition >= 0x80,
    conditionArgument: read.number(at + 2, 1, 0, mostConditionArgument(kind, counts)),
    bucket: (source & 1) as Bucket,
    reserveHelps: source >= 0x80,
    argument: read.number(at + 4, 1, 0, mostArgument(op, counts)),
    mode: read.number(at + 5, 1, 0, OP_MODES[op] ?? 0),
  };
}

/** A bound below 0 refuses the step: what it names does not exist in this deal. */
function mostArgument(op: number, counts: ImageCounts): number {
  if (op === OP.FEE) return counts.fees - 1;
  if (op === OP.TEST || op === OP.CURE) return counts.tests - 1;
  if (op === OP.RESIDUAL) return counts.classes - 1;
  return 2 ** counts.classes - 1;
}

function mostConditionArgument(condition: number, counts: ImageCounts): number {
  if (condition === 1) return counts.triggers - 1;
  if (condition === 2) return counts.tests - 1;
  if (condition === 3) return 2 ** counts.classes - 1;
  return 0xff;
}

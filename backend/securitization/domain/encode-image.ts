import type { ClassTerms, DealImage, FeeTerms, ScheduleEntry, Step, TestTerms, TriggerTerms } from './deal-image.ts';
import { layoutOf, SIZES } from './image-layout.ts';

const VERSION = 1;

/** The bytes of a deal; amounts and rates are taken to fit their fields, as the compiler has checked. */
export function encodeImage(image: DealImage): Uint8Array {
  const layout = layoutOf({
    classes: image.classes.length,
    fees: image.fees.length,
    tests: image.tests.length,
    triggers: image.triggers.length,
    schedules: image.schedules.length,
    steps: image.steps.length,
    periods: image.periods,
  });
  const bytes = new Uint8Array(layout.length);
  const part = (start: number, size: number, index: number) => bytes.subarray(start + index * size, start + (index + 1) * size);
  writeHeader(bytes, image);
  image.classes.forEach((terms, at) => writeClass(part(layout.classes, SIZES.class, at), terms));
  image.fees.forEach((terms, at) => writeFee(part(layout.fees, SIZES.fee, at), terms));
  image.tests.forEach((terms, at) => writeTest(part(layout.tests, SIZES.test, at), terms));
  image.triggers.forEach((terms, at) => writeTrigger(part(layout.triggers, SIZES.trigger, at), terms));
  image.schedules.forEach((entry, at) => writeSchedule(part(layout.schedules, SIZES.schedule, at), entry));
  image.dates.forEach((day, at) => put(bytes, layout.dates + at * SIZES.date, SIZES.date, day));
  image.steps.forEach((step, at) => writeStep(part(layout.steps, SIZES.step, at), step));
  return bytes;
}

function put(bytes: Uint8Array, at: number, size: number, value: number | bigint): void {
  let rest = BigInt(value);
  for (let place = at + size - 1; place >= at; place--) {
    bytes[place] = Number(rest & 0xffn);
    rest >>= 8n;
  }
}

const bits = (...flags: readonly boolean[]) => flags.reduce((sum, flag, at) => sum + (flag ? 1 << at : 0), 0);

function writeHeader(bytes: Uint8Array, image: DealImage): void {
  const { classes, fees, tests, triggers, schedules, steps } = image;
  [VERSION, ...[classes, fees, tests, triggers, schedules, steps].map((list) => list.length)].forEach((value, at) =>
    put(bytes, at, 1, value),
  );
  put(bytes, 7, 1, bits(image.isOneWaterfall, image.recoveriesArePrincipal));
  put(bytes, 8, 2, image.periods);
  put(bytes, 10, 2, image.lastRevolving);
  put(bytes, 12, 2, image.cleanUpBps);
  put(bytes, 14, 1, image.lateDays);
  put(bytes, 15, 1, image.reserveKind);
  put(bytes, 20, 12, image.reserveAmount);
  put(bytes, 32, 12, image.reserveInitial);
  put(bytes, 44, 8, image.reserveRate);
  put(bytes, 52, 8, image.ocRateCurrent);
  put(bytes, 60, 8, image.ocRateOriginal);
  put(bytes, 68, 12, image.ocFloor);
  put(bytes, 80, 12, image.originalPool);
}

function writeClass(bytes: Uint8Array, terms: ClassTerms): void {
  put(bytes, 0, 12, terms.original);
  put(bytes, 12, 8, terms.rate);
  put(bytes, 20, 1, terms.dayCount);
  put(bytes, 21, 1, bits(terms.isFloating, terms.isDeferrable, terms.isResidual, terms.isUnpaidBare));
  put(bytes, 22, 2, terms.stepUpFrom);
  put(bytes, 24, 8, terms.stepUp);
  put(bytes, 32, 8, terms.floor);
  put(bytes, 40, 8, terms.cap);
  put(bytes, 48, 8, terms.unpaidSpread);
}

function writeFee(bytes: Uint8Array, terms: FeeTerms): void {
  put(bytes, 0, 1, terms.kind);
  put(bytes, 1, 1, terms.dayCount);
  put(bytes, 2, 1, terms.payee);
  put(bytes, 4, 8, terms.rate);
  put(bytes, 20, 12, terms.amount);
}

function writeTest(bytes: Uint8Array, terms: TestTerms): void {
  put(bytes, 0, 1, terms.kind);
  put(bytes, 1, 1, terms.mask);
  put(bytes, 8, 8, terms.threshold);
}

function writeTrigger(bytes: Uint8Array, terms: TriggerTerms): void {
  put(bytes, 0, 1, terms.kind);
  put(bytes, 1, 1, bits(terms.isCurable, terms.isAccelerating));
  put(bytes, 2, 1, terms.argument);
  put(bytes, 3, 1, terms.notice);
  put(bytes, 4, 2, terms.firstSchedule);
  put(bytes, 6, 2, terms.schedules);
  put(bytes, 8, 8, terms.threshold);
}

function writeSchedule(bytes: Uint8Array, entry: ScheduleEntry): void {
  put(bytes, 0, 2, entry.from);
  put(bytes, 8, 8, entry.threshold);
}

function writeStep(bytes: Uint8Array, step: Step): void {
  put(bytes, 0, 1, step.op);
  put(bytes, 1, 1, step.condition + (step.isNegated ? 0x80 : 0));
  put(bytes, 2, 1, step.conditionArgument);
  put(bytes, 3, 1, step.bucket + (step.reserveHelps ? 0x80 : 0));
  put(bytes, 4, 1, step.argument);
  put(bytes, 5, 1, step.mode);
}

/** Bytes of each part of an image. */
export const SIZES = { header: 128, class: 64, fee: 32, test: 16, trigger: 16, schedule: 16, date: 2, step: 8 } as const;

export interface ImageCounts {
  readonly classes: number;
  readonly fees: number;
  readonly tests: number;
  readonly triggers: number;
  readonly schedules: number;
  readonly steps: number;
  readonly periods: number;
}

/** Where each part begins, and the length of the whole. */
export function layoutOf(counts: ImageCounts) {
  const classes = SIZES.header;
  const fees = classes + counts.classes * SIZES.class;
  const tests = fees + counts.fees * SIZES.fee;
  const triggers = tests + counts.tests * SIZES.test;
  const schedules = triggers + counts.triggers * SIZES.trigger;
  const dates = schedules + counts.schedules * SIZES.schedule;
  const steps = dates + (counts.periods + 1) * SIZES.date;
  return { classes, fees, tests, triggers, schedules, dates, steps, length: steps + counts.steps * SIZES.step };
}

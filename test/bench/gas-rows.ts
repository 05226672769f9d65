import type { Bench } from './bench.ts';

/** States one row: its name, what to stay under if there is such a promise, where the figure is, and its unit where that is not gas. */
type GasRow<Measured> = (name: string, target: number | undefined, pick: (found: Measured) => number, unit?: 'bytes') => Bench;

/** Gas rows of a room that come from one measurement: the first row that is run measures for all. */
export function gasRows<Measured>(room: string, measure: () => Promise<Measured>): GasRow<Measured> {
  let measured: Promise<Measured> | undefined;
  return (name, target, pick, unit) => ({
    room,
    name,
    unit: unit ?? 'gas',
    better: 'lower',
    ...(target === undefined ? {} : { target }),
    run: async () => {
      measured ??= measure();
      return { value: pick(await measured) };
    },
  });
}

import { type Hex, concat, numberToHex } from 'viem';

const WAD = 10n ** 18n;
export const DEAL_POOL = 100_000_000_000_000n;
export const DEAL_CLASSES = [70_000_000_000_000n, 20_000_000_000_000n, 10_000_000_000_000n] as const;
const RESERVE = 1_000_000_000_000n;
const RESIDUAL = 4;
const RESERVE_HELPS = 0x80;

const bytes = (value: bigint | number, size: number): Hex => numberToHex(value, { size });
const zeros = (size: number): Hex => bytes(0, size);
const part = (percent: number): bigint => (WAD * BigInt(Math.round(percent * 100))) / 10_000n;

interface Step {
  readonly op: number;
  readonly source?: number;
  readonly field?: number;
  readonly mode?: number;
  readonly condition?: number;
  readonly argument?: number;
}

const step = ({ op, source = 0, field = 0, mode = 0, condition = 0, argument = 0 }: Step): Hex =>
  concat([op, condition, argument, source, field, mode, 0, 0].map((value) => bytes(value, 1)));

/** Two senior fees, interest with the reserve's help, OC and IC tests with their cures, top-up, principal in order, residual. */
const STEPS: readonly Step[] = [
  { op: 10, field: 7 },
  { op: 11, field: 7 },
  { op: 1, source: RESERVE_HELPS, field: 0 },
  { op: 1, source: RESERVE_HELPS, field: 1 },
  { op: 2, source: RESERVE_HELPS, field: 1 },
  { op: 2, source: RESERVE_HELPS, field: 2 },
  { op: 5, field: 0 },
  { op: 5, field: 1 },
  { op: 6, field: 0, condition: 2, argument: 0 },
  { op: 6, field: 1, condition: 2, argument: 1 },
  { op: 7 },
  { op: 3, source: 1, field: 7 },
  { op: 8 },
  { op: 14, field: 2, condition: 0x88, argument: 3 },
  { op: 14, source: 1, field: 2, condition: 0x83, argument: 3 },
];

/** The loss of the period is drawn from the reserve for the notes, and what it does not reach is written down from below. */
const LOSS_STEPS: readonly Step[] = [
  { op: 1, source: RESERVE_HELPS, field: 0 },
  { op: 2, source: RESERVE_HELPS, field: 1 },
  { op: 9, source: 1, field: 7, mode: 1 },
  { op: 3, source: 1, field: 1 },
  { op: 10, field: 6 },
  { op: 14, field: 2 },
];

/** The image of a deal with three classes of 70, 20 and 10 million, written field by field from the page of the rule. */
export function dealImage(periods: number, firstDay: number, isForLoss = false): Hex {
  const steps = isForLoss ? LOSS_STEPS : STEPS;
  const counts = [1, 3, 2, 2, 2, 1, steps.length, 2].map((value) => bytes(value, 1));
  const header = [
    ...counts,
    bytes(periods, 2),
    bytes(0, 2),
    bytes(1_000, 2),
    bytes(5, 1),
    bytes(2, 1),
    zeros(4),
    bytes(RESERVE / 2n, 12),
    bytes(RESERVE, 12),
    bytes(part(1), 8),
    zeros(28),
    bytes(DEAL_POOL, 12),
    zeros(36),
  ];
  const rates = [part(4), part(6), 0n];
  const classes = DEAL_CLASSES.map((balance, at) =>
    concat([bytes(balance, 12), bytes(rates[at] ?? 0n, 8), bytes(0, 1), bytes([0, 2, RESIDUAL][at] ?? 0, 1), zeros(42)]),
  );
  const fees = [
    concat([bytes(1, 1), bytes(0, 1), bytes(0, 2), bytes(part(1), 8), zeros(8), bytes(200_000_000_000n, 12)]),
    concat([bytes(2, 1), bytes(0, 1), bytes(0x100, 2), zeros(16), bytes(1_000_000_000n, 12)]),
  ];
  const tests = [
    concat([bytes(1, 1), bytes(3, 1), zeros(6), bytes(part(105), 8)]),
    concat([bytes(2, 1), bytes(3, 1), zeros(6), bytes(part(120), 8)]),
  ];
  const triggers = [
    concat([bytes(7, 1), bytes(1, 1), bytes(0, 1), bytes(1, 1), zeros(12)]),
    concat([bytes(1, 1), bytes(0, 1), bytes(0, 1), bytes(1, 1), bytes(0, 2), bytes(1, 2), zeros(8)]),
  ];
  const schedule = concat([bytes(1, 2), zeros(6), bytes(part(30), 8)]);
  const dates = Array.from({ length: periods + 1 }, (_, at) => bytes(firstDay + 30 * at, 2));
  return concat([...header, ...classes, ...fees, ...tests, ...triggers, schedule, ...dates, ...steps.map(step)]);
}

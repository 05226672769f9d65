import { z } from 'zod';
import { DomainError } from '../kernel/errors.ts';
import type { DealAssumptions } from './domain/analytics/deal-assumptions.ts';
import { readDecimal, readRate } from './domain/deal/decimal-text.ts';
import type { DealFile } from './domain/deal/deal-file.ts';
import type { Speed } from './domain/projection/speed-curve.ts';

const Rate = z.string().refine((text) => readRate(text) !== null, 'is a rate such as 0.055 or 5.5%');
const Rates = z.union([Rate, z.array(Rate).min(1).max(480)]);
const Price = z.string().regex(/^\d{1,4}(\.\d{1,10})?$/, 'is a price per 100 such as 99.75');
const Kind = z.enum(['level', 'linear', 'bullet', 'flat-fee']);

const PrepaySpeed = z.union([
  z.strictObject({ cpr: Rates }),
  z.strictObject({ smm: Rates }),
  z.strictObject({ abs: Rate }),
  z.strictObject({ psa: Rate }),
]);
const DefaultSpeed = z.union([z.strictObject({ cdr: Rates }), z.strictObject({ mdr: Rates }), z.strictObject({ sda: Rate })]);

/** What a projection supposes, as people write it: rates as `0.055` or `5.5%`, a vector holds one a month and its last goes on. */
export const ProjectionFile = z.strictObject({
  order: z.enum(['bma', 'net-of-default']).default('bma'),
  prepay: PrepaySpeed.default({ cpr: '0%' }),
  default: DefaultSpeed.default({ cdr: '0%' }),
  recovery: Rate.default('0%'),
  recoveryLagMonths: z.int().min(0).max(120).default(0),
  /** Index of floating classes by period. */
  index: z.array(Rate).max(480).default([]),
  delinquent: Rate.default('0%'),
  call: z.boolean().default(false),
  /** Loans that principal buys while the deal revolves. */
  replacement: z.strictObject({ rate: Rate, remaining: z.int().min(1).max(480), kind: Kind.default('level') }).optional(),
  /** Full price per 100 by class; 100 where it is left out. */
  prices: z.record(z.string(), Price).default({}),
  years: z.enum(['ACT/365F', '30/360']).default('ACT/365F'),
});
export type ProjectionFile = z.infer<typeof ProjectionFile>;

/**
 * The shape of `value`, with what it leaves out filled in.
 *
 * @throws {@link DomainError} `projection_file_invalid` with every fault and its place
 */
export function readProjectionFile(value: unknown): ProjectionFile {
  const read = ProjectionFile.safeParse(value);
  if (read.success) return read.data;
  const faults = read.error.issues.map(({ path, message }) => ({ pointer: `/${path.join('/')}`, code: 'shape_wrong', detail: message }));
  throw new DomainError('projection_file_invalid', 'invalid', 'The assumptions are not well-formed.', { faults });
}

/** The file as the engine takes it; months in a period are those of the deal's calendar. */
export function assumptionsOf(file: ProjectionFile, deal: DealFile): DealAssumptions {
  const base = {
    order: file.order,
    prepay: prepayOf(file.prepay),
    default: defaultOf(file.default),
    recoveryRate: wad(file.recovery),
    recoveryLag: file.recoveryLagMonths,
    index: file.index.map(wad),
    delinquentShare: wad(file.delinquent),
    isCalled: file.call,
    monthsPerPeriod: monthsPerPeriod(deal),
  };
  if (file.replacement === undefined) return base;
  const { rate, remaining, kind } = file.replacement;
  return { ...base, replacement: { annualRate: wad(rate), remaining, age: 0, amortisation: kind } };
}

/** Units of the token of an amount in major units, or null when it is no such amount. */
export function unitsOf(text: string, deal: DealFile): bigint | null {
  const units = readDecimal(text, deal.token.decimals);
  return units === null || units < 0n ? null : units;
}

function monthsPerPeriod({ dates }: DealFile): number {
  if ('everyMonths' in dates) return dates.everyMonths;
  const [first = '', second = ''] = dates.list.slice(1);
  return Math.max(1, Math.min(12, Math.round((Date.parse(second) - Date.parse(first)) / (30.44 * 86_400_000)) || 1));
}

function prepayOf(speed: ProjectionFile['prepay']): Speed {
  if ('cpr' in speed) return { kind: 'cpr', vector: wads(speed.cpr) };
  if ('smm' in speed) return { kind: 'monthly', vector: wads(speed.smm) };
  return 'abs' in speed ? { kind: 'abs', share: wad(speed.abs) } : { kind: 'psa', multiple: wad(speed.psa) };
}

function defaultOf(speed: ProjectionFile['default']): Speed {
  if ('cdr' in speed) return { kind: 'cdr', vector: wads(speed.cdr) };
  return 'mdr' in speed ? { kind: 'monthly', vector: wads(speed.mdr) } : { kind: 'sda', multiple: wad(speed.sda) };
}

function wads(rates: string | readonly string[]): bigint[] {
  return typeof rates === 'string' ? [wad(rates)] : rates.map(wad);
}

/** A rate whose text was checked by the shape. */
function wad(text: string): bigint {
  return readRate(text) ?? 0n;
}

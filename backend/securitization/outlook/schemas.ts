import { z } from 'zod';
import { AddressText, IntegerText } from '../../platform/http/schemas.ts';

const LineView = z.object({
  balance: IntegerText,
  annualRate: IntegerText,
  remaining: z.int(),
  age: z.int(),
  amortisation: z.enum(['level', 'linear', 'bullet', 'flat-fee']),
});

/** Loans of one grade: how many, what each owes in the mean, and their mean PD within a year, as fractions. */
const ObligorsView = z.object({ grade: z.string().nullable(), count: z.int(), exposure: z.number(), pd: z.number().nullable() });

/** All that a projection of a deal from today on needs. Amounts are units of the settlement token, rates and probabilities wad. */
export const OutlookBasis = z.object({
  deal: AddressText,
  name: z.string(),
  status: z.string(),
  /** Names of the classes, senior first. */
  classes: z.array(z.string()),
  isResidual: z.array(z.boolean()),
  /** Terms and program, 0x-hex, and the state that they have come to: amounts as decimal text. */
  image: z.string(),
  state: z.record(z.string(), z.unknown()),
  monthsPerPeriod: z.int(),
  /** Where the lines come from: the tape, aged by its schedule and scaled to the reported pool. Without a tape here there are none. */
  basis: z.enum(['tape', 'none']),
  lines: z.array(LineView),
  obligors: z.array(ObligorsView),
  /** Means of the pool, weighted by balance; null where no loan has them. */
  pd: IntegerText.nullable(),
  lgd: IntegerText.nullable(),
  /** What the reports show so far; null before the first. */
  past: z.object({ cdr: IntegerText, recovery: IntegerText.nullable() }).nullable(),
});
export type OutlookBasis = z.infer<typeof OutlookBasis>;

import { z } from 'zod';
import { canonicalJson } from '../kernel/canonical-json.ts';

/** What a batch was ordered with; a worker that goes on where another one stopped needs the same. */
const Plan = z.object({
  issuedAt: z.string().transform(BigInt).default(0n),
  expiry: z.string().transform(BigInt).default(0n),
  copies: z.int().default(0),
  supersede: z.enum(['none', 'previous']).default('none'),
});
export type BatchPlan = z.infer<typeof Plan>;

export function readPlan(json: string): BatchPlan {
  return Plan.parse(JSON.parse(json));
}

export function writePlan({ issuedAt, expiry, copies, supersede }: BatchPlan): string {
  return canonicalJson({ issuedAt: String(issuedAt), expiry: String(expiry), copies, supersede });
}

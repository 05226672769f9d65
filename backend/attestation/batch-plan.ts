import { z } from 'zod';
import { canonicalJson } from '../kernel/canonical-json.ts';

/** The file whose rows have credentials of their own. */
const BatchFile = z.object({ name: z.string(), sha256: z.string() });
export type BatchFile = z.infer<typeof BatchFile>;

/** What a batch was ordered with; a worker that goes on where another one stopped needs the same. */
const Plan = z.object({
  issuedAt: z.string().transform(BigInt).default(0n),
  expiry: z.string().transform(BigInt).default(0n),
  copies: z.int().default(0),
  supersede: z.enum(['none', 'previous']).default('none'),
  /** Of a batch whose credentials stand in files of the issuer and not in the database. */
  file: BatchFile.optional(),
});
export type BatchPlan = z.infer<typeof Plan>;

export function readPlan(json: string): BatchPlan {
  return Plan.parse(JSON.parse(json));
}

export function writePlan({ issuedAt, expiry, copies, supersede, file }: BatchPlan): string {
  const times = { issuedAt: String(issuedAt), expiry: String(expiry) };
  return canonicalJson({ ...times, copies, supersede, ...(file === undefined ? {} : { file }) });
}

/** Row of a batch whose credentials the database has; null for one of a file, which is known by its root alone. */
export function storedBatchId({ id, plan }: { readonly id: string; readonly plan: string }): string | null {
  return readPlan(plan).file === undefined ? id : null;
}

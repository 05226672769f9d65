import type { z } from 'zod';
import type { OrderedTransaction } from '../../../../backend/attestation/schemas.ts';
import { createJson } from '../../lib/api.ts';

/** Orders a transaction of the issuer's administrator. */
export const order = (path: string, body: unknown): Promise<z.infer<typeof OrderedTransaction>> => createJson(path, body);

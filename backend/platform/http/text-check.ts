import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { DomainError, type FieldFault } from '../../kernel/errors.ts';

/** Deeper than any body of ours; what walks a body by recursion is safe below it. */
const MAX_DEPTH = 64;

/**
 * Refuses what the databases cannot hold or that would change on its way: NUL, halves of surrogate pairs,
 * numbers too large to be one. Bodies that a route reads as text, bytes or a stream are its own business.
 */
export function installTextCheck(server: FastifyInstance): void {
  server.addHook('preValidation', async (request) => {
    if (request.is404) return;
    for (const [part, value] of [
      ['params', request.params],
      ['querystring', request.query],
      ['body', request.body],
    ] as const) {
      if (typeof value !== 'object' || value === null || value instanceof Uint8Array || value instanceof Readable) continue;
      const fault = findFault(part, value);
      if (fault !== undefined)
        throw new DomainError('text_unstorable', 'invalid', 'The request holds text or a structure that cannot be stored.', {
          faults: [fault],
        });
    }
  });
}

function findFault(part: string, root: object): FieldFault | undefined {
  const open: { readonly value: unknown; readonly pointer: string; readonly depth: number }[] = [
    { value: root, pointer: `/${part}`, depth: 0 },
  ];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { value, pointer, depth } = next;
    if (typeof value === 'string' && !isStorable(value))
      return { pointer, code: 'text_unstorable', detail: 'holds NUL or half of a surrogate pair.' };
    if (typeof value === 'number' && !Number.isFinite(value))
      return { pointer, code: 'number_too_large', detail: 'is too large to be a number.' };
    if (typeof value !== 'object' || value === null) continue;
    if (depth >= MAX_DEPTH) return { pointer, code: 'too_deep', detail: `is nested more than ${MAX_DEPTH} levels deep.` };
    for (const [key, member] of Object.entries(value)) {
      if (!isStorable(key))
        return { pointer, code: 'text_unstorable', detail: 'has a member whose name holds NUL or half of a surrogate pair.' };
      open.push({ value: member, pointer: depth < 8 ? `${pointer}/${key.slice(0, 100)}` : pointer, depth: depth + 1 });
    }
  }
  return undefined;
}

function isStorable(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed();
}

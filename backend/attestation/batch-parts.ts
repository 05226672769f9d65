import { assertInvariant } from '../kernel/errors.ts';
import type { DatabaseClient } from '../platform/database/database.ts';

/** What the tree and the state map of a batch are made of, in the order of the tree. It says nothing without the customers' keys. */
export interface BatchColumns {
  /** EIP-712 digests, 32 bytes each. */
  readonly digests: Uint8Array;
  /** Subject tags, 32 bytes each. */
  readonly tags: Uint8Array;
  readonly seqs: BigUint64Array;
}

/** Credentials in one `BatchPart` row. */
export const PART_SIZE = 4096;
const ROW = 72;
/** Parts read at a time: 5 MB. */
const PARTS_AT_ONCE = 16;

/** Packs the credentials from `first` on: digest, tag and sequence number of each, one after the other. */
export function packPart({ digests, tags, seqs }: BatchColumns, first: number, count: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(count * ROW);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < count; i++) {
    const from = (first + i) * 32;
    bytes.set(digests.subarray(from, from + 32), i * ROW);
    bytes.set(tags.subarray(from, from + 32), i * ROW + 32);
    view.setBigUint64(i * ROW + 64, seqs[first + i] ?? 0n);
  }
  return bytes;
}

/** The packed rows of a batch of `leaves` credentials. */
export async function readColumns(
  client: DatabaseClient,
  { id, leaves }: { readonly id: string; readonly leaves: number },
): Promise<BatchColumns> {
  const columns = { digests: new Uint8Array(leaves * 32), tags: new Uint8Array(leaves * 32), seqs: new BigUint64Array(leaves) };
  let filled = 0;
  for (let from = 0; ; from += PARTS_AT_ONCE) {
    const parts = await client.batchPart.findMany({
      where: { batchId: id, part: { gte: from, lt: from + PARTS_AT_ONCE } },
      orderBy: { part: 'asc' },
    });
    for (const part of parts) {
      assertInvariant(part.first === filled && part.bytes.length === part.count * ROW, 'The parts of a batch follow each other.');
      unpackInto(columns, part.bytes, filled);
      filled += part.count;
    }
    if (parts.length < PARTS_AT_ONCE) break;
  }
  assertInvariant(filled === leaves, 'The parts of a batch hold all its credentials.');
  return columns;
}

function unpackInto({ digests, tags, seqs }: BatchColumns, bytes: Uint8Array, first: number): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let i = 0; i < bytes.length / ROW; i++) {
    const at = i * ROW;
    digests.set(bytes.subarray(at, at + 32), (first + i) * 32);
    tags.set(bytes.subarray(at + 32, at + 64), (first + i) * 32);
    seqs[first + i] = view.getBigUint64(at + 64);
  }
}

import { type Hash32, ZERO_HASH } from '../kernel/hex.ts';
import type { DatabaseClient } from '../platform/database/database.ts';
import { readColumns } from './batch-parts.ts';
import { arrangeHashes, hashOrder } from './domain/hash-order.ts';
import { type StateColumns, StateMap } from './domain/state-map.ts';
import type { LogEntry, LogPlace } from './issuer-log.ts';

/** States made last; that of a million subjects takes 160 MB. */
const KEPT = 2;
const STATES = new Map<string, IssuerState>();

interface IssuerState {
  /** Sorted by tag. */
  readonly columns: StateColumns;
  readonly map: StateMap;
}

type OwnEntry = LogEntry & { readonly id: string };

/** Named by the roots, which cover every tag and number: a batch built anew under its old id is another one. */
function keyOf({ chainId, ledger, issuerId }: LogPlace, entries: readonly OwnEntry[]): string {
  return `${chainId}:${ledger}:${issuerId}:${entries.map(({ root, firstLeaf }) => `${root}@${firstLeaf}`).join()}`;
}

/**
 * The map from subject tag to newest credential after `entries`; null for an empty log, and when one of the batches is
 * not ours: what it says about whom is then not known, and nothing may be claimed.
 */
export async function stateAfter(client: DatabaseClient, place: LogPlace, entries: readonly LogEntry[]): Promise<StateMap | null> {
  const own = entries.filter((entry): entry is OwnEntry => entry.id !== null);
  if (own.length === 0 || own.length !== entries.length) return null;
  const key = keyOf(place, own);
  const known = STATES.get(key);
  if (known !== undefined) return known.map;
  let at = own.length - 1;
  while (at > 0 && !STATES.has(keyOf(place, own.slice(0, at)))) at -= 1;
  let columns = at === 0 ? null : (STATES.get(keyOf(place, own.slice(0, at)))?.columns ?? null);
  for (const entry of own.slice(columns === null ? 0 : at)) {
    const newer = await readBatchState(client, entry);
    columns = columns === null ? newer : mergeStates(columns, newer);
  }
  if (columns === null) return null;
  const state = { columns, map: new StateMap(columns) };
  if (STATES.size >= KEPT) STATES.delete(STATES.keys().next().value ?? '');
  STATES.set(key, state);
  return state.map;
}

/** What the anchoring of the last of `entries` states; zero where nothing can be claimed. */
export async function stateRootAfter(client: DatabaseClient, place: LogPlace, entries: readonly LogEntry[]): Promise<Hash32> {
  return (await stateAfter(client, place, entries))?.root ?? ZERO_HASH;
}

/** What one batch says alone, sorted by tag; of two credentials of one tag the later number counts. */
async function readBatchState(client: DatabaseClient, { id, leaves, firstLeaf }: OwnEntry): Promise<StateColumns> {
  const { tags, seqs } = await readColumns(client, { id, leaves });
  const order = hashOrder(tags);
  const sorted = {
    tags: arrangeHashes(tags, order),
    indexes: BigUint64Array.from(order, (position) => firstLeaf + BigInt(position)),
    seqs: BigUint64Array.from(order, (position) => seqs[position] ?? 0n),
  };
  return withoutRepeats(sorted);
}

function withoutRepeats(sorted: StateColumns): StateColumns {
  const count = sorted.indexes.length;
  const kept: number[] = [];
  for (let i = 0; i < count; i++) {
    const last = kept.at(-1);
    if (last === undefined || compareTags(sorted.tags, last, sorted.tags, i) !== 0) kept.push(i);
    else if ((sorted.seqs[i] ?? 0n) > (sorted.seqs[last] ?? 0n)) kept[kept.length - 1] = i;
  }
  return kept.length === count ? sorted : pick(sorted, Uint32Array.from(kept));
}

function pick({ tags, indexes, seqs }: StateColumns, order: Uint32Array): StateColumns {
  return {
    tags: arrangeHashes(tags, order).subarray(0, order.length * 32),
    indexes: BigUint64Array.from(order, (from) => indexes[from] ?? 0n),
    seqs: BigUint64Array.from(order, (from) => seqs[from] ?? 0n),
  };
}

/** Both sorted; where both have a tag, `newer` counts. */
export function mergeStates(older: StateColumns, newer: StateColumns): StateColumns {
  const most = older.indexes.length + newer.indexes.length;
  const merged = { tags: new Uint8Array(most * 32), indexes: new BigUint64Array(most), seqs: new BigUint64Array(most) };
  let [a, b, filled] = [0, 0, 0];
  const take = (from: StateColumns, at: number) => {
    merged.tags.set(from.tags.subarray(at * 32, at * 32 + 32), filled * 32);
    merged.indexes[filled] = from.indexes[at] ?? 0n;
    merged.seqs[filled] = from.seqs[at] ?? 0n;
    filled += 1;
  };
  while (a < older.indexes.length && b < newer.indexes.length) {
    const order = compareTags(older.tags, a, newer.tags, b);
    if (order < 0) take(older, a++);
    else {
      take(newer, b++);
      if (order === 0) a += 1;
    }
  }
  while (a < older.indexes.length) take(older, a++);
  while (b < newer.indexes.length) take(newer, b++);
  return {
    tags: merged.tags.subarray(0, filled * 32),
    indexes: merged.indexes.subarray(0, filled),
    seqs: merged.seqs.subarray(0, filled),
  };
}

function compareTags(left: Uint8Array, a: number, right: Uint8Array, b: number): number {
  for (let i = 0; i < 32; i++) {
    const difference = (left[a * 32 + i] ?? 0) - (right[b * 32 + i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

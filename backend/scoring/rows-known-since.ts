import type { LoadOutcomes } from './monitoring/model-days.ts';

export interface KnownRows {
  readonly rows: Int32Array;
  readonly goods: number;
  readonly bads: number;
}

/** Rows of customers whose outcome became known after `since`: those who came later, and those who were there without an outcome. */
export async function rowsKnownSince(
  loadOutcomes: LoadOutcomes,
  since: Date,
  { ids, target }: { readonly ids: readonly string[]; readonly target: Uint8Array },
): Promise<KnownRows> {
  const known = await loadOutcomes(ids);
  const rows = Int32Array.from(target.keys()).filter((row) => (known.get(ids[row] ?? '')?.since ?? since) > since);
  const bads = rows.reduce((sum, row) => sum + (target[row] ?? 0), 0);
  return { rows, bads, goods: rows.length - bads };
}

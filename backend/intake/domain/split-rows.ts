/** Part of each row: to train on, to test on, or from a later time than both. */
export const PARTS = ['train', 'test', 'outOfTime'] as const;
export type PartName = (typeof PARTS)[number];

export interface SplitOptions {
  /** Share of rows, or of groups, to test on, 0 to below 1. */
  readonly testShare: number;
  readonly seed: number;
  /** Name of the group of each row, such as its customer, whose rows stay together; the row's number without. */
  readonly groups: readonly string[] | null;
  /** Whether each row is from the time after the cut. */
  readonly isLater: readonly boolean[] | null;
}

/** 32-bit FNV-1a over UTF-16 units, mixed once more so that neighbouring names fall apart. */
function hashName(name: string, seed: number): number {
  let hash = (0x811c9dc5 ^ seed) >>> 0;
  for (let at = 0; at < name.length; at++) hash = Math.imul(hash ^ name.charCodeAt(at), 0x01000193) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35) >>> 0;
  return (hash ^ (hash >>> 16)) >>> 0;
}

/**
 * The part of each row. A group falls where the hash of its name says, so adding rows moves no customer from training to
 * testing; a group with a row after the cut has its earlier rows in training or testing all the same.
 */
export function splitRows(rows: number, { testShare, seed, groups, isLater }: SplitOptions): PartName[] {
  const limit = testShare * 2 ** 32;
  return Array.from({ length: rows }, (_, row) => {
    if (isLater?.[row] === true) return 'outOfTime';
    return hashName(groups === null ? String(row) : (groups[row] ?? ''), seed) < limit ? 'test' : 'train';
  });
}

import type { SegmentView } from '../../../../backend/scoring/schemas.ts';
import type { SegmentCondition } from '../../../../backend/scoring/segments/schemas.ts';

/** A place in the tree of segments: a leaf is one segment. */
export interface SegmentBranch {
  /** What leads here from the branch above; null for the root. */
  readonly condition: SegmentCondition | null;
  readonly segments: readonly SegmentView[];
  readonly branches: readonly SegmentBranch[];
}

/** The tree that the paths of the segments describe. */
export function treeOf(segments: readonly SegmentView[], depth = 0, condition: SegmentCondition | null = null): SegmentBranch {
  if (segments.length < 2) return { condition, segments, branches: [] };
  const sides = (['left', 'right'] as const).map((side) => segments.filter(({ path }) => path[depth]?.side === side));
  return { condition, segments, branches: sides.map((own) => treeOf(own, depth + 1, own[0]?.path[depth] ?? null)) };
}

import type { Condition } from '../domain/segments/segment-tree.ts';
import type { SegmentCondition } from './schemas.ts';

/** What leads to a segment, as the API tells it. */
export function viewPath(path: readonly Condition[]): SegmentCondition[] {
  return path.map(({ test, side }) => ({
    attribute: test.attribute,
    side,
    cut: test.kind === 'below' ? test.cut : null,
    levels: test.kind === 'among' ? [...test.levels] : [],
    withMissing: test.missing === side,
  }));
}

import type { z } from 'zod';
import type { TrainRequest } from '../../../../backend/scoring/schemas.ts';

/** One line of the editor, as it is typed. */
export interface SplitDraft {
  readonly key: number;
  readonly attribute: string;
  readonly rule: 'cut' | 'levels';
  readonly value: string;
  readonly missing: 'left' | 'right';
  /** `rest`, or side and number of an earlier split, such as `left 1`. */
  readonly within: string;
}

export const SEGMENT_MODES = ['none', 'find', 'given'] as const;
export type SegmentMode = (typeof SEGMENT_MODES)[number];

export interface SegmentDraft {
  readonly mode: SegmentMode;
  readonly splits: readonly SplitDraft[];
}

type Split = Extract<NonNullable<z.input<typeof TrainRequest>['segments']>, readonly unknown[]>[number];

function splitOf({ attribute, rule, value, missing, within }: SplitDraft): Split {
  const [side, split] = within.split(' ');
  return {
    attribute: attribute.trim(),
    ...(rule === 'cut'
      ? { cut: Number(value) }
      : {
          levels: value
            .split(',')
            .map((level) => level.trim())
            .filter((level) => level !== ''),
        }),
    missing,
    within: split === undefined ? null : { split: Number(split), side: side === 'left' ? 'left' : 'right' },
  };
}

/** The segments of the request. */
export function requestedSegments({ mode, splits }: SegmentDraft): z.input<typeof TrainRequest>['segments'] {
  if (mode === 'find') return 'find';
  return mode === 'given' && splits.length > 0 ? splits.map(splitOf) : null;
}

/** The draft without one split; what pointed at it or behind it points at what is left. */
export function withoutSplit(splits: readonly SplitDraft[], key: number): SplitDraft[] {
  const at = splits.findIndex((split) => split.key === key) + 1;
  return splits
    .filter((split) => split.key !== key)
    .map((split) => {
      const [side, number] = split.within.split(' ');
      if (number === undefined || Number(number) < at) return split;
      return { ...split, within: Number(number) === at ? 'rest' : `${side} ${Number(number) - 1}` };
    });
}

import { describe, expect, it } from 'vitest';
import { TrainRequest } from '../../../../backend/scoring/schemas.ts';
import { requestedSegments, type SplitDraft, withoutSplit } from './segment-draft.ts';

const AGE: SplitDraft = { key: 1, attribute: ' age ', rule: 'cut', value: '25', missing: 'left', within: 'rest' };
const PURPOSE: SplitDraft = { key: 2, attribute: 'purpose', rule: 'levels', value: 'A40, A41,', missing: 'right', within: 'left 1' };
const AMOUNT: SplitDraft = { key: 3, attribute: 'amount', rule: 'cut', value: '5000', missing: 'right', within: 'right 2' };

describe('a draft of segments', () => {
  it('becomes what the training takes', () => {
    const segments = requestedSegments({ mode: 'given', splits: [AGE, PURPOSE] });
    expect(TrainRequest.parse({ name: 'a', source: 'b', segments }).segments).toEqual([
      { attribute: 'age', cut: 25, missing: 'left', within: null },
      { attribute: 'purpose', levels: ['A40', 'A41'], missing: 'right', within: { split: 1, side: 'left' } },
    ]);
    expect(requestedSegments({ mode: 'find', splits: [AGE] })).toBe('find');
    expect(requestedSegments({ mode: 'none', splits: [AGE] })).toBeNull();
    expect(requestedSegments({ mode: 'given', splits: [] })).toBeNull();
  });

  it('keeps pointing at the same splits when one is taken out', () => {
    expect(withoutSplit([AGE, PURPOSE, AMOUNT], 1).map(({ within }) => within)).toEqual(['rest', 'right 1']);
    expect(withoutSplit([AGE, PURPOSE, AMOUNT], 2).map(({ within }) => within)).toEqual(['rest', 'rest']);
    expect(withoutSplit([AGE, PURPOSE, AMOUNT], 3)).toEqual([AGE, PURPOSE]);
  });
});

import { describe, expect, it } from 'vitest';
import { NO_EDITS, undoEdit } from '../../../../backend/scoring/domain/binning/edit-history.ts';
import { addChange, changesOf, type DraftEdit, editsOf, historyOf, missingReasons, withReasons } from './draft.ts';

const move = (from: number, to: number): DraftEdit => ({ kind: 'move', from, to });

describe('a draft of changes by hand', () => {
  it('keeps a cut that goes on moving as one change, and none when it is back', () => {
    const once = addChange(NO_EDITS, move(8, 9));
    const twice = addChange(once, move(9, 12));
    expect(twice.done).toEqual([move(8, 12)]);
    expect(addChange(twice, move(12, 8)).done).toEqual([]);
    expect(addChange(twice, move(16, 20)).done).toEqual([move(8, 12), move(16, 20)]);
    expect(undoEdit(twice)).toEqual({ done: [], undone: [move(8, 12)] });
  });

  it('moves a cut that was just added by adding it elsewhere, with the reason that it has', () => {
    const added = addChange(NO_EDITS, { kind: 'split', at: 33, reason: 'the tariff breaks' });
    expect(addChange(added, move(33, 36)).done).toEqual([{ kind: 'split', at: 36, reason: 'the tariff breaks' }]);
    expect(addChange(added, { kind: 'merge', at: 33 }).done).toHaveLength(2);
  });

  it('names what still needs a reason, and sends changes without reasons where these do not matter', () => {
    const two = addChange(addChange(NO_EDITS, move(8, 9)), move(16, 20));
    const draft = { duration: two, age: NO_EDITS, amount: withReasons(addChange(NO_EDITS, move(1, 2)), () => 'known') };
    expect(missingReasons(draft)).toEqual(['duration']);
    expect(missingReasons({ ...draft, duration: withReasons(two, (place) => (place === 0 ? 'known' : ' a ')) })).toEqual(['duration']);
    expect(missingReasons({ ...draft, duration: withReasons(two, () => 'agreed') })).toEqual([]);
    expect(editsOf(draft)).toEqual({ duration: two.done, amount: [{ ...move(1, 2), reason: 'known' }] });
    expect(changesOf(draft)['amount']).toEqual([move(1, 2)]);
    expect(historyOf(draft, 'toString')).toBe(NO_EDITS);
  });
});

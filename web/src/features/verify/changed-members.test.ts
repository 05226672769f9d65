import { describe, expect, it } from 'vitest';
import { changedMembers } from './changed-members.ts';

const file = {
  credit: { issuer: '1', expiry: '99' },
  fields: [
    { name: 'score', value: '612' },
    { name: 'grade', value: 'B' },
  ],
  anchor: { path: ['0xaa', '0xbb'] },
};

describe('changedMembers', () => {
  it('finds nothing between equal files', () => {
    expect(changedMembers(file, structuredClone(file))).toEqual([]);
  });

  it('names a changed field by its name, with both values', () => {
    const altered = structuredClone(file);
    altered.fields[0] = { name: 'score', value: '712' };
    expect(changedMembers(file, altered)).toEqual([{ place: 'fields.score.value', before: '612', after: '712' }]);
  });

  it('names members that came or went', () => {
    const altered: Record<string, unknown> = { ...file, note: 'x' };
    delete altered['anchor'];
    expect(changedMembers(file, altered)).toEqual([
      { place: 'anchor', before: '{"path":["0xaa","0xbb"]}', after: null },
      { place: 'note', before: null, after: 'x' },
    ]);
  });

  it('stops after a dozen places', () => {
    const many = Object.fromEntries(Array.from({ length: 50 }, (_, place) => [`m${place}`, place]));
    expect(changedMembers(many, {})).toHaveLength(12);
  });
});

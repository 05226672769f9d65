import { describe, expect, it } from 'vitest';
import { modelFileOf } from './model-file.ts';

describe('modelFileOf', () => {
  it.each([
    ['CredenceScorecard', 'card', true],
    ['CredenceSegmentedScorecard', 'segmented', true],
    ['CredenceTreeModel', 'model', false],
    ['CredenceModel', 'model', false],
    ['CredenceScoredModel', 'scored', false],
  ])('takes a %s for a %s', (type, form, isCard) => {
    expect(modelFileOf({ type, name: 'Of a file' })).toEqual({ form, name: 'Of a file', isCard });
  });

  it('knows no other type, and no member of every object for one', () => {
    expect(modelFileOf({ type: 'CredenceCredential', name: 'x' })).toBeNull();
    expect(modelFileOf({ type: 'toString' })).toBeNull();
    expect(modelFileOf({})).toBeNull();
  });

  it('reads a name only where it is text', () => {
    expect(modelFileOf({ type: 'CredenceModel', name: 7 })?.name).toBe('');
  });
});

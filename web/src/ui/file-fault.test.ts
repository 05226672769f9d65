import { describe, expect, it } from 'vitest';
import { fileFault } from './file-fault.ts';

describe('fileFault', () => {
  it('passes no file, and one up to the last byte of the limit', () => {
    expect(fileFault(null, 10)).toBeNull();
    expect(fileFault({ size: 1 }, 10)).toBeNull();
    expect(fileFault({ size: 10 }, 10)).toBeNull();
  });

  it('refuses an empty file and one byte too many', () => {
    expect(fileFault({ size: 0 }, 10)).toBe('empty');
    expect(fileFault({ size: 11 }, 10)).toBe('tooLarge');
  });
});

import { describe, expect, it } from 'vitest';
import { MASTER_GRADES, masterGrade } from './master-scale.ts';

describe('masterGrade', () => {
  it('falls as the probability rises, and meets every grade but that of what has defaulted', () => {
    const places = Array.from({ length: 10_001 }, (_, step) => MASTER_GRADES.indexOf(masterGrade(step / 10_000)));
    expect(places).toEqual([...places].sort((one, other) => one - other));
    expect(new Set(places).size).toBe(MASTER_GRADES.length - 1);
  });

  it('takes a ceiling in, and nothing beyond it', () => {
    expect([0, 0.0003, 0.00031, 0.02, 0.0201, 1].map(masterGrade)).toEqual(['AAA', 'AAA', 'AA', 'BB', 'B', 'C']);
  });
});

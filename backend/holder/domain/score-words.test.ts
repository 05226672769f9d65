import { expect, it } from 'vitest';
import { scoreWords } from './score-words.ts';

it('says a score in sentences with whole numbers of people', () => {
  const reasons = [
    { characteristic: 'duration', pointsLost: 20 },
    { characteristic: 'age', pointsLost: 0 },
  ];
  const words = scoreWords({ score: 640, grade: 'C', pdWad: 51_500_000_000_000_000n, reasons });
  expect(words.map(({ en }) => en)).toEqual([
    'Your score is 640, which is grade C.',
    'Of 1,000 customers with such a score, about 52 are expected not to pay as agreed (5.2 %).',
    'What cost points: the duration of the loan, 20 below the best answer.',
  ]);
  for (const { zh } of words) expect(zh).toMatch(/[\u4e00-\u9fff]/);
});

it('says what an input of a model costs against the average customer', () => {
  const reasons = [{ characteristic: 'duration', pointsLost: 9, against: 'mean' as const }];
  const [, , last] = scoreWords({ score: 640, grade: 'C', pdWad: 0n, reasons });
  expect(last).toEqual({
    en: 'What cost points: the duration of the loan, 9 below the average customer.',
    zh: expect.stringContaining('比平均客户少 9 分'),
  });
});

it('calls a characteristic without words of its own by its name', () => {
  const [, , last] = scoreWords({ score: 640, grade: 'C', pdWad: 0n, reasons: [{ characteristic: 'days_late', pointsLost: 1 }] });
  expect(last?.en).toBe('What cost points: days late, 1 below the best answer.');
});

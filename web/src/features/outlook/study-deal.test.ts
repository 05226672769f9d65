import { describe, expect, it } from 'vitest';
import proRata from '../../../../backend/securitization/templates/pro-rata-switch.json' with { type: 'json' };
import { deepStudy, openStudy, quickStudy, type StudyQuestion } from './study-deal.ts';
import { SUPPOSED } from './supposed.ts';

const QUESTION: StudyQuestion = {
  source: {
    kind: 'draft',
    file: proRata,
    rate: SUPPOSED.rate,
    months: SUPPOSED.months,
    obligors: [
      { count: 500, exposure: 10, pd: 0.01 },
      { count: 500, exposure: 10, pd: 0.05 },
      { count: 100, exposure: 10, pd: null },
    ],
  },
  behaviour: SUPPOSED,
  correlation: '15',
};

function opened(question: StudyQuestion) {
  const study = openStudy(question);
  if (study === null) throw new Error('The study did not open.');
  return study;
}

describe('a study of a deal', () => {
  const { open, assumptions } = opened(QUESTION);
  const quick = quickStudy(open, assumptions, SUPPOSED);
  const deep = deepStudy(open, assumptions, QUESTION);

  it('has the base case in the middle of its scenarios and its tornado', () => {
    const middle = deep.grid.find(({ multiple }) => multiple === 1)?.cells.find(({ recovery }) => recovery === 0.4);
    expect(middle?.classes).toEqual(quick.classes.map(({ base }) => base));
    deep.tornado.forEach(({ base }, at) => expect(base).toBe(quick.classes[at]?.base.yield ?? 0));
  });

  it('begins with the whole pool and ends with nothing', () => {
    expect(quick.path[0]).toMatchObject({ period: 0, pool: 1 });
    expect(quick.path[0]?.classes.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 2);
    expect(quick.path.at(-1)?.pool).toBe(0);
  });

  it('loses from below, and all paths are in the histogram', () => {
    const losses = deep.risks.map(({ expectedLoss }) => expectedLoss);
    expect(losses).toEqual([...losses].sort((one, other) => one - other));
    expect(deep.histogram.shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
    expect(deep.pool.quantile99).toBeGreaterThan(deep.pool.quantile95);
  });

  it('has fatter tails the closer the obligors hang together', () => {
    const loose = deepStudy(open, assumptions, { ...QUESTION, correlation: '1' });
    expect(deep.pool.quantile99).toBeGreaterThan(loose.pool.quantile99);
    expect(Math.abs(deep.pool.mean - loose.pool.mean)).toBeLessThan(0.005);
  });

  it('does not open while an assumption is no number', () => {
    expect(openStudy({ ...QUESTION, behaviour: { ...SUPPOSED, cdr: 'x' } })).toBeNull();
    expect(openStudy({ ...QUESTION, source: { ...QUESTION.source, rate: '' } as StudyQuestion['source'] })).toBeNull();
  });
});

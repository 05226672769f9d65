import { describe, expect, it } from 'vitest';
import { figureOf, heatsOf } from './scenario-heat.ts';

const cell = (figures: { yield?: number | null; loss?: number | null; averageLife?: number | null }) => ({
  ...{ yield: null, loss: null, averageLife: null },
  ...figures,
});

describe('heatsOf', () => {
  it('is hottest at the lowest yield, whatever is lost', () => {
    const cells = [0.09, -0.03, 0.03].map((own) => cell({ yield: own, loss: 0.5 }));
    expect(heatsOf(cells, 'yield').map((heat) => Number(heat?.toFixed(9)))).toEqual([0, 1, 0.5]);
  });

  it('is hottest at the highest loss, measured from no loss', () => {
    expect(
      heatsOf(
        [0.2, 0.4, 0.3].map((loss) => cell({ loss, yield: 0.05 })),
        'baseLoss',
      ),
    ).toEqual([0.5, 1, 0.3 / 0.4]);
  });

  it('goes with the length of a life', () => {
    expect(
      heatsOf(
        [3, 1, 2].map((averageLife) => cell({ averageLife })),
        'life',
      ),
    ).toEqual([1, 0, 0.5]);
  });

  it('keeps small differences pale: a basis point of yield, a loss of a thousandth, a month', () => {
    expect(heatsOf([cell({ yield: 0.05 }), cell({ yield: 0.0499 })], 'yield')[1]).toBeCloseTo(0.01, 9);
    expect(heatsOf([cell({ loss: 0 }), cell({ loss: 0.001 })], 'baseLoss')).toEqual([0, 0.1]);
    expect(heatsOf([cell({ averageLife: 2 }), cell({ averageLife: 2.05 })], 'life')[1]).toBeCloseTo(0.1, 9);
  });

  it('puts a class that got nothing back at the end, and one without a figure nowhere', () => {
    expect(heatsOf([cell({ yield: 0.05, loss: 0 }), cell({ loss: 1 }), cell({}), undefined], 'yield')).toEqual([0, 1, null, null]);
    expect(heatsOf([cell({}), undefined], 'yield')).toEqual([null, null]);
    expect(heatsOf([cell({ yield: 0.05 })], 'baseLoss')).toEqual([null]);
  });

  it('reads the figure that is asked for', () => {
    const own = cell({ yield: 0.05, loss: 0.1, averageLife: 3 });
    expect([figureOf(own, 'yield'), figureOf(own, 'baseLoss'), figureOf(own, 'life'), figureOf(undefined, 'life')]).toEqual([
      0.05,
      0.1,
      3,
      null,
    ]);
  });
});

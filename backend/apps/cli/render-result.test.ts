import { expect, it } from 'vitest';
import { renderResult } from './render-result.ts';

it('names each member on a line of its own', () => {
  const result = {
    auc: 0.77613095238,
    hash: '0xab',
    used: true,
    gone: null,
    segmentation: { segments: ['age < 30', 'other'], pValue: 0.25 },
  };
  expect(renderResult(result)).toBe(
    [
      'auc                    0.776131',
      'hash                   0xab',
      'used                   true',
      'gone                   -',
      'segmentation.segments  age < 30, other',
      'segmentation.pValue    0.25',
    ].join('\n'),
  );
});

it('opens a list of things, item by item', () => {
  expect(
    renderResult({
      models: [
        { role: 'champion', scored: 224 },
        { role: 'shadow', scored: 300 },
      ],
    }),
  ).toBe(['models[0].role    champion', 'models[0].scored  224', 'models[1].role    shadow', 'models[1].scored  300'].join('\n'));
});

it('says only that a job is done when it answers nothing', () => {
  expect([renderResult(null), renderResult({})]).toEqual(['done', 'done']);
});

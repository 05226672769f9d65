import { expect, it } from 'vitest';
import { readGermanCredit } from '../../../../test/system/support/reference-data.ts';
import { takeRows } from '../../../intake/domain/columns.ts';
import { DEFAULT_MODEL } from '../scorecard/build-scorecard.ts';
import { fitModel } from '../scorecard/fit-model.ts';
import { refitModel } from './refit-model.ts';

const { columns, target } = readGermanCredit();
const model = fitModel(columns, target, DEFAULT_MODEL);

it('changes nothing when it is fitted to the rows that the model came from, each counted once', () => {
  const again = refitModel(model, { columns, target, weights: new Float64Array(target.length).fill(1) }, DEFAULT_MODEL.regression);
  expect(again.intercept.coefficient).toBeCloseTo(model.intercept.coefficient, 10);
  again.characteristics.forEach(({ term }, place) => {
    const before = model.characteristics[place]?.term;
    expect(term === null).toBe(before === null);
    if (term !== null) expect(term.coefficient).toBeCloseTo(before?.coefficient ?? 0, 10);
  });
});

it('weighs a row of weight two as the row twice, and keeps the bins of the outcomes that were observed', () => {
  const twice = Int32Array.from({ length: target.length + 200 }, (_, row) => row % target.length);
  const doubled = {
    columns: columns.map((column) => takeRows(column, twice)),
    target: Uint8Array.from(twice, (row) => target[row] ?? 0),
  };
  const weights = Float64Array.from(target, (_, row) => (row < 200 ? 2 : 1));
  const one = refitModel(model, { columns, target, weights }, DEFAULT_MODEL.regression);
  const two = refitModel(model, doubled, DEFAULT_MODEL.regression);
  expect(one.intercept.coefficient).toBeCloseTo(two.intercept.coefficient, 8);
  one.characteristics.forEach(({ term, binning }, place) => {
    expect(term?.coefficient ?? 0).toBeCloseTo(two.characteristics[place]?.term?.coefficient ?? 0, 8);
    expect(binning).toBe(model.characteristics[place]?.binning);
  });
});

it('lets a characteristic go that inferred rows turn round, and refuses rows without its column', () => {
  const name = model.characteristics.find(({ term }) => term !== null)?.binning.name ?? '';
  const turned = Uint8Array.from(target, (outcome) => 1 - outcome);
  const refit = refitModel(
    model,
    { columns, target: Uint8Array.from([...target.slice(0, 500), ...turned.slice(500)]) },
    DEFAULT_MODEL.regression,
  );
  const kept = refit.characteristics.filter(({ term }) => term !== null).length;
  expect(kept).toBeLessThan(model.characteristics.filter(({ term }) => term !== null).length);
  for (const { term } of refit.characteristics) if (term !== null) expect(term.coefficient).toBeGreaterThan(0);
  expect(() => refitModel(model, { columns: columns.filter((column) => column.name !== name), target }, DEFAULT_MODEL.regression)).toThrow(
    name,
  );
});

import { woeColumn } from '../binning/woe-column.ts';
import type { TrainingRows } from '../classifier.ts';
import { fitLogistic, type RegressionOptions } from '../regression/logistic-regression.ts';
import { type Model, missingColumn } from '../scorecard/fit-model.ts';

/**
 * The regression of `model` fitted anew to other rows, weighted ones among them. Bins and their weights of evidence stay those of the
 * outcomes that were observed: inferred ones have no say in them, only in how much each characteristic counts.
 * A characteristic that loses its sign leaves, and the rest is fitted again.
 * @throws {@link DomainError} `scorecard_column_missing`, `model_empty` when no characteristic keeps its sign, of the regression
 */
export function refitModel(model: Model, { columns, target, weights }: TrainingRows, options: RegressionOptions): Model {
  const woes = new Map(
    model.characteristics
      .filter(({ term }) => term !== null)
      .map(({ binning }) => {
        const column = columns.find(({ name }) => name === binning.name);
        if (column === undefined) throw missingColumn(binning.name);
        return [binning.name, woeColumn(binning, column)] as const;
      }),
  );
  for (;;) {
    const regression = fitLogistic([...woes.values()], target, options, weights ?? null);
    const names = [...woes.keys()];
    const wrong = names.filter((_, place) => !((regression.terms[place]?.coefficient ?? 0) > 0));
    if (wrong.length > 0 && wrong.length < names.length) {
      for (const name of wrong) woes.delete(name);
      continue;
    }
    const characteristics = model.characteristics.map((known) => {
      const term = regression.terms[names.indexOf(known.binning.name)];
      if (term === undefined || term.standardError === null || term.pValue === null) return { ...known, term: null };
      return { ...known, term: { coefficient: term.coefficient, standardError: term.standardError, pValue: term.pValue } };
    });
    return { ...model, intercept: regression.intercept, characteristics, regression };
  }
}

import { buildLookup, lookUpColumn } from '../binning/bin-lookup.ts';
import { meanPoints } from '../explain/waterfall.ts';
import type { Blend } from '../ensemble/ensemble.ts';
import type { ModelForm } from '../model-file/model-form.ts';
import { missingColumn } from '../scorecard/fit-model.ts';
import { SCORECARD_TYPE, type ScorecardDocument } from '../scorecard/scorecard-document.ts';
import { compileTreeModel } from '../trees/tree-classifier.ts';
import type { TreeModelDocument } from '../trees/tree-document.ts';
import { explainSvm } from './explain-svm.ts';
import { carryOver, LINK_OF_PROBABILITY, linkOf } from './log-odds-link.ts';
import { type ExplainOrder, type FormExplainer, inOrder, type LogOddsExplanation } from './log-odds-explanation.ts';

/** Exact Shapley values, path-dependent: of the log-odds for boosting, of the probability for one tree and for forests. */
function explainTrees(document: TreeModelDocument, order: ExplainOrder): FormExplainer {
  const trees = compileTreeModel(document);
  return (columns, rows) => {
    const { scale, base, values } = trees.explain(columns, rows);
    const own = { base, outputs: trees.output(columns, rows), values: inOrder(values, trees.inputs, rows, order) };
    return scale === 'log_odds' ? own : carryOver(LINK_OF_PROBABILITY, own);
  };
}

/** Points of a card add up, so its Shapley values are the distances from the mean points of the training rows. */
function explainCard({ scaling, characteristics }: ScorecardDocument, { inputs }: ExplainOrder): FormExplainer {
  const parts = characteristics.map(({ name, kind, bins }) => {
    const mean = meanPoints(bins.map((bin) => ({ points: bin.points, rows: bin.goods + bin.bads })));
    const lookup = buildLookup(
      name,
      kind,
      bins,
      bins.map(({ points }) => (mean - points) / scaling.factor),
    );
    return { name, mean, lookup, at: inputs.indexOf(name) };
  });
  const meanScore = parts.reduce((sum, { mean }) => sum + mean, scaling.basePoints);
  const base = (scaling.offset - meanScore) / scaling.factor;
  return (columns, rows) => {
    const values = new Float64Array(rows * inputs.length);
    const outputs = new Float64Array(rows).fill(base);
    for (const { name, lookup, at } of parts) {
      const column = columns.find((candidate) => candidate.name === name);
      if (column === undefined) throw missingColumn(name);
      const added = lookUpColumn(lookup, column);
      for (let row = 0; row < rows; row++) {
        values[row * inputs.length + at] = added[row] as number;
        outputs[row] = (outputs[row] as number) + (added[row] as number);
      }
    }
    return { base, outputs, values };
  };
}

/** The log-odds of a blend are a weighted sum of those of its members, and so are its Shapley values. */
function explainBlend(members: readonly FormExplainer[], { intercept, weights }: Blend): FormExplainer {
  return (columns, rows) => {
    const told = members.map((member) => member(columns, rows));
    const sum = (of: (explanation: LogOddsExplanation, place: number) => number, start: number) =>
      told.reduce((total, explanation, place) => total + (weights[place] as number) * of(explanation, place), start);
    const width = told[0]?.values.length ?? 0;
    return {
      base: sum(({ base }) => base, intercept),
      outputs: Float64Array.from({ length: rows }, (_, row) => sum(({ outputs }) => outputs[row] as number, intercept)),
      values: Float64Array.from({ length: width }, (_, at) => sum(({ values }) => values[at] as number, 0)),
    };
  };
}

/**
 * Says what each input adds to the log-odds of a model's probability; null where nothing exact is known: a card for each segment inside
 * another model, and a support vector machine without its background or of too many inputs.
 */
export function explainerOf(form: ModelForm, order: ExplainOrder): FormExplainer | null {
  switch (form.kind) {
    case 'scorecard':
      return form.document.type === SCORECARD_TYPE ? explainCard(form.document, order) : null;
    case 'trees':
      return explainTrees(form.document, order);
    case 'svm':
      return explainSvm(form.model, order);
    case 'calibrated': {
      const base = explainerOf(form.base, order);
      const link = linkOf(form.calibrator);
      return base === null ? null : (columns, rows) => carryOver(link, base(columns, rows));
    }
    case 'ensemble': {
      const members = form.members.map((member) => explainerOf(member, order)).filter((member) => member !== null);
      return members.length < form.members.length ? null : explainBlend(members, form.blend);
    }
  }
}

/** Whether a form holds a support vector machine, whose contributions are counted from a background. */
export function needsBackground(form: ModelForm): boolean {
  switch (form.kind) {
    case 'svm':
      return true;
    case 'calibrated':
      return needsBackground(form.base);
    case 'ensemble':
      return form.members.some(needsBackground);
    case 'scorecard':
    case 'trees':
      return false;
  }
}

import { MAX_REASONS } from '../scorecard/compile-scorecard.ts';
import type { DocumentBin, DocumentCharacteristic, ScorecardDocument, ScoringDocument } from '../scorecard/scorecard-document.ts';
import { inputsOf, type DocumentInput, segmentList } from '../segments/scoring-document.ts';
import type { Condition } from '../segments/segment-tree.ts';
import { element, escaped, type XmlAttributes } from './pmml-elements.ts';

/**
 * A PMML 4.4 Scorecard model: initial score, partial scores, reason codes against the best attribute, and as further outputs
 * grade and probability of a bad outcome. The first attribute that holds wins, so missing values and codes stand before
 * intervals, and levels that training never showed come last. Several segments are a MiningModel that takes the first whose conditions
 * hold; exactly one does.
 * @throws {@link DomainError} `scorecard_export_impossible`
 */
export function scorecardPmml(document: ScoringDocument): string {
  const inputs = inputsOf(document);
  const names = new Set(inputs.map(({ name }) => name));
  const free = (name: string): string => (names.has(name) ? free(`card_${name}`) : name);
  const fields = inputs.map(({ name, kind }) =>
    kind === 'numeric'
      ? element('DataField', { name, optype: 'continuous', dataType: 'double' })
      : element('DataField', { name, optype: 'categorical', dataType: 'string' }),
  );
  const body = element('PMML', { xmlns: 'http://www.dmg.org/PMML-4_4', version: '4.4' }, [
    element('Header', { description: document.name }, [element('Application', { name: 'Credence' })]),
    element('DataDictionary', { numberOfFields: fields.length }, fields),
    modelElement(document, inputs, free),
  ]);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${body}\n`;
}

/** Names outputs so that none is an input. */
type FreeName = (name: string) => string;

function modelElement(document: ScoringDocument, inputs: readonly DocumentInput[], free: FreeName): string {
  const segments = segmentList(document);
  const [first] = segments;
  if (first !== undefined && segments.length === 1) {
    const { card } = first;
    return cardElement(card, [scoreOutput(free), ...reasonOutputs(card, free), ...resultOutputs(document, free)]);
  }
  return element('MiningModel', { modelName: document.name, functionName: 'regression' }, [
    miningSchema(inputs),
    element('Output', {}, [scoreOutput(free), ...resultOutputs(document, free)]),
    element(
      'Segmentation',
      { multipleModelMethod: 'selectFirst' },
      segments.map(({ segment, path, card }) =>
        element('Segment', { id: segment ?? '' }, [
          joined('and', path.map(conditionPredicate)),
          cardElement(card, reasonOutputs(card, free)),
        ]),
      ),
    ),
  ]);
}

function miningSchema(inputs: readonly { readonly name: string }[]): string {
  const field = (name: string) => element('MiningField', { name, usageType: 'active', invalidValueTreatment: 'asIs' });
  return element(
    'MiningSchema',
    {},
    inputs.map(({ name }) => field(name)),
  );
}

function scoreOutput(free: FreeName): string {
  return element('OutputField', { name: free('score'), optype: 'continuous', dataType: 'double', feature: 'predictedValue' });
}

function reasonOutputs({ characteristics }: ScorecardDocument, free: FreeName): string[] {
  return Array.from({ length: Math.min(MAX_REASONS, characteristics.length) }, (_, place) =>
    element('OutputField', {
      name: free(`reason_${place + 1}`),
      optype: 'categorical',
      dataType: 'string',
      feature: 'reasonCode',
      rank: place + 1,
    }),
  );
}

function resultOutputs(document: ScoringDocument, free: FreeName): string[] {
  const score = free('score');
  return [
    element('OutputField', { name: free('grade'), optype: 'categorical', dataType: 'string', feature: 'transformedValue' }, [
      gradeExpression(document, score),
    ]),
    element('OutputField', { name: free('pd'), optype: 'continuous', dataType: 'double', feature: 'transformedValue' }, [
      probabilityExpression(document, score),
    ]),
  ];
}

function cardElement(card: ScorecardDocument, outputs: readonly string[]): string {
  return element('Scorecard', scorecardAttributes(card), [
    miningSchema(card.characteristics),
    element('Output', {}, outputs),
    element('Characteristics', {}, card.characteristics.map(characteristicElement)),
  ]);
}

function scorecardAttributes({ name, scaling }: ScorecardDocument): XmlAttributes {
  return {
    modelName: name,
    functionName: 'regression',
    algorithmName: 'weight of evidence and logistic regression',
    initialScore: scaling.basePoints,
    useReasonCodes: 'true',
    reasonCodeAlgorithm: 'pointsBelow',
    baselineMethod: 'max',
  };
}

/** Missing values first, then codes, intervals and levels, and last whatever is left. */
const ORDER: readonly DocumentBin['kind'][] = ['missing', 'special', 'interval', 'levels', 'other'];

function characteristicElement({ name, reason, bins }: DocumentCharacteristic): string {
  const best = Math.max(...bins.filter((bin) => bin.goods + bin.bads > 0).map((bin) => bin.points));
  const ordered = ORDER.flatMap((kind) => bins.filter((bin) => bin.kind === kind));
  return element(
    'Characteristic',
    { name, reasonCode: reason, baselineScore: best },
    ordered.map((bin) => element('Attribute', { partialScore: bin.points }, [predicate(name, bin)])),
  );
}

function simple(field: string, operator: string, value?: string | number): string {
  return element('SimplePredicate', { field, operator, ...(value === undefined ? {} : { value }) });
}

function joined(booleanOperator: 'and' | 'or', predicates: readonly string[]): string {
  return predicates.length === 1 ? (predicates[0] ?? '') : element('CompoundPredicate', { booleanOperator }, predicates);
}

/** One condition on the way to a segment. A missing value makes any comparison unknown, which selects nothing, so it is asked for by name. */
function conditionPredicate({ test, side }: Condition): string {
  const field = test.attribute;
  const holds = side === 'left';
  const isMissingHere = test.missing === side;
  const answers = (operator: string, values: readonly (string | number)[]) => values.map((value) => simple(field, operator, value));
  if (test.kind === 'below') {
    const compared = simple(field, holds ? 'lessThan' : 'greaterOrEqual', test.cut);
    return isMissingHere
      ? joined('or', [simple(field, 'isMissing'), ...answers('equal', test.specials), compared])
      : joined('and', [...answers('notEqual', test.specials), compared]);
  }
  const named = holds ? joined('or', answers('equal', test.levels)) : joined('and', answers('notEqual', test.levels));
  return isMissingHere ? joined('or', [simple(field, 'isMissing'), named]) : named;
}

function predicate(field: string, bin: DocumentBin): string {
  switch (bin.kind) {
    case 'missing':
      return simple(field, 'isMissing');
    case 'special':
      return joined(
        'or',
        bin.values.map((value) => simple(field, 'equal', value)),
      );
    case 'levels':
      return joined(
        'or',
        bin.levels.map((level) => simple(field, 'equal', level)),
      );
    case 'interval': {
      const bounds = [
        ...(bin.lower === null ? [] : [simple(field, 'greaterOrEqual', bin.lower)]),
        ...(bin.upper === null ? [] : [simple(field, 'lessThan', bin.upper)]),
      ];
      return bounds.length === 0 ? element('True', {}) : joined('and', bounds);
    }
    case 'other':
      return element('True', {});
  }
}

function constant(value: string | number): string {
  const dataType = typeof value === 'number' ? 'double' : 'string';
  return `<Constant dataType="${dataType}">${escaped(String(value))}</Constant>`;
}

function apply(name: string, ...given: readonly string[]): string {
  return element('Apply', { function: name }, given);
}

function gradeExpression({ grades }: Pick<ScoringDocument, 'grades'>, score: string): string {
  const last = constant(grades.at(-1)?.grade ?? '');
  return grades
    .slice(0, -1)
    .reduceRight(
      (rest, { grade, minScore }) =>
        apply('if', apply('greaterOrEqual', element('FieldRef', { field: score }), constant(minScore)), constant(grade), rest),
      last,
    );
}

function probabilityExpression({ scaling }: Pick<ScoringDocument, 'scaling'>, score: string): string {
  const exponent = apply('/', apply('-', element('FieldRef', { field: score }), constant(scaling.offset)), constant(scaling.factor));
  return apply('/', constant(1), apply('+', constant(1), apply('exp', exponent)));
}

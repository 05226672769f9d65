import { MAX_REASONS } from '../scorecard/compile-scorecard.ts';
import type { DocumentBin, DocumentCharacteristic, ScorecardDocument } from '../scorecard/scorecard-document.ts';
import { exportImpossible } from './sql-dialects.ts';

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

/** What XML 1.0 cannot hold, not even escaped. */
const UNWRITABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;

type Attributes = Readonly<Record<string, string | number>>;

function element(name: string, attributes: Attributes, children: readonly string[] = []): string {
  const head = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(String(value))}"`);
  if (children.length === 0) return `<${name}${head.join('')}/>`;
  const inner = children.flatMap((child) => child.split('\n').map((line) => ` ${line}`)).join('\n');
  return `<${name}${head.join('')}>\n${inner}\n</${name}>`;
}

function escaped(text: string): string {
  if (UNWRITABLE.test(text) || !text.isWellFormed()) throw exportImpossible(text, 'XML has no such character');
  return text.replace(/[&<>"\t\n\r]/g, (character) => ESCAPES[character] ?? character);
}

/**
 * A PMML 4.4 Scorecard model: initial score, partial scores, reason codes against the best attribute, and as further outputs
 * grade and probability of a bad outcome. The first attribute that holds wins, so missing values and codes stand before
 * intervals, and levels that training never showed come last.
 * @throws {@link DomainError} `scorecard_export_impossible`
 */
export function scorecardPmml(document: ScorecardDocument): string {
  const { characteristics } = document;
  const names = new Set(characteristics.map(({ name }) => name));
  const free = (name: string): string => (names.has(name) ? free(`card_${name}`) : name);
  const fields = characteristics.map(({ name, kind }) =>
    kind === 'numeric'
      ? element('DataField', { name, optype: 'continuous', dataType: 'double' })
      : element('DataField', { name, optype: 'categorical', dataType: 'string' }),
  );
  const score = free('score');
  const model = element('Scorecard', scorecardAttributes(document), [
    element(
      'MiningSchema',
      {},
      characteristics.map(({ name }) => element('MiningField', { name, usageType: 'active', invalidValueTreatment: 'asIs' })),
    ),
    element('Output', {}, [
      element('OutputField', { name: score, optype: 'continuous', dataType: 'double', feature: 'predictedValue' }),
      ...Array.from({ length: Math.min(MAX_REASONS, characteristics.length) }, (_, place) =>
        element('OutputField', {
          name: free(`reason_${place + 1}`),
          optype: 'categorical',
          dataType: 'string',
          feature: 'reasonCode',
          rank: place + 1,
        }),
      ),
      element('OutputField', { name: free('grade'), optype: 'categorical', dataType: 'string', feature: 'transformedValue' }, [
        gradeExpression(document, score),
      ]),
      element('OutputField', { name: free('pd'), optype: 'continuous', dataType: 'double', feature: 'transformedValue' }, [
        probabilityExpression(document, score),
      ]),
    ]),
    element('Characteristics', {}, characteristics.map(characteristicElement)),
  ]);
  const body = element('PMML', { xmlns: 'http://www.dmg.org/PMML-4_4', version: '4.4' }, [
    element('Header', { description: document.name }, [element('Application', { name: 'Credence' })]),
    element('DataDictionary', { numberOfFields: fields.length }, fields),
    model,
  ]);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${body}\n`;
}

function scorecardAttributes({ name, scaling }: ScorecardDocument): Attributes {
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

function predicate(field: string, bin: DocumentBin): string {
  const simple = (operator: string, value: string | number) => element('SimplePredicate', { field, operator, value });
  const joined = (booleanOperator: 'and' | 'or', predicates: readonly string[]) =>
    predicates.length === 1 ? (predicates[0] ?? '') : element('CompoundPredicate', { booleanOperator }, predicates);
  switch (bin.kind) {
    case 'missing':
      return element('SimplePredicate', { field, operator: 'isMissing' });
    case 'special':
      return joined(
        'or',
        bin.values.map((value) => simple('equal', value)),
      );
    case 'levels':
      return joined(
        'or',
        bin.levels.map((level) => simple('equal', level)),
      );
    case 'interval': {
      const bounds = [
        ...(bin.lower === null ? [] : [simple('greaterOrEqual', bin.lower)]),
        ...(bin.upper === null ? [] : [simple('lessThan', bin.upper)]),
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

function gradeExpression({ grades }: ScorecardDocument, score: string): string {
  const last = constant(grades.at(-1)?.grade ?? '');
  return grades
    .slice(0, -1)
    .reduceRight(
      (rest, { grade, minScore }) =>
        apply('if', apply('greaterOrEqual', element('FieldRef', { field: score }), constant(minScore)), constant(grade), rest),
      last,
    );
}

function probabilityExpression({ scaling }: ScorecardDocument, score: string): string {
  const exponent = apply('/', apply('-', element('FieldRef', { field: score }), constant(scaling.offset)), constant(scaling.factor));
  return apply('/', constant(1), apply('+', constant(1), apply('exp', exponent)));
}

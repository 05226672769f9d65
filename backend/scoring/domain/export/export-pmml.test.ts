import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readGermanCredit } from '../../../../test/system/support/reference-data.ts';
import { randomCard, tellingRows } from '../../../../test/vectors/random-card.ts';
import { randomSegments, tellingSegmentRows } from '../../../../test/vectors/random-segments.ts';
import { readXml, type XmlElement } from '../../../../test/vectors/read-xml.ts';
import { type CellValue, cellAt } from '../../../intake/domain/columns.ts';
import { buildScorecard, DEFAULT_TRAINING } from '../scorecard/build-scorecard.ts';
import type { ScoringDocument } from '../scorecard/scorecard-document.ts';
import { compileDocument } from '../segments/compile-document.ts';
import { scorecardPmml } from './export-pmml.ts';

const german = readGermanCredit();
const { document } = buildScorecard(german, { ...DEFAULT_TRAINING, name: 'German credit' });

/**
 * The part of the PMML 4.4 schema (dmg.org/pmml/v4-4-1/Scorecard.html and the pages it links) that a card uses: of each element
 * the sequence of its children as a pattern over their names, and the pattern of each attribute, required unless marked `?`.
 */
const NUMBER = /^-?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
const ANY = /^[^]*$/;
const NAME = /^[^]+$/;
const PREDICATE = '(SimplePredicate|CompoundPredicate|SimpleSetPredicate|True|False)';
const EXPRESSION = '(Constant|FieldRef|Apply)';
const SCHEMA: Readonly<Record<string, { children: string; attributes: Readonly<Record<string, RegExp>> }>> = {
  PMML: {
    children: 'Header DataDictionary (Scorecard|MiningModel) ',
    attributes: { version: /^4\.4$/, xmlns: /^http:\/\/www\.dmg\.org\/PMML-4_4$/ },
  },
  Header: { children: '(Application )?', attributes: { 'description?': ANY } },
  Application: { children: '', attributes: { name: NAME } },
  DataDictionary: { children: '(DataField )+', attributes: { 'numberOfFields?': /^\d+$/ } },
  DataField: { children: '', attributes: { name: NAME, optype: /^(categorical|continuous)$/, dataType: /^(double|string)$/ } },
  Scorecard: {
    children: 'MiningSchema (Output )?Characteristics',
    attributes: {
      functionName: /^regression$/,
      'modelName?': ANY,
      'algorithmName?': ANY,
      'initialScore?': NUMBER,
      'useReasonCodes?': /^(true|false)$/,
      'reasonCodeAlgorithm?': /^(pointsAbove|pointsBelow)$/,
      'baselineMethod?': /^(max|min|mean|neutral|other)$/,
    },
  },
  MiningModel: {
    children: 'MiningSchema (Output )?Segmentation',
    attributes: { functionName: /^regression$/, 'modelName?': ANY },
  },
  Segmentation: { children: '(Segment )+', attributes: { multipleModelMethod: /^selectFirst$/ } },
  Segment: { children: `${PREDICATE} Scorecard `, attributes: { 'id?': ANY } },
  MiningSchema: { children: '(MiningField )+', attributes: {} },
  MiningField: {
    children: '',
    attributes: { name: NAME, 'usageType?': /^active$/, 'invalidValueTreatment?': /^(returnInvalid|asIs|asMissing)$/ },
  },
  Output: { children: '(OutputField )+', attributes: {} },
  OutputField: {
    children: `(${EXPRESSION} )?`,
    attributes: {
      name: NAME,
      dataType: /^(double|string)$/,
      'optype?': /^(categorical|continuous)$/,
      'feature?': /^(predictedValue|reasonCode|transformedValue)$/,
      'rank?': /^[1-9]\d*$/,
    },
  },
  Characteristics: { children: '(Characteristic )+', attributes: {} },
  Characteristic: { children: '(Attribute )+', attributes: { 'name?': NAME, 'reasonCode?': NAME, 'baselineScore?': NUMBER } },
  Attribute: { children: `${PREDICATE} `, attributes: { 'partialScore?': NUMBER, 'reasonCode?': NAME } },
  SimplePredicate: {
    children: '',
    attributes: { field: NAME, operator: /^(equal|notEqual|lessThan|greaterOrEqual|isMissing)$/, 'value?': ANY },
  },
  CompoundPredicate: { children: `${PREDICATE} (${PREDICATE} )+`, attributes: { booleanOperator: /^(or|and|xor|surrogate)$/ } },
  True: { children: '', attributes: {} },
  Apply: { children: `(${EXPRESSION} )+`, attributes: { function: /^(if|greaterOrEqual|\+|-|\/|exp)$/ } },
  FieldRef: { children: '', attributes: { field: NAME } },
  Constant: { children: '', attributes: { 'dataType?': /^(double|string)$/ } },
};

function schemaFaults(element: XmlElement, path: string): string[] {
  const rule = SCHEMA[element.name];
  const here = `${path}/${element.name}`;
  if (rule === undefined) return [`${here} is no element`];
  const names = element.children.map(({ name }) => `${name} `).join('');
  const given = Object.keys(element.attributes);
  const allowed = Object.keys(rule.attributes).map((name) => name.replace('?', ''));
  return [
    ...(new RegExp(`^${rule.children.replace(/(\w)$/, '$1 ')}$`).test(names) ? [] : [`${here} has children ${names}`]),
    ...given.filter((name) => !allowed.includes(name)).map((name) => `${here} has no attribute ${name}`),
    ...Object.entries(rule.attributes).flatMap(([name, pattern]) => {
      const value = element.attributes[name.replace('?', '')];
      if (value === undefined) return name.endsWith('?') ? [] : [`${here} lacks ${name}`];
      return pattern.test(value) ? [] : [`${here} has ${name}="${value}"`];
    }),
    ...element.children.flatMap((child) => schemaFaults(child, here)),
  ];
}

const named = (element: XmlElement, name: string): XmlElement[] => element.children.filter((child) => child.name === name);
function only(element: XmlElement, name: string): XmlElement {
  const [found] = named(element, name);
  if (found === undefined) throw new Error(`${element.name} has no ${name}`);
  return found;
}

/** The model at the top: a card, or the choice among several. */
function modelOf(root: XmlElement): XmlElement {
  return named(root, 'MiningModel')[0] ?? only(root, 'Scorecard');
}

const cardsOf = (model: XmlElement): XmlElement[] =>
  model.name === 'Scorecard' ? [model] : named(only(model, 'Segmentation'), 'Segment').map((segment) => only(segment, 'Scorecard'));

/** What the schema cannot say: fields are declared, and an interval predicate has a value where one belongs. */
function ruleFaults(root: XmlElement): string[] {
  const fields = named(only(root, 'DataDictionary'), 'DataField').map(({ attributes }) => attributes['name']);
  const model = modelOf(root);
  const minedBy = (element: XmlElement) => named(only(element, 'MiningSchema'), 'MiningField').map(({ attributes }) => attributes['name']);
  const outputsOf = (element: XmlElement) => named(only(element, 'Output'), 'OutputField').map(({ attributes }) => attributes['name']);
  const outputs = [...new Set([model, ...cardsOf(model)])].flatMap(outputsOf);
  const walk = (element: XmlElement): XmlElement[] => [element, ...element.children.flatMap(walk)];
  return [
    ...(new Set([...fields, ...outputsOf(model)]).size === fields.length + outputsOf(model).length ? [] : ['a name occurs twice']),
    ...(outputs.some((name) => fields.includes(name)) ? ['an output is an input'] : []),
    ...(JSON.stringify(fields) === JSON.stringify(minedBy(model)) ? [] : ['fields and mining schema differ']),
    ...cardsOf(model).flatMap((card) => minedBy(card).flatMap((name) => (fields.includes(name) ? [] : [`unknown field ${name}`]))),
    ...walk(model).flatMap(({ name, attributes }) => {
      if (name === 'SimplePredicate' && !fields.includes(attributes['field'])) return [`unknown field ${attributes['field']}`];
      if (name === 'SimplePredicate' && (attributes['operator'] === 'isMissing') !== (attributes['value'] === undefined))
        return ['value and operator'];
      return name === 'FieldRef' && !outputs.includes(attributes['field']) ? [`unknown output ${attributes['field']}`] : [];
    }),
  ];
}

type Row = Readonly<Record<string, CellValue>>;

/** PMML's three-valued logic; null is unknown. */
function holds(predicate: XmlElement, row: Row): boolean | null {
  const { name, attributes, children } = predicate;
  if (name === 'True') return true;
  if (name === 'CompoundPredicate') {
    const parts = children.map((child) => holds(child, row));
    const decisive = attributes['booleanOperator'] === 'or';
    return parts.includes(decisive) ? decisive : parts.includes(null) ? null : !decisive;
  }
  const cell = row[attributes['field'] ?? ''] ?? null;
  if (attributes['operator'] === 'isMissing') return cell === null;
  if (cell === null) return null;
  const value = typeof cell === 'number' ? Number(attributes['value']) : (attributes['value'] ?? '');
  if (attributes['operator'] === 'equal') return cell === value;
  if (attributes['operator'] === 'notEqual') return cell !== value;
  return attributes['operator'] === 'lessThan' ? cell < value : cell >= value;
}

/** Score and reason codes as the standard says: of each characteristic the first attribute that holds. */
function evaluate(root: XmlElement, row: Row): { score: number; reasons: string[]; segment: string | null } {
  const model = modelOf(root);
  const fit =
    model.name === 'Scorecard'
      ? []
      : named(only(model, 'Segmentation'), 'Segment').filter(
          ({ children: [predicate] }) => predicate !== undefined && holds(predicate, row) === true,
        );
  if (model.name !== 'Scorecard' && fit.length !== 1) throw new Error(`${fit.length} segments take the row`);
  const scorecard = fit[0] === undefined ? model : only(fit[0], 'Scorecard');
  const given = named(only(scorecard, 'Characteristics'), 'Characteristic').map((characteristic) => {
    const attribute = named(characteristic, 'Attribute').find(
      ({ children: [predicate] }) => predicate !== undefined && holds(predicate, row) === true,
    );
    const points = Number(attribute?.attributes['partialScore']);
    return {
      points,
      code: characteristic.attributes['reasonCode'] ?? '',
      lost: Number(characteristic.attributes['baselineScore']) - points,
    };
  });
  const ranked = given.filter(({ lost }) => lost > 0).sort((left, right) => right.lost - left.lost);
  return {
    score: given.reduce((total, { points }) => total + points, Number(scorecard.attributes['initialScore'])),
    reasons: ranked.slice(0, 4).map(({ code }) => code),
    segment: fit[0]?.attributes['id'] ?? null,
  };
}

function calculate(expression: XmlElement, score: number): number | string | boolean {
  if (expression.name === 'FieldRef') return score;
  if (expression.name === 'Constant') return expression.attributes['dataType'] === 'double' ? Number(expression.text) : expression.text;
  const given = expression.children.map((child) => calculate(child, score));
  const [left = 0, right = 0] = given.map(Number);
  switch (expression.attributes['function']) {
    case 'if':
      return given[0] === true ? (given[1] ?? '') : (given[2] ?? '');
    case 'greaterOrEqual':
      return left >= right;
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '/':
      return left / right;
    default:
      return Math.exp(left);
  }
}

function compare(card: ScoringDocument, rows: readonly Row[]): void {
  const root = readXml(scorecardPmml(card));
  expect([...schemaFaults(root, ''), ...ruleFaults(root)]).toEqual([]);
  const outputs = named(only(modelOf(root), 'Output'), 'OutputField');
  const [grade, pd] = outputs.slice(-2).map(({ children: [expression] }) => expression);
  if (grade === undefined || pd === undefined) throw new Error('no expressions');
  const scorer = compileDocument(card);
  for (const row of rows) {
    const own = scorer.scoreRow(row);
    const { score, reasons, segment } = evaluate(root, row);
    expect([score, reasons]).toEqual([own.score, own.reasons.map(({ code }) => code)]);
    if (modelOf(root).name === 'MiningModel') expect(segment).toBe(own.segment);
    expect(calculate(grade, own.score)).toBe(own.grade);
    expect(Math.abs(Number(calculate(pd, own.score)) - Number(own.pdWad) / 1e18)).toBeLessThanOrEqual(5.1e-7);
  }
}

describe('a scorecard as PMML 4.4', () => {
  it('fits the schema and scores every row of the German data as the scorer does', () =>
    compare(
      document,
      german.ids.map((_, row) => Object.fromEntries(german.columns.map((column) => [column.name, cellAt(column, row)]))),
    ));

  it('fits the schema and scores as the scorer does, whatever the names', () => {
    fc.assert(
      fc.property(randomCard, (card) => compare(card, tellingRows(card))),
      { numRuns: 100 },
    );
  });

  it('takes of several segments the one that the scorer takes', () => {
    fc.assert(
      fc.property(randomSegments, (segmented) => compare(segmented, tellingSegmentRows(segmented))),
      { numRuns: 100 },
    );
  });

  it('refuses what XML cannot hold', () => {
    expect(() => scorecardPmml({ ...document, name: 'bell\u0007' })).toThrow(/XML has no such character/);
  });

  it('is held to the schema by a check that finds faults', () => {
    const text = scorecardPmml(document);
    const faults = (changed: string) => schemaFaults(readXml(changed), '').concat(ruleFaults(readXml(changed)));
    expect(faults(text.replace('initialScore="', 'initialScore="x'))).toHaveLength(1);
    expect(faults(text.replace('functionName="regression" ', ''))).toHaveLength(1);
    expect(faults(text.replace('<True/>', '<Truth/>')).length).toBeGreaterThan(0);
    expect(() => readXml(text.replace('</Output>', '</Outputs>'))).toThrow(/ends where/);
  });
});

import { MAX_REASONS } from '../scorecard/compile-scorecard.ts';
import type { DocumentCharacteristic, ScoringDocument } from '../scorecard/scorecard-document.ts';
import { segmentsOf } from '../segments/scoring-document.ts';
import { mapLeaves } from '../segments/segment-tree.ts';

/**
 * An ECMAScript module without imports whose `scoreCustomer(row)` does what the scorer does for one row: the same score, grade,
 * probability, points and reasons, and a TypeError where the scorer refuses a row.
 */
export function scorecardJavaScript(document: ScoringDocument): string {
  const { scaling, grades, name } = document;
  const tree = mapLeaves(segmentsOf(document), ({ segment, card }) => ({
    ...(segment === null ? {} : { segment }),
    basePoints: card.scaling.basePoints,
    characteristics: card.characteristics.map(characteristicData),
  }));
  const data = JSON.stringify({ name, offset: scaling.offset, factor: scaling.factor, grades, tree }, null, 1);
  return `const MODEL = ${data};\n\n${PROGRAM.replace('MAX_REASONS', String(MAX_REASONS))}`;
}

function characteristicData({ name, kind, reason, bins }: DocumentCharacteristic): object {
  return {
    name,
    kind,
    reason,
    best: Math.max(...bins.filter((bin) => bin.goods + bin.bads > 0).map((bin) => bin.points)),
    bins: bins.map((bin) => {
      const { goods: _goods, bads: _bads, woe: _woe, ...kept } = bin;
      return kept;
    }),
  };
}

/** Tests lead a row to its card; numbers go to the first interval whose upper end is above them; null is missing. */
const PROGRAM = `function checked(row, name, kind) {
  const value = row[name];
  if (value === undefined) throw new TypeError(name + ' is not given; null means missing.');
  if (value === null) return null;
  if (kind === 'categorical' && typeof value !== 'string') throw new TypeError(name + ' is not text.');
  if (kind === 'numeric' && (typeof value !== 'number' || !Number.isFinite(value))) throw new TypeError(name + ' is not a finite number.');
  return value;
}

function sideOf(test, row) {
  const value = checked(row, test.attribute, test.kind === 'below' ? 'numeric' : 'categorical');
  if (value === null) return test.missing;
  if (test.kind === 'among') return test.levels.includes(value) ? 'left' : 'right';
  if (test.specials.includes(value)) return test.missing;
  return value < test.cut ? 'left' : 'right';
}

function cardOf(row) {
  let node = MODEL.tree;
  while (node.test !== undefined) node = node[sideOf(node.test, row)];
  return node.leaf;
}

function pointsOf({ name, kind, bins }, row) {
  const value = checked(row, name, kind);
  if (value === null) return bins.find((bin) => bin.kind === 'missing').points;
  if (kind === 'categorical') {
    const bin = bins.find((bin) => bin.kind === 'levels' && bin.levels.includes(value));
    return (bin ?? bins.find((bin) => bin.kind === 'other')).points;
  }
  const special = bins.find((bin) => bin.kind === 'special' && bin.values.includes(value));
  return (special ?? bins.find((bin) => bin.kind === 'interval' && (bin.upper === null || value < bin.upper))).points;
}

/**
 * Scores one customer; with several segments the answer names the customer's.
 * @param {Record<string, number | string | null>} row values by name; null is missing
 */
export function scoreCustomer(row) {
  const { segment, basePoints, characteristics } = cardOf(row);
  const points = characteristics.map((characteristic) => pointsOf(characteristic, row));
  const score = points.reduce((total, given) => total + given, basePoints);
  const grade = (MODEL.grades.find((step) => score >= step.minScore) ?? MODEL.grades[MODEL.grades.length - 1]).grade;
  const pd = Math.round((1 / (1 + Math.exp((score - MODEL.offset) / MODEL.factor))) * 1e6) / 1e6;
  const reasons = characteristics
    .map(({ name, reason, best }, at) => ({ code: reason, characteristic: name, pointsLost: best - points[at] }))
    .filter((reason) => reason.pointsLost > 0)
    .sort((left, right) => right.pointsLost - left.pointsLost)
    .slice(0, MAX_REASONS);
  return { score, grade, pd, points, reasons, ...(segment === undefined ? {} : { segment }) };
}
`;

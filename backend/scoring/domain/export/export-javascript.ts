import { MAX_REASONS } from '../scorecard/compile-scorecard.ts';
import type { ScorecardDocument } from '../scorecard/scorecard-document.ts';

/**
 * An ECMAScript module without imports whose `scoreCustomer(row)` does what the scorer does for one row: the same score, grade,
 * probability, points and reasons, and a TypeError where the scorer refuses a row.
 */
export function scorecardJavaScript(document: ScorecardDocument): string {
  const { scaling, grades } = document;
  const characteristics = document.characteristics.map(({ name, kind, reason, bins }) => ({
    name,
    kind,
    reason,
    best: Math.max(...bins.filter((bin) => bin.goods + bin.bads > 0).map((bin) => bin.points)),
    bins: bins.map((bin) => {
      const { goods: _goods, bads: _bads, woe: _woe, ...kept } = bin;
      return kept;
    }),
  }));
  const { basePoints, offset, factor } = scaling;
  const card = JSON.stringify({ name: document.name, basePoints, offset, factor, grades, characteristics }, null, 1);
  return `const CARD = ${card};\n\n${PROGRAM.replace('MAX_REASONS', String(MAX_REASONS))}`;
}

/** Numbers go to the first interval whose upper end is above them; null is missing. */
const PROGRAM = `function pointsOf(characteristic, value) {
  const { name, kind, bins } = characteristic;
  if (value === undefined) throw new TypeError(name + ' is not given; null means missing.');
  if (value === null) return bins.find((bin) => bin.kind === 'missing').points;
  if (kind === 'categorical') {
    if (typeof value !== 'string') throw new TypeError(name + ' is not text.');
    const bin = bins.find((bin) => bin.kind === 'levels' && bin.levels.includes(value));
    return (bin ?? bins.find((bin) => bin.kind === 'other')).points;
  }
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new TypeError(name + ' is not a finite number.');
  const special = bins.find((bin) => bin.kind === 'special' && bin.values.includes(value));
  return (special ?? bins.find((bin) => bin.kind === 'interval' && (bin.upper === null || value < bin.upper))).points;
}

/**
 * Scores one customer.
 * @param {Record<string, number | string | null>} row values by name; null is missing
 */
export function scoreCustomer(row) {
  const points = CARD.characteristics.map((characteristic) => pointsOf(characteristic, row[characteristic.name]));
  const score = points.reduce((total, given) => total + given, CARD.basePoints);
  const grade = (CARD.grades.find((step) => score >= step.minScore) ?? CARD.grades[CARD.grades.length - 1]).grade;
  const pd = Math.round((1 / (1 + Math.exp((score - CARD.offset) / CARD.factor))) * 1e6) / 1e6;
  const reasons = CARD.characteristics
    .map(({ name, reason, best }, at) => ({ code: reason, characteristic: name, pointsLost: best - points[at] }))
    .filter((reason) => reason.pointsLost > 0)
    .sort((left, right) => right.pointsLost - left.pointsLost)
    .slice(0, MAX_REASONS);
  return { score, grade, pd, points, reasons };
}
`;

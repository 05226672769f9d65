import { cellAt, type Column, rowCount } from '../../../intake/domain/columns.ts';
import { DomainError } from '../../../kernel/errors.ts';
import { areaUnderCurve, rankByRisk } from '../ranking.ts';
import { testOfZero } from './delong.ts';
import { requireProbabilities } from './scored-rows.ts';

/** Share of the most favoured group's approval rate under which a group counts as adversely affected (four-fifths rule). */
const FOUR_FIFTHS = 0.8;

export interface FairnessGroup {
  /** Value of the protected attribute; null is the group of rows without one. */
  readonly group: string | null;
  readonly rows: number;
  readonly bads: number;
  readonly approvalRate: number;
  /** Approval rate over that of the reference group. */
  readonly adverseImpactRatio: number;
  readonly passesFourFifths: boolean;
  /** Two-sided normal test that both groups are approved alike. */
  readonly approvalPValue: number;
  /** Share of the goods that are approved, and its difference to the reference group; null without goods. */
  readonly approvedGoods: number | null;
  readonly equalOpportunityDifference: number | null;
  /** Calibration within the group: mean probability, bad rate, and the test that they agree. */
  readonly predicted: number;
  readonly observed: number;
  readonly calibrationPValue: number;
  /** Null when the group has one outcome only. */
  readonly auc: number | null;
}

export interface FairnessReport {
  readonly attribute: string;
  readonly cutOff: number;
  readonly reference: string | null;
  readonly groups: readonly FairnessGroup[];
  readonly passesFourFifths: boolean;
  readonly largestOpportunityGap: number;
}

export interface FairnessQuestion {
  /** The protected attribute, which the model may not read. */
  readonly attribute: Column;
  /** Columns that the model reads. */
  readonly inputs: readonly string[];
  /** Rows of this probability or more are declined. */
  readonly cutOff: number;
  /** The group the others are compared with; the most approved one when absent. */
  readonly reference?: string;
}

interface Counted {
  readonly group: string | null;
  readonly rows: readonly number[];
  readonly approvalRate: number;
  readonly approvedGoods: number | null;
}

function countGroups(attribute: Column, approved: (row: number) => boolean, target: Uint8Array): Counted[] {
  const members = new Map<string | null, number[]>();
  for (let row = 0; row < target.length; row++) {
    const cell = cellAt(attribute, row);
    const group = cell === null ? null : String(cell);
    const rows = members.get(group);
    if (rows === undefined) members.set(group, [row]);
    else rows.push(row);
  }
  // By name, and the group without a value last, whatever order the rows come in.
  const names = [...members.keys()].sort((left, right) => (left === null ? 1 : right === null ? -1 : left < right ? -1 : 1));
  return names.map((group) => {
    const rows = members.get(group) ?? [];
    const goods = rows.filter((row) => target[row] === 0);
    return {
      group,
      rows,
      approvalRate: rows.filter(approved).length / rows.length,
      approvedGoods: goods.length === 0 ? null : goods.filter(approved).length / goods.length,
    };
  });
}

function referenceOf(groups: readonly Counted[], wanted: string | undefined): Counted {
  if (wanted === undefined) return groups.reduce((most, group) => (group.approvalRate > most.approvalRate ? group : most));
  const found = groups.find((group) => group.group === wanted);
  if (found !== undefined) return found;
  throw new DomainError('group_unknown', 'unprocessable', 'The protected attribute never has the value of the reference group.', {
    params: { group: wanted },
  });
}

function describeGroup(counted: Counted, reference: Counted, probabilities: Float64Array, target: Uint8Array): FairnessGroup {
  const { rows } = counted;
  const own = Float64Array.from(rows, (row) => probabilities[row] as number);
  const outcomes = Uint8Array.from(rows, (row) => target[row] as number);
  const bads = outcomes.reduce((total, outcome) => total + outcome, 0);
  const expected = own.reduce((total, probability) => total + probability, 0);
  const spread = own.reduce((total, probability) => total + probability * (1 - probability), 0);
  const ratio = reference.approvalRate === 0 ? 1 : counted.approvalRate / reference.approvalRate;
  const both = rows.length + reference.rows.length;
  const pooled = (counted.approvalRate * rows.length + reference.approvalRate * reference.rows.length) / both;
  const error = Math.sqrt(pooled * (1 - pooled) * (1 / rows.length + 1 / reference.rows.length));
  return {
    group: counted.group,
    rows: rows.length,
    bads,
    approvalRate: counted.approvalRate,
    adverseImpactRatio: ratio,
    passesFourFifths: ratio >= FOUR_FIFTHS,
    approvalPValue: testOfZero(counted.approvalRate - reference.approvalRate, error).pValue,
    approvedGoods: counted.approvedGoods,
    equalOpportunityDifference:
      counted.approvedGoods === null || reference.approvedGoods === null ? null : counted.approvedGoods - reference.approvedGoods,
    predicted: expected / rows.length,
    observed: bads / rows.length,
    calibrationPValue: testOfZero(bads - expected, Math.sqrt(spread)).pValue,
    auc: bads === 0 || bads === rows.length ? null : areaUnderCurve(rankByRisk(own, outcomes)),
  };
}

/**
 * Whether a model treats the groups of a protected attribute alike, at one cut-off.
 * @throws {@link DomainError} `protected_in_model` when the model reads the attribute, `group_unknown`, `target_length`, of `requireProbabilities`
 */
export function reportFairness(probabilities: Float64Array, target: Uint8Array, question: FairnessQuestion): FairnessReport {
  const { attribute, inputs, cutOff } = question;
  requireProbabilities(probabilities, target);
  if (inputs.includes(attribute.name)) {
    throw new DomainError('protected_in_model', 'unprocessable', `The model reads the protected attribute ${attribute.name}.`, {
      params: { column: attribute.name },
    });
  }
  const length = rowCount(attribute);
  if (length !== target.length) {
    throw new DomainError('target_length', 'invalid', `Column ${attribute.name} and the outcomes differ in length.`, {
      params: { column: attribute.name },
    });
  }
  const counted = countGroups(attribute, (row) => (probabilities[row] as number) < cutOff, target);
  const reference = referenceOf(counted, question.reference);
  const groups = counted.map((group) => describeGroup(group, reference, probabilities, target));
  return {
    attribute: attribute.name,
    cutOff,
    reference: reference.group,
    groups,
    passesFourFifths: groups.every((group) => group.passesFourFifths),
    largestOpportunityGap: groups.reduce((most, group) => Math.max(most, Math.abs(group.equalOpportunityDifference ?? 0)), 0),
  };
}

import type { FieldFault } from '../../../kernel/errors.ts';
import type { Loan } from './loan.ts';
import { FIELD_VALUES, isLoanField, type LoanField, LOAN_FIELDS, loanField } from './loan-field.ts';
import { readDay, readFraction, readMoney, readWhole } from './read-value.ts';

export const RULE_OPERATORS = ['eq', 'ne', 'lt', 'lte', 'gt', 'gte', 'in', 'notIn', 'present', 'absent'] as const;
export type RuleOperator = (typeof RULE_OPERATORS)[number];

/** One rule of eligibility: a loan meets it when `field operator value` holds. A field without a value meets `absent`, `ne` and `notIn` only. */
export interface EligibilityRule {
  readonly id: string;
  readonly field: string;
  readonly operator: RuleOperator;
  /** Amounts in major units, fractions as decimals, days as dates; a list for `in` and `notIn`, nothing for `present` and `absent`. */
  readonly value?: string | readonly string[] | undefined;
}

/** Rules that can be asked. */
export interface EligibilityTest {
  /** Ids of all rules that a loan fails, in the order of the rules. */
  failed(loan: Loan): readonly string[];
}

type Comparable = string | number | bigint;
type Check = (loan: Loan) => boolean;
const FRACTION_MAX = 10n ** 20n;
const INTEGER_MAX = 999_999_999;

/** Reads rules once for many loans; every fault of them is told by its JSON pointer. */
export function compileRules(rules: readonly EligibilityRule[]): {
  readonly test: EligibilityTest;
  readonly faults: readonly FieldFault[];
} {
  const faults: FieldFault[] = [];
  const checks: { readonly id: string; readonly check: Check }[] = [];
  const ids = new Set<string>();
  for (const [at, rule] of rules.entries()) {
    const fault = (member: string, code: string, detail: string) => faults.push({ pointer: `/rules/${at}/${member}`, code, detail });
    if (ids.has(rule.id)) fault('id', 'rule_duplicate', `rule ${rule.id} stands twice`);
    ids.add(rule.id);
    if (!isLoanField(rule.field)) {
      fault('field', 'field_unknown', `is one of ${Object.keys(LOAN_FIELDS).join(', ')}`);
      continue;
    }
    const check = compileRule(rule.field, rule, (code, detail) => fault('value', code, detail));
    if (check !== null) checks.push({ id: rule.id, check });
  }
  const test = { failed: (loan: Loan) => checks.filter(({ check }) => !check(loan)).map(({ id }) => id) };
  return { test, faults };
}

function compileRule(field: LoanField, rule: EligibilityRule, fault: (code: string, detail: string) => void): Check | null {
  const { of, kind } = loanField(field);
  const { operator, value } = rule;
  if (operator === 'present' || operator === 'absent') {
    if (value !== undefined) fault('value_unwanted', `${operator} takes no value`);
    return (loan) => (of(loan) !== null) === (operator === 'present');
  }
  const isList = operator === 'in' || operator === 'notIn';
  if (isList !== Array.isArray(value) || value === undefined || value.length === 0) {
    fault('value_missing', isList ? `${operator} takes a list of texts` : `${operator} takes one text`);
    return null;
  }
  const isOrdered = operator === 'lt' || operator === 'lte' || operator === 'gt' || operator === 'gte';
  if (kind === 'text' && isOrdered) {
    fault('operator_unfit', `${field} has no order; use eq, ne, in or notIn`);
    return null;
  }
  const texts = typeof value === 'string' ? [value] : value;
  const readings = texts.map((text) => readOperand(field, text));
  for (const reading of readings) if (!reading.ok) fault(reading.code, reading.detail);
  const operands = readings.flatMap((reading) => (reading.ok ? [reading.value] : []));
  const [first] = operands;
  if (operands.length < texts.length || first === undefined) return null;
  return compareWith(of, operator, first, new Set(operands));
}

function compareWith(
  of: (loan: Loan) => Comparable | null,
  operator: Exclude<RuleOperator, 'present' | 'absent'>,
  first: Comparable,
  all: ReadonlySet<Comparable>,
): Check {
  const holds = (hold: (value: Comparable) => boolean): Check => {
    return (loan) => {
      const value = of(loan);
      return value !== null && hold(value);
    };
  };
  switch (operator) {
    case 'eq':
    case 'in':
      return holds((value) => all.has(value));
    case 'ne':
    case 'notIn':
      return (loan) => !all.has(of(loan) ?? '');
    case 'lt':
      return holds((value) => value < first);
    case 'lte':
      return holds((value) => value <= first);
    case 'gt':
      return holds((value) => value > first);
    case 'gte':
      return holds((value) => value >= first);
  }
}

type Operand = { readonly ok: true; readonly value: Comparable } | { readonly ok: false; readonly code: string; readonly detail: string };

function readOperand(field: LoanField, text: string): Operand {
  const known = FIELD_VALUES[field];
  switch (loanField(field).kind) {
    case 'amount':
      return readMoney(text);
    case 'fraction':
      return readFraction(text, FRACTION_MAX, false);
    case 'integer':
      return readWhole(text, 0, INTEGER_MAX);
    case 'day':
      return readDay(text);
    case 'text':
      if (known !== undefined && !known.includes(text)) return { ok: false, code: 'cell_unknown', detail: `is one of ${known.join(', ')}` };
      return { ok: true, value: text };
  }
}

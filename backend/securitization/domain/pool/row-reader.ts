import { divideHalfUp, OUTCOMES, PAYMENT_KINDS, WAD } from './loan.ts';
import { addMonths } from './loan-day.ts';
import { priceRate, UNSECURED_LGD } from './price-rate.ts';
import { bad, good, type Reading, readDay, readFraction, readMoney, readOneOf, readPattern, readText, readWhole } from './read-value.ts';
import type { TapeFault } from './tape-fault.ts';
import type { TapeLayout } from './tape-layout.ts';
import { type FieldSource, NEEDED_FIELDS, type TapeField } from './tape-profile.ts';

/** One record of a delimited file, with the line on which it ends. */
export interface TapeRecord {
  readonly line: number;
  readonly cells: readonly string[];
}

type Value = string | number | bigint;
const TEXT_MAX = 64;
const MONTHS_MAX = 1_200;
const RATE_MAX = 10n * WAD;
/** PD of a loan that is priced without one: what a grade in the middle of a consumer scale has. */
const MIDDLE_PD = (5n * WAD) / 100n;

const text = (cell: string) => readText(cell, TEXT_MAX);
const fraction = (cell: string, isPercent: boolean) => readFraction(cell, WAD, isPercent);
const months = (cell: string) => readWhole(cell, 0, MONTHS_MAX);

/** How the text of each field is read. */
const READERS: Readonly<Record<TapeField, (cell: string, isPercent: boolean) => Reading<Value>>> = {
  loanId: text,
  register: text,
  obligor: text,
  originator: (cell) => readText(cell, 128),
  product: text,
  currency: (cell) => readPattern(cell, /^[A-Z]{3}$/, 'a currency code such as EUR'),
  original: readMoney,
  balance: readMoney,
  rate: (cell, isPercent) => readFraction(cell, RATE_MAX, isPercent),
  termMonths: (cell) => readWhole(cell, 1, MONTHS_MAX),
  remainingMonths: months,
  origination: readDay,
  maturity: readDay,
  payment: (cell) => readOneOf(cell, PAYMENT_KINDS),
  daysPastDue: (cell) => readWhole(cell, 0, 100_000),
  score: (cell) => readWhole(cell, 0, 65_535),
  grade: (cell) => readPattern(cell, /^[A-Za-z0-9+-]{1,8}$/, 'a grade of at most 8 letters, digits, plus or minus'),
  pd: fraction,
  lgd: fraction,
  region: text,
  industry: text,
  guaranteed: fraction,
  credential: (cell) => readPattern(cell.toLowerCase(), /^0x[0-9a-f]{64}$/, 'a digest of 0x and 64 hex digits'),
  outcome: (cell) => readOneOf(cell, OUTCOMES),
  outcomeDay: readDay,
  chargedOff: readMoney,
};

const NEEDED = new Set<TapeField>(NEEDED_FIELDS);

/** Values of one row as far as they are read. */
export class RowReader {
  readonly faults: TapeFault[] = [];
  readonly #values = new Map<TapeField, Value>();
  readonly #record: TapeRecord;
  readonly #layout: TapeLayout;

  constructor(record: TapeRecord, layout: TapeLayout) {
    this.#record = record;
    this.#layout = layout;
  }

  /** Whether the row gives no loan. */
  get isBad(): boolean {
    return this.faults.some(({ severity }) => severity === 'row');
  }

  text(field: TapeField): string | null {
    const value = this.#values.get(field);
    return typeof value === 'string' ? value : null;
  }

  number(field: TapeField): number | null {
    const value = this.#values.get(field);
    return typeof value === 'number' ? value : null;
  }

  amount(field: TapeField): bigint | null {
    const value = this.#values.get(field);
    return typeof value === 'bigint' ? value : null;
  }

  read(field: TapeField, source: FieldSource): void {
    const reading = this.#valueOf(field, source);
    if (reading === null) {
      if (NEEDED.has(field) && !this.#isUnread(source)) this.#fault(field, source, 'cell_missing', `${field} is missing`, 'row');
    } else if (reading.ok) this.#values.set(field, reading.value);
    else this.#fault(field, source, reading.code, reading.detail, 'row');
  }

  /** Contradictions between fields that were read one by one. */
  judge(): void {
    const at = (field: TapeField) => Number(this.#values.get(field));
    const fault = (field: TapeField, code: string, detail: string, severity: TapeFault['severity'] = 'row') =>
      this.#fault(field, this.#layout.sources.find((entry) => entry.field === field)?.source, code, detail, severity);
    const [original, balance] = [this.amount('original') ?? 0n, this.amount('balance') ?? 0n];
    if (original === 0n) fault('original', 'original_zero', 'a loan of nothing is no loan');
    if (balance > original && this.text('payment') !== 'revolving')
      fault('balance', 'balance_above_original', 'the balance is higher than the loan ever was');
    if (at('maturity') <= at('origination')) fault('maturity', 'maturity_not_after_origination', 'the loan ends before it begins');
    if (at('remainingMonths') > at('termMonths')) fault('remainingMonths', 'remaining_above_term', 'more months remain than the term has');
    const [outcome, day] = [this.text('outcome') ?? 'unknown', this.number('outcomeDay')];
    if (outcome === 'charged-off' && day === null) fault('outcomeDay', 'outcome_without_date', 'a charged-off loan has a date', 'flag');
    if (outcome === 'repaid' && (this.amount('chargedOff') ?? 0n) > 0n)
      fault('outcomeDay', 'outcome_contradictory', 'the loan is said to be paid in full and has a charge-off', 'flag');
    if (day !== null && day < at('origination'))
      fault('outcomeDay', 'outcome_before_origination', 'the loan ended before it began', 'flag');
  }

  #isUnread(source: FieldSource): boolean {
    return source.kind === 'field' || source.kind === 'after-term' || source.kind === 'by-term' || source.kind === 'priced';
  }

  #cell(column: string): string {
    const place = this.#layout.placeOf.get(column);
    return place === undefined ? '' : (this.#record.cells[place] ?? '').trim();
  }

  #valueOf(field: TapeField, source: FieldSource): Reading<Value> | null {
    switch (source.kind) {
      case 'column':
        return this.#column(field, source);
      case 'constant':
        return READERS[field](source.value, false);
      case 'row-number':
        return good(String(this.#record.line - 1));
      case 'field': {
        const value = this.#values.get(source.field);
        return value === undefined ? null : good(value);
      }
      case 'ratio':
        return this.#ratio(source);
      case 'after-term': {
        const [origination, term] = [this.number('origination'), this.number('termMonths')];
        return origination === null || term === null ? null : good(addMonths(origination, term));
      }
      case 'by-term': {
        const term = this.number('termMonths');
        return term === null ? null : READERS[field](term < source.below ? source.value : source.otherwise, false);
      }
      case 'priced':
        return good(priceRate(this.amount('pd') ?? MIDDLE_PD, this.amount('lgd') ?? UNSECURED_LGD));
    }
  }

  #column(field: TapeField, source: FieldSource & { readonly kind: 'column' }): Reading<Value> | null {
    let cell = this.#cell(source.column);
    if (cell === '' && source.orElse !== undefined) {
      cell = this.#cell(source.orElse);
      if (cell !== '')
        this.#fault(field, source, `${field.toLowerCase()}_substituted`, `the cell is empty; ${source.orElse} stands for it`, 'flag');
    }
    if (cell === '') return null;
    if (source.codes !== undefined) {
      const value = Object.hasOwn(source.codes, cell) ? source.codes[cell] : undefined;
      if (value === undefined)
        return bad('cell_unknown', `${JSON.stringify(cell.slice(0, 40))} is none of ${Object.keys(source.codes).join(', ')}`);
      cell = value;
    }
    return READERS[field](cell, source.percent === true);
  }

  #ratio(source: FieldSource & { readonly kind: 'ratio' }): Reading<bigint> {
    const part = readMoney(this.#cell(source.part));
    const whole = readMoney(this.#cell(source.whole));
    if (!part.ok) return part;
    if (!whole.ok) return whole;
    if (part.value > whole.value || whole.value === 0n) return bad('ratio_above_one', `${source.part} is more than ${source.whole}`);
    return good(divideHalfUp(part.value * WAD, whole.value));
  }

  #fault(field: TapeField, source: FieldSource | undefined, code: string, detail: string, severity: TapeFault['severity']): void {
    let column: string = field;
    if (source?.kind === 'column') column = source.column;
    if (source?.kind === 'ratio') column = source.part;
    this.faults.push({ line: this.#record.line, column, code, detail, severity });
  }
}

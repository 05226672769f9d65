/** A column of a servicer's period file. */
export interface PeriodColumn {
  readonly name: string;
  /** May be left out of the file, or be empty. */
  readonly isOptional: boolean;
  readonly label: { readonly en: string; readonly zh: string };
}

/** The columns of a period file in the order of its template. Amounts are major units with at most two decimals, and 0 where nothing moved. */
export const PERIOD_COLUMNS = [
  { name: 'loan_id', isOptional: false, label: { en: 'Number of the loan, as in its tape', zh: '贷款编号，与贷款清单一致' } },
  {
    name: 'register',
    isOptional: true,
    label: { en: 'Who numbers the loan; needed where two loans of the pool share a number', zh: '编号登记方；池内编号重复时必填' },
  },
  { name: 'begin_balance', isOptional: false, label: { en: 'Balance at the end of the period before', zh: '上期期末余额' } },
  { name: 'scheduled_principal', isOptional: false, label: { en: 'Principal paid as scheduled', zh: '按计划偿还的本金' } },
  { name: 'prepaid_principal', isOptional: false, label: { en: 'Principal paid beyond the schedule', zh: '提前偿还的本金' } },
  { name: 'interest', isOptional: false, label: { en: 'Interest collected', zh: '收到的利息' } },
  { name: 'fees', isOptional: false, label: { en: 'Fees collected; reported with the interest', zh: '收到的费用，计入利息上报' } },
  { name: 'recovery', isOptional: false, label: { en: 'Recovered on a loan that defaulted', zh: '违约贷款的回收款' } },
  {
    name: 'defaulted',
    isOptional: false,
    label: { en: 'Principal that defaulted in the period; the loan then has no balance', zh: '本期违约本金；此后该贷款无余额' },
  },
  { name: 'end_balance', isOptional: false, label: { en: 'Performing balance at the end', zh: '期末正常余额' } },
  {
    name: 'days_past_due',
    isOptional: false,
    label: { en: 'Days since the oldest unpaid instalment fell due', zh: '最早未付分期的逾期天数' },
  },
] as const satisfies readonly PeriodColumn[];

export type PeriodColumnName = (typeof PERIOD_COLUMNS)[number]['name'];

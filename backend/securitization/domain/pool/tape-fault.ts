/** One fault of a tape. `line` counts from 1, the header being line 1; `column` is the column's name or number. */
export interface TapeFault {
  readonly line: number;
  readonly column: string;
  readonly code: string;
  readonly detail: string;
  /** `file`: nothing is read; `row`: the row gives no loan; `flag`: the loan is read and marked. */
  readonly severity: 'file' | 'row' | 'flag';
}

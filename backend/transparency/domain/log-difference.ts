/** What an audit or a verification can find. */
export const DIFFERENCE_KINDS = [
  'chain_size_differs',
  'chain_root_differs',
  'event_rejected',
  'foreign_event',
  'log_truncated',
  'log_extended',
  'tile_missing',
  'tile_altered',
  'root_differs',
  'count_differs',
  'row_removed',
  'row_added',
  'row_altered',
  'rows_reordered',
  'leaves_missing',
  'index_differs',
  'signature_invalid',
  'split_view',
  'checkpoint_contradicts_chain',
] as const;
export type DifferenceKind = (typeof DIFFERENCE_KINDS)[number];

/** One thing that is not what the chain commits to. */
export interface LogDifference {
  readonly kind: DifferenceKind;
  /** Which copy is wrong, or may be. */
  readonly where: 'chain' | 'tiles' | 'database' | 'checkpoint';
  readonly issuerId: number | null;
  readonly batch: string | null;
  /** Row in the batch, or batch in the log. */
  readonly position: string | null;
  readonly expected: string | null;
  readonly actual: string | null;
  /** One English sentence. */
  readonly detail: string;
}

/** Gathers differences; counts all and keeps the first thousand. */
export class Findings {
  readonly list: LogDifference[] = [];
  found = 0;
  readonly #limit: number;

  constructor(limit = 1000) {
    this.#limit = limit;
  }

  add(difference: Pick<LogDifference, 'kind' | 'where' | 'detail'> & Partial<LogDifference>): void {
    this.found++;
    if (this.list.length >= this.#limit) return;
    this.list.push({ issuerId: null, batch: null, position: null, expected: null, actual: null, ...difference });
  }
}

import type { Plot } from './plot.ts';

export type DocumentCell = string | number | null;

/** A piece of a document, whatever it is set as. */
export type DocumentBlock =
  | { readonly kind: 'facts'; readonly rows: readonly (readonly [name: string, value: string])[] }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | {
      readonly kind: 'table';
      /** Heading of its own, null without. */
      readonly title: string | null;
      readonly head: readonly string[];
      readonly rows: readonly (readonly DocumentCell[])[];
    }
  | { readonly kind: 'plots'; readonly plots: readonly Plot[] };

export interface DocumentSection {
  readonly title: string;
  readonly blocks: readonly DocumentBlock[];
}

/** A whole document, in one language. */
export interface DocumentPages {
  readonly name: string;
  readonly kind: string;
  readonly sections: readonly DocumentSection[];
  readonly foot: string;
}

/** Whether a cell is a number or a range, which stands at the right. */
export function isNumericCell(cell: DocumentCell): boolean {
  return cell === null || typeof cell === 'number' || /^[-−+<]?[\d,]+(\.\d+)?%?( – [-−]?[\d,]+(\.\d+)?)?$/.test(cell);
}

import { finishPage, type Page, type TextStyle } from './page.ts';

export const A4 = { width: 595.28, height: 841.89, margin: 48 } as const;
export const INNER = A4.width - 2 * A4.margin;
const BOTTOM = A4.height - 60;
const SOFT = '#5b6775';
const LINE = '#d7dde4';
const GAP = 6;
/** Room for the names of facts. */
const NAMES = 150;
const CELL: TextStyle = { size: 8, leading: 1.4 };

/** Columns of a table: how wide, as shares that add up to 1, and which of them stand at the right. */
export interface FlowColumns {
  readonly shares: readonly number[];
  readonly isRight: readonly boolean[];
}

/** Sets what comes one below the other, and goes on to the next page where there is no room. */
export interface Flow {
  readonly page: Page;
  text(text: string, style: TextStyle): void;
  /** A title, with at least `below` more on the same page. */
  heading(text: string, style: TextStyle, below: number): void;
  /** Name and value side by side. */
  fact(name: string, value: string, style: TextStyle): void;
  space(height: number): void;
  /** A table whose head stands on each of its pages. */
  table(head: readonly string[], rows: readonly (readonly string[])[], columns: FlowColumns): void;
  /** Things of one height side by side; `draw` is told where each stands. */
  beside(count: number, size: { readonly width: number; readonly height: number }, draw: (at: number, x: number, y: number) => void): void;
}

/** Begins to set at `y` of the first page. */
export function startFlow(page: Page, y: number): Flow {
  let top = y;
  const room = (height: number) => {
    if (top + height <= BOTTOM) return false;
    page.doc.addPage();
    top = A4.margin;
    return true;
  };
  const text = (content: string, style: TextStyle) => {
    room(page.height(content, INNER, style));
    top = page.write(content, { x: A4.margin, y: top, width: INNER }, style);
  };
  const row = (cells: readonly string[], { shares, isRight }: FlowColumns, style: TextStyle) => {
    const width = (at: number) => (shares[at] ?? 0) * INNER - GAP;
    const height = Math.max(...cells.map((cell, at) => page.height(cell, width(at), style)), 0);
    let x: number = A4.margin;
    for (const [at, cell] of cells.entries()) {
      const indent = isRight[at] === true ? Math.max(0, width(at) - page.width(cell, style)) : 0;
      page.write(cell, { x: x + indent, y: top + 2, width: width(at) }, style);
      x += (shares[at] ?? 0) * INNER;
    }
    top += height + 5;
    page.doc
      .moveTo(A4.margin, top - 1)
      .lineTo(A4.margin + INNER, top - 1)
      .lineWidth(0.4)
      .strokeColor(LINE)
      .stroke();
  };
  const rowHeight = (cells: readonly string[], { shares }: FlowColumns) =>
    Math.max(...cells.map((cell, at) => page.height(cell, (shares[at] ?? 0) * INNER - GAP, CELL)), 0) + 5;
  return {
    page,
    text,
    heading(content, style, below) {
      room(page.height(content, INNER, style) + below);
      text(content, style);
    },
    fact(name, value, style) {
      const label: TextStyle = { size: 8.5, colour: SOFT, leading: 1.6 };
      const [x, width] = [A4.margin + NAMES, INNER - NAMES];
      const height = Math.max(page.height(name, NAMES - GAP, label), page.height(value, width, style));
      room(height);
      page.write(name, { x: A4.margin, y: top, width: NAMES - GAP }, label);
      page.write(value, { x, y: top, width }, style);
      top += height;
    },
    space(height) {
      top += height;
    },
    table(head, rows, columns) {
      const setHead = () => row(head, columns, { ...CELL, weight: 'bold', colour: SOFT });
      room(rowHeight(head, columns) + rowHeight(rows[0] ?? [], columns));
      setHead();
      for (const cells of rows) {
        if (room(rowHeight(cells, columns))) setHead();
        row(cells, columns, CELL);
      }
    },
    beside(count, { width, height }, draw) {
      const across = Math.max(1, Math.floor(INNER / width));
      for (let first = 0; first < count; first += across) {
        room(height);
        for (let at = first; at < Math.min(count, first + across); at++) draw(at, A4.margin + (at - first) * (INNER / across), top);
        top += height;
      }
    },
  };
}

/** Numbers the pages, says `foot` on each, and gives the document as bytes. */
export function finishFlow({ page }: Flow, foot: string): Promise<Buffer> {
  const { doc } = page;
  const { start, count } = doc.bufferedPageRange();
  const style: TextStyle = { size: 7.5, colour: SOFT };
  for (let place = start; place < start + count; place++) {
    doc.switchToPage(place);
    const number = `${place + 1} / ${count}`;
    const y = A4.height - 38;
    page.write(foot, { x: A4.margin, y, width: INNER - 60 }, style);
    page.write(number, { x: A4.margin + INNER - page.width(number, style), y, width: 60 }, style);
  }
  return finishPage(page);
}

import { finishFlow, type Flow, type FlowColumns, startFlow, A4, INNER } from '../platform/pdf/flow.ts';
import { openPage, type Page } from '../platform/pdf/page.ts';
import { type DocumentBlock, type DocumentCell, isNumericCell } from './domain/report/document-block.ts';
import { modelDocument, type ModelDocumentSource } from './domain/report/model-document.ts';
import type { DocumentLanguage } from './domain/report/model-document-words.ts';
import { layOutPlot, PLOT_HEIGHT, PLOT_WIDTH, type Plot, type PlotShape, type PlotTone } from './domain/report/plot.ts';

const MAKER = 'CREDENCE';
const INK = '#16202b';
const SOFT = '#5b6775';
const TONES: Readonly<Record<PlotTone, string>> = { first: '#2c58b3', second: '#b3462c', faint: '#b9c1cb' };
const BODY = { size: 9.5 } as const;
const HASH = { size: 8, weight: 'mono', leading: 1.7 } as const;
/** A plot is drawn this much smaller than its box. */
const SCALE = 0.7;
const PLOT_SIZE = { width: PLOT_WIDTH * SCALE, height: PLOT_HEIGHT * SCALE + 8 } as const;
/** A title stays with this much of what it names. */
const WITH_TITLE = 70;
/** Columns narrower than this share break even short words. */
const LEAST_SHARE = 0.07;

/** The model document as pages to print and to file, in one language: the same pieces as its HTML, charts as lines. */
export async function modelDocumentPdf(source: ModelDocumentSource, language: DocumentLanguage): Promise<Buffer> {
  const document = modelDocument(source, language);
  const { name, kind, sections, foot } = document;
  const page = await openPage(`${MAKER}${JSON.stringify(document)}0123456789.,-–/%`, {
    Title: `${kind} ${name}`,
    Author: 'Credence',
    CreationDate: new Date(`${source.trainedOn}T00:00:00Z`),
    ModDate: new Date(`${source.trainedOn}T00:00:00Z`),
  });
  page.doc.rect(0, 0, A4.width, 6).fill(INK);
  page.write(MAKER, { x: A4.margin, y: 34, width: 200 }, { size: 9, weight: 'bold', colour: SOFT });
  const flow = startFlow(page, 50);
  flow.text(name, { size: 20, weight: 'bold' });
  flow.text(kind, { size: 10, colour: SOFT });
  for (const { title, blocks } of sections) {
    flow.space(14);
    flow.heading(title, { size: 13, weight: 'bold' }, WITH_TITLE);
    flow.space(4);
    for (const block of blocks) setBlock(flow, block);
  }
  return finishFlow(flow, foot);
}

function setBlock(flow: Flow, block: DocumentBlock): void {
  switch (block.kind) {
    case 'facts':
      for (const [name, value] of block.rows) flow.fact(name, value, /^0x[0-9a-f]+$/.test(value) ? HASH : { size: 8.5, leading: 1.6 });
      return;
    case 'text':
      flow.text(block.text, BODY);
      return flow.space(4);
    case 'list':
      for (const item of block.items) flow.text(`· ${item}`, BODY);
      return;
    case 'table':
      if (block.title !== null) {
        flow.space(8);
        flow.heading(block.title, { size: 10, weight: 'bold' }, WITH_TITLE / 2);
      }
      setTable(flow, block.head, block.rows);
      return flow.space(6);
    case 'plots':
      return flow.beside(block.plots.length, PLOT_SIZE, (at, x, y) => {
        const plot = block.plots[at];
        if (plot !== undefined) drawPlot(flow.page, plot, x, y);
      });
  }
}

function cellText(cell: DocumentCell): string {
  return cell === null ? '–' : String(cell);
}

/** Columns as wide as what they hold, within reason. */
function columnsOf(page: Page, head: readonly string[], rows: readonly (readonly DocumentCell[])[]): FlowColumns {
  const widths = head.map((title, at) => {
    const cells = rows.map((row) => page.width(cellText(row[at] ?? null), { size: 8 }));
    return Math.min(INNER * 0.45, Math.max(page.width(title, { size: 8, weight: 'bold' }), ...cells)) + 8;
  });
  const total = widths.reduce((sum, width) => sum + width, 0);
  const shares = widths.map((width) => Math.max(LEAST_SHARE, width / total));
  const sum = shares.reduce((all, share) => all + share, 0);
  return {
    shares: shares.map((share) => share / sum),
    isRight: head.map((_, at) => at > 0 && rows.length > 0 && rows.every((row) => isNumericCell(row[at] ?? null))),
  };
}

function setTable(flow: Flow, head: readonly string[], rows: readonly (readonly DocumentCell[])[]): void {
  flow.table(
    head,
    rows.map((row) => row.map(cellText)),
    columnsOf(flow.page, head, rows),
  );
}

function drawPlot(page: Page, plot: Plot, x: number, y: number): void {
  for (const shape of layOutPlot(plot)) drawShape(page, shape, { x, y });
  page.write(plot.title, { x: x + 8, y: y + PLOT_HEIGHT * SCALE - 15, width: PLOT_SIZE.width - 12 }, { size: 8, colour: SOFT });
}

function drawShape(page: Page, shape: PlotShape, origin: { readonly x: number; readonly y: number }): void {
  const { doc } = page;
  const x = (value: number) => origin.x + value * SCALE;
  const y = (value: number) => origin.y + value * SCALE;
  switch (shape.kind) {
    case 'path': {
      for (const [at, [left, top]] of shape.points.entries()) {
        if (at === 0) doc.moveTo(x(left), y(top));
        else doc.lineTo(x(left), y(top));
      }
      doc.lineWidth(shape.tone === 'faint' ? 0.7 : 1.2);
      if (shape.isDashed) doc.dash(2.5, { space: 2.5 });
      doc.strokeColor(TONES[shape.tone]).stroke();
      doc.undash();
      return;
    }
    case 'dot':
      doc.circle(x(shape.x), y(shape.y), 1.9).fill(TONES[shape.tone]);
      return;
    case 'box':
      doc.rect(x(shape.x), y(shape.y), shape.width * SCALE, shape.height * SCALE);
      if (shape.isFilled) doc.fill(TONES[shape.tone]);
      else doc.lineWidth(0.5).strokeColor(TONES[shape.tone]).stroke();
      return;
    case 'text':
      return writeLabel(page, shape, { x: x(shape.x), y: y(shape.y) });
  }
}

function writeLabel(page: Page, { text, anchor, isUpright }: PlotShape & { readonly kind: 'text' }, at: { x: number; y: number }): void {
  const style = { size: 7, colour: SOFT };
  const width = page.width(text, style);
  const back = anchor === 'end' ? width : anchor === 'middle' ? width / 2 : 0;
  page.doc.save();
  if (isUpright) page.doc.rotate(-90, { origin: [at.x, at.y] });
  // A text is written from its top, a label stands on its base line.
  page.write(text, { x: at.x - back, y: at.y - style.size, width: width + 1 }, style);
  page.doc.restore();
}

import PDFDocument from 'pdfkit';
import { breakLines } from './break-lines.ts';
import { type FontSubset, loadFonts } from './fonts.ts';

export type Weight = 'regular' | 'bold' | 'mono';

export interface TextStyle {
  readonly size: number;
  readonly weight?: Weight;
  readonly colour?: string;
  /** Distance of base lines as a multiple of the size. */
  readonly leading?: number;
}

export interface TextPlace {
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

/** A page that sets Latin and Chinese text in one typeface. */
export interface Page {
  readonly doc: PDFKit.PDFDocument;
  /** Height that the text takes. */
  height(text: string, width: number, style: TextStyle): number;
  /** Sets a text in lines. @returns the y below it */
  write(text: string, place: TextPlace, style: TextStyle): number;
  width(text: string, style: TextStyle): number;
}

const WEIGHTS = { regular: 400, bold: 650 } as const;
/** The built-in font of PDF readers: for hashes and keys. */
const MONO = 'Courier';

/** @param text - everything that will be written, so that just its glyphs are embedded */
export async function openPage(text: string, info: PDFKit.DocumentInfo): Promise<Page> {
  const doc = new PDFDocument({ size: 'A4', margin: 0, bufferPages: true, info, lang: 'zh', displayTitle: true });
  const all = `${text} .…?`;
  const fonts = { regular: await loadFonts(all, WEIGHTS.regular), bold: await loadFonts(all, WEIGHTS.bold) };
  for (const subset of [...fonts.regular, ...fonts.bold]) doc.registerFont(subset.name, subset.bytes);
  const runs = (line: string, weight: Weight) => (weight === 'mono' ? [{ font: MONO, text: line }] : runsOf(line, fonts[weight]));
  const width = (line: string, { size, weight = 'regular' }: TextStyle) =>
    runs(line, weight).reduce((sum, run) => sum + doc.font(run.font).fontSize(size).widthOfString(run.text), 0);
  const lines = (content: string, most: number, style: TextStyle) => breakLines(content, most, (line) => width(line, style));
  const step = ({ size, leading = 1.45 }: TextStyle) => size * leading;
  return {
    doc,
    width,
    height: (content, most, style) => lines(content, most, style).length * step(style),
    write(content, place, style) {
      let { y } = place;
      for (const line of lines(content, place.width, style)) {
        let { x } = place;
        for (const run of runs(line, style.weight ?? 'regular')) {
          doc
            .font(run.font)
            .fontSize(style.size)
            .fillColor(style.colour ?? '#16202b');
          doc.text(run.text, x, y + style.size, { lineBreak: false, baseline: 'alphabetic' });
          x += doc.widthOfString(run.text);
        }
        y += step(style);
      }
      return y;
    },
  };
}

interface Run {
  readonly font: string;
  readonly text: string;
}

/** Pieces of a line that stand in one font file; what no file has becomes a question mark. */
function runsOf(line: string, subsets: readonly FontSubset[]): Run[] {
  const runs: Run[] = [];
  for (const character of line) {
    const subset = subsets.find(({ characters }) => characters.has(character));
    const glyph = subset === undefined ? '?' : character;
    const font = (subset ?? subsets.find(({ characters }) => characters.has('?')))?.name ?? MONO;
    const last = runs.at(-1);
    if (last?.font === font) runs[runs.length - 1] = { font, text: last.text + glyph };
    else runs.push({ font, text: glyph });
  }
  return runs;
}

/** The whole document as bytes. */
export function finishPage({ doc }: Page): Promise<Buffer> {
  const chunks: Buffer[] = [];
  return new Promise((resolve, reject) => {
    doc.on('data', (chunk: Buffer) => chunks.push(chunk));
    doc.once('end', () => resolve(Buffer.concat(chunks)));
    doc.once('error', reject);
    doc.end();
  });
}

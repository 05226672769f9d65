import { inflateSync } from 'node:zlib';

type Glyphs = ReadonlyMap<number, string>;

/** Text of a PDF as pdfkit writes it, each piece on a line of its own: glyphs through the table by which a reader copies text. */
export function pdfText(pdf: Uint8Array): string {
  const source = Buffer.from(pdf).toString('latin1');
  const objects = new Map([...source.matchAll(/(\d+) 0 obj\r?\n([\s\S]*?)\r?\nendobj/g)].map(([, id, body = '']) => [id, body]));
  const fonts = new Map<string, Glyphs>();
  for (const [, names = ''] of source.matchAll(/\/Font <<([\s\S]*?)>>/g)) {
    for (const [, name = '', id] of names.matchAll(/\/(\S+) (\d+) 0 R/g)) {
      const table = /\/ToUnicode (\d+) 0 R/.exec(objects.get(id) ?? '')?.[1];
      if (table !== undefined) fonts.set(name, glyphsOf(streamOf(objects.get(table) ?? '')));
    }
  }
  const pages = [...objects.values()].map(streamOf).filter((text) => text.includes(' TJ'));
  return pages.flatMap((page) => piecesOf(page, fonts)).join('\n');
}

/** What stands in the stream of an object, inflated; nothing when it has none. */
function streamOf(body: string): string {
  const stream = body.includes('/FlateDecode') ? /stream\r?\n([\s\S]*)\r?\nendstream/.exec(body)?.[1] : undefined;
  return stream === undefined ? '' : inflateSync(Buffer.from(stream, 'latin1')).toString('latin1');
}

function glyphsOf(table: string): Glyphs {
  const glyphs = new Map<number, string>();
  for (const [, from = '', texts = ''] of table.matchAll(/<([0-9a-f]{4})> <[0-9a-f]{4}> \[([^\]]*)\]/g)) {
    // A ligature stands for several characters, with spaces between their codes.
    for (const [at, [, hex = '']] of [...texts.matchAll(/<([0-9a-f ]+)>/g)].entries())
      glyphs.set(Number.parseInt(from, 16) + at, Buffer.from(hex.replaceAll(' ', ''), 'hex').swap16().toString('utf16le'));
  }
  return glyphs;
}

function piecesOf(page: string, fonts: ReadonlyMap<string, Glyphs>): string[] {
  let glyphs: Glyphs | undefined;
  return [...page.matchAll(/\/(\S+) \S+ Tf|\[([^\]]*)\] TJ/g)].flatMap(([, font, runs]) => {
    if (font !== undefined) glyphs = fonts.get(font);
    if (runs === undefined) return [];
    const hex = [...runs.matchAll(/<([0-9a-f]*)>/g)].map(([, digits = '']) => digits).join('');
    // The fonts that every reader has bring no table: their codes are those of Latin-1.
    if (glyphs === undefined) return [Buffer.from(hex, 'hex').toString('latin1')];
    return [(hex.match(/.{4}/g) ?? []).map((code) => glyphs?.get(Number.parseInt(code, 16)) ?? '?').join('')];
  });
}

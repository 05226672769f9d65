import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import subsetFont from 'subset-font';
import { type CodeRanges, isInRanges, parseRanges } from './unicode-range.ts';

const PACKAGE = '@fontsource-variable/noto-sans-sc';

/** A font file that holds a part of the characters. */
interface FontPart {
  readonly path: string;
  readonly ranges: CodeRanges;
}

/** The glyphs of one part that a document needs, in one weight. */
export interface FontSubset {
  readonly name: string;
  readonly bytes: Buffer;
  readonly characters: ReadonlySet<string>;
}

let parts: Promise<readonly FontPart[]> | null = null;

/** Noto Sans SC comes in a hundred files by ranges of characters; where ranges meet, the later file is the better one. */
async function fontParts(): Promise<readonly FontPart[]> {
  const index = JSON.parse(await readFile(fileOf('unicode.json'), 'utf8')) as Record<string, string>;
  return Object.entries(index)
    .map(([name, ranges]) => ({
      path: fileOf(`files/noto-sans-sc-${name.replace(/[[\]]/g, '')}-wght-normal.woff2`),
      ranges: parseRanges(ranges),
    }))
    .toReversed();
}

function fileOf(path: string): string {
  return fileURLToPath(import.meta.resolve(`${PACKAGE}/${path}`));
}

/** Subsets that hold every character of `text` that the font has. */
export async function loadFonts(text: string, weight: number): Promise<FontSubset[]> {
  parts ??= fontParts();
  const wanted = new Map<FontPart, Set<string>>();
  for (const character of new Set(text)) {
    const part = (await parts).find(({ ranges }) => isInRanges(ranges, character.codePointAt(0) ?? 0));
    if (part !== undefined) wanted.set(part, (wanted.get(part) ?? new Set()).add(character));
  }
  return Promise.all(
    [...wanted].map(async ([{ path }, characters]) => {
      const subset = await subsetFont(await readFile(path), [...characters].join(''), {
        targetFormat: 'truetype',
        variationAxes: { wght: weight },
      });
      return { name: `${path}:${weight}`, bytes: Buffer.from(subset), characters };
    }),
  );
}

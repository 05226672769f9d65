/** Marks that must not begin a line in Chinese text, and those that must not end one. */
const NO_START = /^[，。、；：？！）」』》〉】”’…—,.;:?!)\]}%]/u;
const NO_END = /[（「『《〈【“‘([{]$/u;
const WIDE = /[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f]/u;

/** Pieces between which a line may break: a word with the spaces after it, or one Chinese character with its marks. */
function piecesOf(text: string): string[] {
  const pieces: string[] = [];
  let isOpen = false;
  for (const character of text) {
    const last = pieces.at(-1);
    const joins =
      last !== undefined &&
      (NO_START.test(character) || NO_END.test(last) || character === ' ' || (isOpen && !WIDE.test(character) && !last.endsWith(' ')));
    if (joins) pieces[pieces.length - 1] = last + character;
    else pieces.push(character);
    isOpen = !WIDE.test(character);
  }
  return pieces;
}

/**
 * Lines of `text` that are at most `width` wide. A piece that is wider than a line is cut.
 * @param measure - width of a text in the unit of `width`
 */
export function breakLines(text: string, width: number, measure: (text: string) => number): string[] {
  const lines: string[] = [];
  let line = '';
  const push = () => {
    if (line.trim() !== '') lines.push(line.trimEnd());
    line = '';
  };
  for (const piece of piecesOf(text)) {
    if (measure((line + piece).trimEnd()) <= width) {
      line += piece;
      continue;
    }
    push();
    for (const character of piece) {
      if (line !== '' && measure(line + character) > width) push();
      line += character;
    }
  }
  push();
  return lines;
}

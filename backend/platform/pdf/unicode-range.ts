/** Code points of a CSS `unicode-range`: pairs of first and last. */
export type CodeRanges = readonly (readonly [number, number])[];

/** Reads `U+20,U+4e00-9fff`. */
export function parseRanges(text: string): CodeRanges {
  return text.split(',').map((range) => {
    const [first = '', last = first] = range.trim().replace(/^U\+/i, '').split('-');
    return [Number.parseInt(first, 16), Number.parseInt(last, 16)] as const;
  });
}

export function isInRanges(ranges: CodeRanges, code: number): boolean {
  return ranges.some(([first, last]) => first <= code && code <= last);
}

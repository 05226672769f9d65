/** The part of subset-font that documents use; it ships no types. */
declare module 'subset-font' {
  interface SubsetOptions {
    readonly targetFormat: 'truetype';
    /** Pins the axes of a variable font. */
    readonly variationAxes: Readonly<Record<string, number>>;
  }
  /** A font with the glyphs of `text` alone. */
  function subsetFont(font: Uint8Array, text: string, options: SubsetOptions): Promise<Uint8Array>;
  export = subsetFont;
}

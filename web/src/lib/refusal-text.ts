/** A refusal, or a fault of one field, as the API gives it. */
export interface Refused {
  readonly code: string;
  /** English, with the specifics of the case. */
  readonly detail: string;
}

export interface RefusalText {
  readonly text: string;
  /** What to show below `text` for its specifics; null when `text` is the English itself. */
  readonly english: string | null;
}

/** What to tell of a refusal: its sentence among `sentences`, else its detail; `sentences` is null for a reader of English. */
export function refusalText({ code, detail }: Refused, sentences: ReadonlyMap<string, string> | null): RefusalText {
  const sentence = sentences?.get(code);
  return sentence === undefined ? { text: detail, english: null } : { text: sentence, english: detail };
}

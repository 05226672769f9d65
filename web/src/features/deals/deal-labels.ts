import type { Language } from '../../lib/format.ts';

type Listed = 'tests' | 'triggers' | 'fees' | 'classes';
interface Labelled {
  readonly id?: unknown;
  readonly label?: Partial<Record<Language, unknown>>;
}

/** What the deal file calls the entry `place` of a list, in the language of the reader; `fallback` where the file says nothing. */
export function labelOf(file: Record<string, unknown> | null, list: Listed, place: number, language: Language, fallback: string): string {
  const entries = file?.[list];
  const entry = Array.isArray(entries) ? (entries[place] as Labelled | undefined) : undefined;
  const words = entry?.label?.[language];
  return typeof words === 'string' && words !== '' ? words : fallback;
}

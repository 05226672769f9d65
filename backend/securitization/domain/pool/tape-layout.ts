import type { TapeFault } from './tape-fault.ts';
import { columnsOf, type FieldSource, NEEDED_FIELDS, TAPE_FIELDS, type TapeField, type TapeProfile } from './tape-profile.ts';

/** Where each field of a profile stands in one file. */
export interface TapeLayout {
  readonly columns: number;
  readonly placeOf: ReadonlyMap<string, number>;
  /** In the order of the fields. */
  readonly sources: readonly { readonly field: TapeField; readonly source: FieldSource }[];
}

/** Holds the header of a file to a profile. */
export function layOut(
  header: readonly string[],
  profile: TapeProfile,
): { readonly layout: TapeLayout; readonly faults: readonly TapeFault[] } {
  const sources = TAPE_FIELDS.flatMap((field) => {
    const source = profile.fields[field];
    return source === undefined ? [] : [{ field, source }];
  });
  const wanted = new Set(sources.flatMap(({ source }) => columnsOf(source)));
  const optional = new Set(sources.flatMap(({ source }) => (source.kind === 'column' && source.optional === true ? [source.column] : [])));
  const faults: TapeFault[] = [];
  const fault = (column: string, code: string, detail: string) => faults.push({ line: 1, column, code, detail, severity: 'file' });
  const placeOf = new Map<string, number>();
  for (const [at, cell] of header.entries()) {
    const name = cell.trim();
    const isWanted = wanted.has(name);
    if (!isWanted && !profile.ignoreOthers)
      fault(name === '' ? String(at + 1) : name, 'header_unknown', `column ${at + 1} is not part of ${profile.id}`);
    else if (isWanted && placeOf.has(name)) fault(name, 'header_duplicate', `column ${name} stands twice in the header`);
    if (isWanted && !placeOf.has(name)) placeOf.set(name, at);
  }
  for (const name of wanted)
    if (!placeOf.has(name) && !optional.has(name)) fault(name, 'header_missing', `column ${name} is missing from the header`);
  for (const field of NEEDED_FIELDS)
    if (profile.fields[field] === undefined) fault('1', 'profile_incomplete', `profile ${profile.id} says nothing of ${field}`);
  return { layout: { columns: header.length, placeOf, sources }, faults };
}

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
  const { placeOf, faults } = placeColumns(header, { title: profile.id, wanted, optional, ignoreOthers: profile.ignoreOthers });
  const gaps = NEEDED_FIELDS.filter((field) => profile.fields[field] === undefined).map((field) =>
    headerFault('1', 'profile_incomplete', `profile ${profile.id} says nothing of ${field}`),
  );
  return { layout: { columns: header.length, placeOf, sources }, faults: [...faults, ...gaps] };
}

/** What columns a form of file has. */
export interface WantedColumns {
  /** Name of the form, for the faults. */
  readonly title: string;
  readonly wanted: ReadonlySet<string>;
  /** Those of the wanted ones that may be missing. */
  readonly optional: ReadonlySet<string>;
  /** Columns beyond the wanted ones are passed over; otherwise they are faults. */
  readonly ignoreOthers: boolean;
}

/** Where each wanted column stands in a header, with every fault of the header. */
export function placeColumns(
  header: readonly string[],
  { title, wanted, optional, ignoreOthers }: WantedColumns,
): { readonly placeOf: ReadonlyMap<string, number>; readonly faults: readonly TapeFault[] } {
  const faults: TapeFault[] = [];
  const placeOf = new Map<string, number>();
  for (const [at, cell] of header.entries()) {
    const name = cell.trim();
    const isWanted = wanted.has(name);
    if (!isWanted && !ignoreOthers)
      faults.push(headerFault(name === '' ? String(at + 1) : name, 'header_unknown', `column ${at + 1} is not part of ${title}`));
    else if (isWanted && placeOf.has(name)) faults.push(headerFault(name, 'header_duplicate', `column ${name} stands twice in the header`));
    if (isWanted && !placeOf.has(name)) placeOf.set(name, at);
  }
  for (const name of wanted)
    if (!placeOf.has(name) && !optional.has(name))
      faults.push(headerFault(name, 'header_missing', `column ${name} is missing from the header`));
  return { placeOf, faults };
}

function headerFault(column: string, code: string, detail: string): TapeFault {
  return { line: 1, column, code, detail, severity: 'file' };
}

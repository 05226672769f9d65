/** Strict reading as section 2 of the rules has it. */

export class Fault extends Error {
  readonly reason: string;

  constructor(reason: string) {
    super(reason);
    this.reason = reason;
  }
}

export function refuse(reason: string): never {
  throw new Fault(reason);
}

type Members = Readonly<Record<string, unknown>>;

export function object(value: unknown, names: readonly string[]): Members {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return refuse('wrong_type');
  const members = value as Members;
  for (const name of Object.keys(members)) if (!names.includes(name)) refuse('unknown_field');
  for (const name of names) if (!Object.hasOwn(members, name)) refuse('missing_field');
  return members;
}

export function list(value: unknown, most: number): readonly unknown[] {
  if (!Array.isArray(value)) return refuse('wrong_type');
  if (value.length > most) refuse('out_of_range');
  return value;
}

export function hex(value: unknown, ...sizes: readonly number[]): string {
  if (typeof value !== 'string') return refuse('wrong_type');
  if (!sizes.some((size) => new RegExp(`^0x[0-9a-f]{${size * 2}}$`).test(value))) refuse('wrong_format');
  return value;
}

export function anyHex(value: unknown, most = 1024): string {
  if (typeof value !== 'string') return refuse('wrong_type');
  if (!/^0x([0-9a-f]{2})+$/.test(value) || value.length > 2 + 2 * most) refuse('wrong_format');
  return value;
}

export function uint(value: unknown, bits: number): bigint {
  if (typeof value !== 'string') return refuse('wrong_type');
  if (!/^(0|[1-9][0-9]{0,77})$/.test(value)) refuse('wrong_format');
  const number = BigInt(value);
  if (number >= 1n << BigInt(bits)) refuse('out_of_range');
  return number;
}

export function integer(value: unknown, least: number, most: number): number {
  if (typeof value !== 'number' || !Number.isInteger(value)) return refuse('wrong_type');
  if (value < least || value > most) refuse('out_of_range');
  return value;
}

export function text(value: unknown, most: number): string {
  if (typeof value !== 'string') return refuse('wrong_type');
  if (value.length > most) refuse('out_of_range');
  if (!value.isWellFormed()) refuse('wrong_format');
  return value;
}

export function literal(value: unknown, ...allowed: readonly (string | number)[]): void {
  if (typeof value !== typeof allowed[0]) refuse('wrong_type');
  if (!allowed.includes(value as string | number)) refuse('wrong_value');
}

export function nullable<T>(value: unknown, read: (value: unknown) => T): T | null {
  return value === null ? null : read(value);
}

/** The pass over JSON text before it is parsed; the text may still be no JSON. */
export function scanJson(source: string): void {
  const open: (Set<string> | null)[] = [];
  for (let at = 0; at < source.length; at++) {
    const letter = source[at];
    if (letter === '{' || letter === '[') {
      open.push(letter === '{' ? new Set() : null);
      if (open.length > 8) refuse('too_deep');
    } else if (letter === '}' || letter === ']') open.pop();
    else if (letter === '"') {
      const start = at + 1;
      for (at = start; at < source.length && source[at] !== '"'; at++) if (source[at] === '\\') at++;
      const names = open.at(-1);
      if (names && /^[ \t\n\r]*:/.test(source.slice(at + 1))) noteName(names, source.slice(start, at));
    }
  }
}

function noteName(names: Set<string>, name: string): void {
  if (name.includes('\\')) refuse('wrong_format');
  if (names.has(name)) refuse('duplicate_field');
  names.add(name);
}

export function parseJson(source: string): unknown {
  try {
    return JSON.parse(source);
  } catch {
    return refuse('not_json');
  }
}

/** RFC 8785, for values of texts, integers, null, lists and objects. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join(',')}}`;
}

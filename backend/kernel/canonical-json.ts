import { InvariantError } from './errors.ts';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** `T` where each member, however deep, is JSON; `never` stands where one is not, such as a bigint, a Date or what may be undefined. */
export type AsJson<T> = T extends Json
  ? T
  : T extends bigint | symbol | undefined | Date | ArrayBufferView | ReadonlyMap<unknown, unknown> | ReadonlySet<unknown>
    ? never
    : T extends (...args: never) => unknown
      ? never
      : { readonly [Name in keyof T]: AsJson<T[Name]> };

/** A value of an interface type, whose members are JSON though TypeScript does not take it for {@link Json}. */
export function jsonOf<T extends object>(value: T & AsJson<T>): Json {
  return value as unknown as Json;
}

/**
 * JSON text of `value` in the canonical form of RFC 8785: no white space, members ordered by UTF-16
 * code units, numbers as ECMAScript prints them. The same value gives the same bytes everywhere.
 * @throws {@link InvariantError} for a number that JSON cannot hold, an undefined member or a lone surrogate
 */
export function canonicalJson(value: Json): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new InvariantError('Canonical JSON holds finite numbers only.');
    return JSON.stringify(value);
  }
  if (typeof value === 'string') {
    if (!value.isWellFormed()) throw new InvariantError('Canonical JSON holds well-formed Unicode only.');
    return JSON.stringify(value);
  }
  if (isList(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object') throw new InvariantError(`Canonical JSON cannot hold a ${typeof value}.`);
  const members = Object.keys(value)
    .sort()
    .map((key) => {
      const member = value[key];
      if (member === undefined) throw new InvariantError(`Canonical JSON member ${key} is undefined.`);
      return `${JSON.stringify(key)}:${canonicalJson(member)}`;
    });
  return `{${members.join(',')}}`;
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

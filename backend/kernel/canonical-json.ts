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
  const ordered = inOrder(value);
  return ordered === undefined ? written(value) : JSON.stringify(ordered);
}

/** @throws {@link InvariantError} for what is neither null, true, false, a finite number nor a well-formed string */
function requireScalar(value: Exclude<Json, object>): void {
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new InvariantError('Canonical JSON holds finite numbers only.');
  } else if (typeof value === 'string') {
    if (!value.isWellFormed()) throw new InvariantError('Canonical JSON holds well-formed Unicode only.');
  } else if (typeof value !== 'boolean') throw new InvariantError(`Canonical JSON cannot hold a ${typeof value}.`);
}

/**
 * `value` with the members of all its objects in order, for the language's own writer, which is much faster; what is in order already is
 * not copied. Undefined where an object cannot be brought in order, since members that look like places of a list come first.
 */
function inOrder(value: Json): Json | undefined {
  if (value === null) return value;
  if (typeof value === 'object') return isList(value) ? listInOrder(value) : membersInOrder(value);
  requireScalar(value);
  return value;
}

function listInOrder(list: readonly Json[]): Json | undefined {
  let copy: Json[] | null = null;
  for (let place = 0; place < list.length; place++) {
    const item = list[place] as Json;
    const ordered = inOrder(item);
    if (ordered === undefined) return undefined;
    if (copy === null && ordered !== item) copy = list.slice(0, place);
    copy?.push(ordered);
  }
  return copy ?? list;
}

/** Members that come first whatever their order of making, and one that is not made by assignment. */
const UNRULY = /^(0|[1-9][0-9]*|__proto__)$/;

function membersInOrder(object: { readonly [key: string]: Json }): Json | undefined {
  const keys = Object.keys(object);
  let copy: { [key: string]: Json } | null = null;
  for (let place = 1; place < keys.length && copy === null; place++) if ((keys[place] as string) < (keys[place - 1] as string)) copy = {};
  if (copy !== null) {
    if (keys.some((key) => UNRULY.test(key))) return undefined;
    keys.sort();
  }
  for (let place = 0; place < keys.length; place++) {
    const key = keys[place] as string;
    const member = memberOf(object, key);
    const ordered = inOrder(member);
    if (ordered === undefined) return undefined;
    if (copy === null && ordered !== member) {
      if (keys.some((before) => UNRULY.test(before))) return undefined;
      copy = {};
      for (let before = 0; before < place; before++) copy[keys[before] as string] = memberOf(object, keys[before] as string);
    }
    if (copy !== null) copy[key] = ordered;
  }
  return copy ?? object;
}

function written(value: Json): string {
  if (value === null) return 'null';
  if (typeof value !== 'object') {
    requireScalar(value);
    return JSON.stringify(value);
  }
  if (isList(value)) return `[${value.map(written).join(',')}]`;
  const members = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${written(memberOf(value, key))}`);
  return `{${members.join(',')}}`;
}

function memberOf(object: { readonly [key: string]: Json }, key: string): Json {
  const member = object[key];
  if (member === undefined) throw new InvariantError(`Canonical JSON member ${key} is undefined.`);
  return member;
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

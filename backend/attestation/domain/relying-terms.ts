import type { Hash32 } from '../../kernel/hex.ts';
import { parseBoundedJson } from './bounded-json.ts';
import { malformed } from './malformed.ts';
import { readHash, readInteger, readList, readObject, readText } from './strict-shape.ts';

/** Which credentials a relying party accepts; null and an absent member mean that it does not matter. */
export interface RelyingTerms {
  readonly issuers?: readonly number[] | null;
  readonly models?: readonly string[] | null;
  readonly grades?: readonly string[] | null;
  readonly minScore?: number | null;
  readonly maxPdBps?: number | null;
  /** Counted from the moment of issue. */
  readonly maxAgeDays?: number | null;
  /** Only what a state root shows to be the newest of its subject. */
  readonly newestRequired?: boolean;
  /** Only what the holder signed for this verifier. */
  readonly presentationRequired?: boolean;
  /** Purposes that a presentation may state. */
  readonly purposes?: readonly string[] | null;
}

const NAMES = [
  'issuers',
  'models',
  'grades',
  'minScore',
  'maxPdBps',
  'maxAgeDays',
  'newestRequired',
  'presentationRequired',
  'purposes',
] as const;
const LIST_LIMIT = 1000;

/**
 * Reads terms from the text of a profile file; every member may be left out.
 * @throws {@link DomainError} `credential_malformed` naming the first member that is wrong
 */
export function parseTerms(input: string | Uint8Array): RelyingTerms {
  const value = parseBoundedJson(input);
  const given = typeof value === 'object' && value !== null ? NAMES.filter((name) => Object.hasOwn(value, name)) : NAMES;
  const top: { readonly [name: string]: unknown } = readObject(value, '', given);
  const read = <T>(name: string, one: (value: unknown, pointer: string) => T): T | null => {
    const member = top[name];
    return member === undefined || member === null ? null : one(member, `/${name}`);
  };
  const list = <T>(name: string, one: (value: unknown, pointer: string) => T): readonly T[] | null =>
    read(name, (member, at) => readList(member, at, LIST_LIMIT).map((each, i) => one(each, `${at}/${i}`)));
  const words = (each: unknown, at: string) => readText(each, at, 200);
  return {
    issuers: list('issuers', (each, at) => readInteger(each, at, 1, 0xffff_ffff)),
    models: list<Hash32>('models', readHash),
    grades: list('grades', words),
    minScore: read('minScore', (each, at) => readInteger(each, at, 300, 850)),
    maxPdBps: read('maxPdBps', (each, at) => readInteger(each, at, 0, 10_000)),
    maxAgeDays: read('maxAgeDays', (each, at) => readInteger(each, at, 1, 3650)),
    newestRequired: read('newestRequired', readFlag) ?? false,
    presentationRequired: read('presentationRequired', readFlag) ?? false,
    purposes: list('purposes', words),
  };
}

function readFlag(value: unknown, pointer: string): boolean {
  if (typeof value !== 'boolean') throw malformed(pointer, 'wrong_type', 'true or false is expected');
  return value;
}

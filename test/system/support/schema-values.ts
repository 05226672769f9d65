import fc from 'fast-check';

/** The part of JSON Schema that the routes use. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
  readonly items?: JsonSchema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
}

/** Values that fit `schema`, or nearly: what a route refuses beyond its schema is up to the route. */
export function valuesOf(schema: JsonSchema, depth = 0): fc.Arbitrary<unknown> {
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) return fc.oneof(...choices.map((choice) => valuesOf(choice, depth + 1)));
  if (Array.isArray(schema.type)) return fc.oneof(...schema.type.map((type: string) => valuesOf({ ...schema, type }, depth + 1)));
  switch (schema.type) {
    case 'object':
      return objectsOf(schema, depth);
    case 'array':
      return fc.array(valuesOf(schema.items ?? {}, depth + 1), {
        minLength: Math.min(schema.minItems ?? 0, 20),
        maxLength: Math.min(schema.maxItems ?? 4, 20),
      });
    case 'string':
      return stringsOf(schema);
    case 'integer':
      return fc.integer({ min: Math.max(schema.minimum ?? -1e9, -1e9), max: Math.min(schema.maximum ?? 1e9, 1e9) });
    case 'number':
      return fc.double({
        noNaN: true,
        noDefaultInfinity: true,
        min: schema.minimum ?? schema.exclusiveMinimum ?? -1e6,
        max: schema.maximum ?? schema.exclusiveMaximum ?? 1e6,
      });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
}

function objectsOf(schema: JsonSchema, depth: number): fc.Arbitrary<unknown> {
  const entries = Object.entries(schema.properties ?? {}).map(([name, member]) => [name, valuesOf(member, depth + 1)] as const);
  if (entries.length === 0)
    return depth > 3
      ? fc.constant({})
      : fc.dictionary(fc.string({ maxLength: 8 }), fc.jsonValue({ maxDepth: 1 }), {
          maxKeys: schema.additionalProperties === false ? 0 : 3,
        });
  return fc.record(Object.fromEntries(entries), { requiredKeys: [...(schema.required ?? [])] });
}

function stringsOf(schema: JsonSchema): fc.Arbitrary<string> {
  if (schema.format === 'email') return fc.constantFrom('someone@example.org', 'operator@one.example');
  if (schema.format === 'date-time') return fc.constantFrom('2030-01-01T00:00:00Z', '2026-12-24T12:30:00.123Z');
  if (schema.pattern !== undefined)
    return fc.stringMatching(new RegExp(schema.pattern), { maxLength: Math.min(schema.maxLength ?? 200, 2_000) });
  return fc.string({ unit: 'grapheme', minLength: Math.min(schema.minLength ?? 0, 20), maxLength: Math.min(schema.maxLength ?? 20, 30) });
}

/** Values that no schema of ours asks for. */
export const hostileValues: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    -1,
    0,
    1.5,
    1e308,
    Number.MAX_SAFE_INTEGER + 2,
    '',
    ' ',
    'NaN',
    '0x',
    '../../etc/passwd',
    "' OR 1=1 --",
    '\0',
    'a\0b',
    '\ud800',
    'x\udfff',
    '\u202e',
    '😀'.repeat(50),
  ),
  fc.constantFrom<unknown>([], {}, [[]], [null], { constructor: 1 }, { toString: 'x' }, { length: 1e9 }, { $ne: null }),
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.string({ minLength: 5_000, maxLength: 6_000 }),
  fc.jsonValue({ maxDepth: 3 }),
);

/** `value` with one thing wrong: a member replaced, removed or added at some depth, or all of it replaced. */
export function oneWrong(value: unknown): fc.Arbitrary<unknown> {
  const whole = hostileValues;
  if (typeof value !== 'object' || value === null) return whole;
  const keys = Object.keys(value);
  const added = fc
    .tuple(fc.constantFrom('extra', 'id', 'constructor', '', '\0', '\ud800', 'a/b~c'), hostileValues)
    .map(([key, bad]) => withMember(value, key, bad));
  if (keys.length === 0) return fc.oneof(whole, added);
  const changed = fc
    .constantFrom(...keys)
    .chain((key) => oneWrong((value as Record<string, unknown>)[key]).map((bad) => withMember(value, key, bad)));
  const removed = fc.constantFrom(...keys).map((key) => withMember(value, key, undefined));
  return fc.oneof(
    { weight: 4, arbitrary: changed },
    { weight: 2, arbitrary: removed },
    { weight: 2, arbitrary: added },
    { weight: 1, arbitrary: whole },
  );
}

function withMember(value: object, key: string, member: unknown): unknown {
  if (Array.isArray(value)) return [...value.filter((_, index) => String(index) !== key), ...(member === undefined ? [] : [member])];
  const { [key]: _, ...rest } = value as Record<string, unknown>;
  return member === undefined ? rest : { ...rest, [key]: member };
}

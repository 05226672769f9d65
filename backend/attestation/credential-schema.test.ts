import { readFile } from 'node:fs/promises';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { credentialCases } from '../../test/vectors/credential-cases.ts';
import { SLOTS } from './domain/field-tree.ts';

const schema = JSON.parse(await readFile(new URL('./credential.schema.json', import.meta.url), 'utf8')) as Readonly<
  Record<string, unknown>
>;
const ajv = new Ajv2020({ strict: true, strictTypes: false, allErrors: true });
const isCredential = ajv.compile(schema);

/** Rules that JSON Schema can't state: text of the file, sums over slots, and ranges of numbers in text. */
const BEYOND_SCHEMA = new Set([
  'member-twice',
  'member-twice-by-escape',
  'slot-twice',
  'slot-missing',
  'position-outside-batch',
  'issuer-too-large',
]);

function parsed(text: string): { readonly value: unknown } | null {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return null;
  }
}

describe('credential.schema.json', () => {
  test.each(credentialCases().filter((item) => item.verdict !== 'malformed'))('takes $name', ({ text }) => {
    const value = parsed(text)?.value;
    expect(isCredential(value), ajv.errorsText(isCredential.errors)).toBe(true);
  });

  const bad = credentialCases().filter(
    (item) => item.verdict === 'malformed' && parsed(item.text) !== null && !BEYOND_SCHEMA.has(item.name),
  );
  test('refuses at least ten malformed files', () => {
    expect(bad.length).toBeGreaterThanOrEqual(10);
  });
  test.each(bad)('refuses $name', ({ text }) => {
    expect(isCredential(parsed(text)?.value)).toBe(false);
  });

  test('names every slot as the code does', () => {
    const text = JSON.stringify(schema);
    SLOTS.forEach((slot, index) => {
      expect(text).toContain(`"name":{"const":"${slot.name}"},"index":{"const":${index}}`);
    });
  });
});

import { readFile } from 'node:fs/promises';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { credentialCases } from '../../test/vectors/credential-cases.ts';
import { SLOTS } from './domain/field-tree.ts';

async function schemaOf(name: string) {
  return JSON.parse(await readFile(new URL(`./${name}.schema.json`, import.meta.url), 'utf8')) as Readonly<Record<string, unknown>>;
}

const schema = await schemaOf('credential');
const ajv = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false, allErrors: true });
const isCredential = ajv.compile(schema);
const isPresentation = ajv.compile(await schemaOf('presentation'));

function check(value: unknown): { readonly ok: boolean; readonly errors: string } {
  const judge =
    typeof value === 'object' && value !== null && 'type' in value && value.type === 'CredencePresentation' ? isPresentation : isCredential;
  return { ok: judge(value), errors: ajv.errorsText(judge.errors) };
}

/** Rules that JSON Schema can't state: text of the file, sums over slots, and ranges of numbers in text. */
const BEYOND_SCHEMA = new Set([
  'member-twice',
  'member-twice-by-escape',
  'slot-twice',
  'slot-missing',
  'position-outside-batch',
  'issuer-too-large',
  'fields-out-of-order',
  'field-node-as-hidden-leaf',
  'two-claims-of-a-kind',
  'verifier-is-not-its-name',
]);

function parsed(text: string): { readonly value: unknown } | null {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return null;
  }
}

describe('the schemas', () => {
  test.each(credentialCases().filter((item) => item.verdict !== 'malformed' && item.text.startsWith('{')))('takes $name', ({ text }) => {
    expect(check(parsed(text)?.value)).toEqual({ ok: true, errors: 'No errors' });
  });

  const bad = credentialCases().filter(
    (item) => item.verdict === 'malformed' && parsed(item.text) !== null && !BEYOND_SCHEMA.has(item.name),
  );
  test('refuses at least ten malformed files', () => {
    expect(bad.length).toBeGreaterThanOrEqual(10);
  });
  test.each(bad)('refuses $name', ({ text }) => {
    expect(check(parsed(text)?.value).ok).toBe(false);
  });

  test('names every slot as the code does', () => {
    const text = JSON.stringify(schema);
    SLOTS.forEach((slot, index) => {
      expect(text).toContain(`"name":{"const":"${slot.name}"},"index":{"const":${index}}`);
    });
  });
});

import { describe, expect, test } from 'vitest';
import { DomainError } from '../../kernel/errors.ts';
import { address } from '../../kernel/hex.ts';
import { contractVerifierId, verifierId, verifierOf } from './presentation.ts';
import { parseTerms } from './relying-terms.ts';

const HASH = `0x${'ab'.repeat(32)}`;

function faultOf(terms: unknown): string {
  try {
    parseTerms(JSON.stringify(terms));
  } catch (error) {
    if (error instanceof DomainError) return `${error.faults[0]?.code} ${error.faults[0]?.pointer}`;
  }
  return 'none';
}

describe('parseTerms', () => {
  test('reads what is there and leaves the rest open', () => {
    expect(parseTerms('{}')).toEqual({
      issuers: null,
      models: null,
      grades: null,
      minScore: null,
      maxPdBps: null,
      maxAgeDays: null,
      newestRequired: false,
      presentationRequired: false,
      purposes: null,
    });
    const terms = {
      issuers: [1],
      models: [HASH],
      grades: ['A'],
      minScore: 680,
      maxPdBps: 200,
      maxAgeDays: 30,
      newestRequired: true,
      presentationRequired: true,
      purposes: ['Mortgage'],
    };
    expect(parseTerms(new TextEncoder().encode(JSON.stringify(terms)))).toEqual(terms);
    expect(parseTerms(JSON.stringify({ ...terms, grades: null }))).toEqual({ ...terms, grades: null });
  });

  test.each<[string, unknown]>([
    ['wrong_type ', []],
    ['wrong_type ', null],
    ['unknown_field /score', { score: 1 }],
    ['out_of_range /minScore', { minScore: 299 }],
    ['out_of_range /issuers/0', { issuers: [0] }],
    ['wrong_format /models/1', { models: [HASH, '0x'] }],
    ['wrong_type /newestRequired', { newestRequired: 'yes' }],
    ['wrong_type /grades', { grades: 'A' }],
  ])('%s', (fault, terms) => {
    expect(faultOf(terms)).toBe(fault);
  });
});

test('a verifier is named by 32 bytes, a contract or a name', () => {
  const contract = address(`0x${'1e'.repeat(20)}`);
  expect(verifierOf(HASH.toUpperCase().replace('0X', '0x'))).toBe(HASH);
  expect(verifierOf(contract)).toBe(contractVerifierId(contract));
  expect(verifierOf('Harbour Lending')).toBe(verifierId('Harbour Lending'));
});

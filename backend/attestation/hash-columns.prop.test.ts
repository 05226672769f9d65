import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromHex, type Hash32, toHex, ZERO_HASH } from '../kernel/hex.ts';
import { buildCredential, type CreditFacts } from './domain/build-credential.ts';
import { credentialSecrets, holderBlind, subjectTag } from './domain/customer-secrets.ts';
import { holderCommitment } from './domain/holder-key.ts';
import { domainSeparator } from './domain/typed-data.ts';
import { concatBytes, utf8 } from './domain/words.ts';
import { type CreditColumns, type CreditTerms, hashColumns } from './hash-columns.ts';
import { openHashPool } from './hash-pool.ts';

const PLACE = { chainId: 31_337, ledger: `0x${'5f'.repeat(20)}` as never };
const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const ISSUER = 3;

const row = fc.record({
  key: bytes(32),
  id: fc.nat(0xffff_ffff).map((n) => `cred_${n.toString(16).padStart(24, '0')}`),
  epoch: fc.nat(8),
  score: fc.integer({ min: 0, max: 1000 }),
  pdWad: fc.bigInt({ min: 0n, max: 10n ** 18n }),
  grade: fc.constantFrom('A', 'AA+', '', '优'),
  reasons: fc.array(fc.constantFrom('R01', 'R02', 'duration'), { maxLength: 4 }),
  input: bytes(32),
  previous: bytes(32),
  source: bytes(32),
  seq: fc.bigInt({ min: 0n, max: 2n ** 40n }),
  holder: fc.option(bytes(20).filter((key) => key.some((byte) => byte !== 0))),
});
type Row = typeof row extends fc.Arbitrary<infer T> ? T : never;

const TERMS: CreditTerms = {
  issuer: ISSUER,
  model: `0x${'ab'.repeat(32)}` as Hash32,
  issuedAt: 1_780_000_000n,
  expiry: 1_790_000_000n,
  separator: domainSeparator(PLACE),
};

function columnsOf(rows: readonly Row[]): CreditColumns {
  return {
    count: rows.length,
    keys: concatBytes(...rows.map(({ key }) => key)),
    ids: concatBytes(...rows.map(({ id }) => utf8(id))),
    epochs: Uint32Array.from(rows, ({ epoch }) => epoch),
    scores: Uint16Array.from(rows, ({ score }) => score),
    pdWads: BigUint64Array.from(rows, ({ pdWad }) => pdWad),
    grades: rows.map(({ grade }) => grade),
    reasons: rows.map(({ reasons }) => reasons.join(',')),
    inputs: concatBytes(...rows.map(({ input }) => input)),
    previous: concatBytes(...rows.map(({ previous }) => previous)),
    sources: concatBytes(...rows.map(({ source }) => source)),
    seqs: BigUint64Array.from(rows, ({ seq }) => seq),
    holders: concatBytes(...rows.map(({ holder }) => holder ?? new Uint8Array(20))),
  };
}

function factsOf({ key, id, epoch, holder, ...facts }: Row): CreditFacts {
  return {
    issuer: ISSUER,
    subjectTag: subjectTag(key, ISSUER, epoch),
    score: facts.score,
    grade: facts.grade,
    pdWad: facts.pdWad,
    modelHash: TERMS.model,
    inputHash: toHex(facts.input) as Hash32,
    reasonCodes: facts.reasons,
    issuedAt: TERMS.issuedAt,
    expiry: TERMS.expiry,
    seq: facts.seq,
    previous: toHex(facts.previous) as Hash32,
    holder: holder === null ? ZERO_HASH : holderCommitment(toHex(holder) as never, holderBlind(key, id)),
    sourceHash: toHex(facts.source) as Hash32,
    consentHash: ZERO_HASH,
  };
}

test('columns are hashed as single credentials are', () => {
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 12 }), (rows) => {
      const { digests, tags } = hashColumns(TERMS, columnsOf(rows));
      rows.forEach((each, i) => {
        const facts = factsOf(each);
        const built = buildCredential(PLACE, facts, credentialSecrets(each.key, each.id));
        expect(toHex(digests.subarray(i * 32, i * 32 + 32))).toBe(built.digest);
        expect(tags.subarray(i * 32, i * 32 + 32)).toEqual(fromHex(facts.subjectTag));
      });
    }),
    { numRuns: 40 },
  );
});

test('threads give the same hashes', async () => {
  const rows = fc.sample(row, { numRuns: 50, seed: 7 });
  const pool = openHashPool(2);
  const results = await Promise.all([rows.slice(0, 20), rows.slice(20)].map((part) => pool.hash(TERMS, columnsOf(part))));
  await pool.close();
  const whole = hashColumns(TERMS, columnsOf(rows));
  expect(concatBytes(...results.map(({ digests }) => digests))).toEqual(whole.digests);
  expect(concatBytes(...results.map(({ tags }) => tags))).toEqual(whole.tags);
});

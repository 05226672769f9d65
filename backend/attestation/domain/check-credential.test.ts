import { describe, expect, test } from 'vitest';
import { GOOD, LEDGERS } from '../../../test/vectors/case-shape.ts';
import { NOW, PLACE, sampleBatch, sampleCredential, sampleProof } from '../../../test/vectors/credential-builder.ts';
import { address, type Hash32, toHex } from '../../kernel/hex.ts';
import { factsOfProof } from './anchor-proof.ts';
import type { CheckInput } from './check-context.ts';
import { checkCredential } from './check-credential.ts';
import type { CheckId } from './check-list.ts';
import { statusAt, wasActiveIn } from './ledger-facts.ts';
import { logTree } from './merkle-log.ts';
import { recoverPortable, recoverSigner } from './signature.ts';
import { creditDigest, domainSeparator } from './typed-data.ts';

const digest = creditDigest(domainSeparator(PLACE), GOOD.credit);
const input: CheckInput = {
  credential: GOOD,
  digest,
  trusted: PLACE,
  presentation: null,
  facts: LEDGERS.sound,
  freshness: null,
  audience: null,
  terms: null,
  signature: 'always',
  signers: {
    credential: () => recoverSigner(digest, GOOD.signature ?? ''),
    receipt: () => ({ open: 'no_signature' }),
    holder: () => ({ open: 'no_signature' }),
  },
  now: NOW,
};

function answers(changes: Partial<CheckInput>): Partial<Record<CheckId, string>> {
  return Object.fromEntries(checkCredential({ ...input, ...changes }).map((check) => [check.id, `${check.status} ${check.reason}`]));
}

describe('checkCredential', () => {
  test('without a trusted ledger the place stays unknown', () => {
    expect(answers({ trusted: null })).toMatchObject({
      rightChain: 'unknown no_trusted_ledger',
      rightContract: 'unknown no_trusted_ledger',
      rootAnchored: 'pass ok',
    });
  });

  test('of another ledger nothing that the ledger knows is asked, whatever the facts', () => {
    const elsewhere = answers({ trusted: { ...PLACE, chainId: 5 } });
    expect(elsewhere).toMatchObject({
      rightChain: 'fail other_chain',
      fieldsMatchRoot: 'pass ok',
      signatureValid: 'skipped wrong_chain',
      issuerAccreditedNow: 'skipped wrong_chain',
      rootAnchored: 'skipped wrong_chain',
      included: 'pass ok',
      notRevoked: 'skipped wrong_chain',
    });
  });

  test('what the file alone shows is said without the ledger', () => {
    const facts = { problem: 'ledger_unreachable' };
    expect(answers({ facts, signers: { ...input.signers, credential: () => ({ reason: 'signature_zero' }) } })).toMatchObject({
      signatureValid: 'fail signature_zero',
    });
    expect(answers({ facts, credential: { ...GOOD, anchor: null } })).toMatchObject({
      signatureValid: 'unknown issuer_keys_unknown',
      rootAnchored: 'fail no_anchor',
      included: 'skipped no_anchor',
      notRevoked: 'skipped no_anchor',
    });
  });

  test('a reader that does not know where a batch was anchored can still vouch for the batch', () => {
    expect(answers({ facts: { ...LEDGERS.sound, anchored: null } }).rootAnchored).toBe('pass ok');
  });

  test('a credential of another model than its batch is no part of it', () => {
    const { anchor } = GOOD;
    if (anchor === null) throw new Error('The good credential is anchored.');
    expect(answers({ credential: { ...GOOD, anchor: { ...anchor, model: digest } } }).included).toBe('fail model_differs_from_batch');
  });

  test('every field that stands in the signed statement too must say the same', () => {
    for (const [name, member] of [
      ['subjectTag', 'subjectTag'],
      ['modelHash', 'model'],
      ['issuedAt', 'issuedAt'],
      ['expiry', 'expiry'],
      ['seq', 'seq'],
      ['holder', 'holder'],
    ] as const) {
      const value = typeof GOOD.credit[member] === 'bigint' ? 77n : digest;
      const found = checkCredential({ ...input, credential: { ...GOOD, credit: { ...GOOD.credit, [member]: value } } });
      expect(found.find((check) => check.id === 'fieldsMatchRoot')).toMatchObject({
        reason: 'field_contradicts_credit',
        params: { field: name },
      });
    }
  });
});

describe('statusAt', () => {
  test('is the last change at or before the moment', () => {
    const changes = [
      { since: 10n, status: 'active' },
      { since: 20n, status: 'suspended' },
      { since: 20n, status: 'active' },
    ] as const;
    expect([9n, 10n, 19n, 20n].map((time) => statusAt(changes, time))).toEqual([null, 'active', 'active', 'active']);
    expect(statusAt(changes.slice(0, 2), 20n)).toBe('suspended');
  });
});

describe('wasActiveIn', () => {
  test('holds in every second of which a part was active', () => {
    const changes = [
      { since: 10n, status: 'active' },
      { since: 20n, status: 'suspended' },
      { since: 30n, status: 'active' },
      { since: 30n, status: 'suspended' },
    ] as const;
    const active = [9n, 10n, 19n, 20n, 21n, 29n, 30n, 31n].filter((time) => wasActiveIn(changes, time));
    expect(active).toEqual([10n, 19n, 20n, 30n]);
  });
});

describe('factsOfProof', () => {
  const sample = sampleBatch({ count: 3 });
  const query = { issuer: 1, batch: 0n, word: 0n };
  const proof = sampleProof(sample);
  const [signer] = proof.keys.map((key) => key.address);
  const keys = signer === undefined ? [] : [signer];
  const trust = { keys, cosigners: null, maxAgeSeconds: null, now: NOW, recover: recoverPortable };
  const problem = (changed: Partial<typeof proof>, asked = query, place = PLACE) =>
    factsOfProof({ ...proof, ...changed }, place, asked, trust);

  test('gives the facts of a sound proof', () => {
    expect(problem({})).toMatchObject({ facts: { source: 'saved-proof', batchLeaf: sample.facts.batchLeaf }, freshness: null });
    expect(sampleCredential(sample).anchor?.batch).toBe(0n);
  });

  test('names what is wrong with any other', () => {
    expect(problem({}, query, { ...PLACE, ledger: address(`0x${'01'.repeat(20)}`) })).toEqual({ problem: 'proof_of_other_ledger' });
    expect(problem({}, { ...query, issuer: 2 })).toEqual({ problem: 'proof_of_other_issuer' });
    expect(problem({}, { ...query, batch: 1n })).toEqual({ problem: 'proof_of_other_batch' });
    expect(problem({}, { ...query, word: 1n })).toEqual({ problem: 'proof_of_other_batch' });
    expect(problem({ signature: `0x${'00'.repeat(65)}` })).toEqual({ problem: 'proof_signature_invalid' });
    // Any change of what is signed makes the signature that of an unknown key.
    expect(problem({ standing: { ...proof.standing, dead: 4n } })).toEqual({ problem: 'proof_signer_not_trusted' });
  });

  test('refuses a signer without the signing role and a path that misses the root', () => {
    const powerless = sampleProof({ ...sample, facts: { ...sample.facts, keys: sample.facts.keys.map((key) => ({ ...key, roles: 3 })) } });
    expect(factsOfProof(powerless, PLACE, query, trust)).toEqual({ problem: 'proof_signature_invalid' });
    const other = toHex(logTree([new Uint8Array(32).fill(1)]).root) as Hash32;
    const astray = sampleProof(sample, { logRoot: other });
    expect(factsOfProof(astray, PLACE, query, trust)).toEqual({ problem: 'proof_path_misses_root' });
  });
});

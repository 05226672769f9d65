import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { address, hash32, toHex } from '../../kernel/hex.ts';
import { type BatchEntry, decodeBundle, decodeEntry, encodeBundle, encodeEntry, entryLeaf } from './batch-entry.ts';
import { concatBytes, utf8 } from '../../attestation/domain/words.ts';
import { keccak256 } from '../../kernel/keccak.ts';
import { type Checkpoint, formatCheckpoint, originOf, parseCheckpoint } from './checkpoint.ts';
import { cosign, cosignedAt } from './cosignature.ts';
import { formatNote, formatVerifierKey, isSignedBy, NOTE_KEY, parseNote, parseVerifierKey, publicKeyOf, signNote } from './signed-note.ts';

/** The example of the Go module golang.org/x/mod/sumdb/note, from which the format comes. */
const GO_NOTE = `If you think cryptography is the answer to your problem,
then you don't know what your problem is.

— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
`;
const GO_KEY = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';

const LOG_SECRET = keccak256(utf8('log'));
const WITNESS_SECRET = keccak256(utf8('witness'));
const place = { chainId: 31_337, ledger: address(`0x${'ab'.repeat(20)}`) };
const checkpoint: Checkpoint = {
  place,
  issuer: 1,
  size: 5n,
  root: hash32(`0x${'1f'.repeat(32)}`),
  leaves: 5_000n,
  block: { number: 77n, hash: hash32(`0x${'2e'.repeat(32)}`), time: 1_700_000_000n },
};
const logKey = { name: originOf(place, 1), kind: NOTE_KEY.ed25519, publicKey: publicKeyOf(LOG_SECRET) } as const;
const witness = { name: 'regulator.example/w1', kind: NOTE_KEY.cosignature, publicKey: publicKeyOf(WITNESS_SECRET) } as const;
const text = formatCheckpoint(checkpoint);

describe('a signed note', () => {
  test('of another implementation is read, verified and written back', () => {
    const note = parseNote(GO_NOTE);
    const key = parseVerifierKey(GO_KEY);
    expect(isSignedBy(note, key)).toBe(true);
    expect(formatNote(note)).toBe(GO_NOTE);
    expect(formatVerifierKey(key)).toBe(GO_KEY);
    expect(isSignedBy(parseNote(GO_NOTE.replace('answer', 'Answer')), key)).toBe(false);
    expect(isSignedBy(note, { ...key, name: 'PeterN' })).toBe(false);
  });

  test.each([
    ['nothing', ''],
    ['no signatures', 'text\n'],
    ['no text', '\n\n— a AAAAAAA=\n'],
    ['no newline at the end', GO_NOTE.slice(0, -1)],
    ['a carriage return', GO_NOTE.replaceAll('\n', '\r\n')],
    ['a hyphen for the dash', GO_NOTE.replace('—', '-')],
    ['a name with a plus', GO_NOTE.replace('PeterNeumann', 'Peter+Neumann')],
    ['a signature that is no base64', GO_NOTE.replace('x08go', '!08go')],
    ['two ways to write the last letter', GO_NOTE.replace('nAM=', 'nAN=')],
    ['a short signature', 'text\n\n— a AAAA\n'],
    ['too many signatures', `text\n\n${'— a AAAAAAA=\n'.repeat(65)}`],
  ])('with %s is refused', (_, bad) => {
    expect(() => parseNote(bad)).toThrow('This is not a signed note');
  });

  test.each([GO_KEY.replace('c74', 'c75'), GO_KEY.replace('+AR', '+AQ'), `${GO_KEY} `, '', 'a+b+c', GO_KEY.replace('+ARpc', '+CRpc')])(
    'verifier key %j is refused',
    (bad) => expect(() => parseVerifierKey(bad)).toThrow('A verifier key is'),
  );

  test('with a good and a wrong signature of one key is not signed by it', () => {
    const good = signNote(text, logKey, LOG_SECRET);
    expect(isSignedBy({ text, signatures: [good] }, logKey)).toBe(true);
    expect(isSignedBy({ text, signatures: [good, { ...good, signature: good.signature.map((byte) => byte ^ 1) }] }, logKey)).toBe(false);
    expect(isSignedBy({ text, signatures: [] }, logKey)).toBe(false);
    expect(isSignedBy({ text, signatures: [{ ...good, signature: good.signature.slice(1) }] }, logKey)).toBe(false);
  });
});

describe('a checkpoint', () => {
  test('is written and read', () => {
    expect(parseCheckpoint(text)).toEqual(checkpoint);
    expect(text.split('\n').slice(0, 4)).toEqual([
      `credence/keccak-256/31337/${place.ledger}/1`,
      '5',
      'Hx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8=',
      'hash keccak-256 leaf 00 node 01',
    ]);
  });

  test.each([
    ['a leading zero', text.replace('\n5\n', '\n05\n')],
    ['another issuer in the first line', text.replace('/1\n', '/2\n')],
    ['another hash', text.replace('node 01', 'node 02')],
    ['a short root', text.replace('Hx8f', '')],
    ['one more line', `${text}more\n`],
    ['no end', text.slice(0, -1)],
    ['upper-case hex', text.replace('0x2e', '0x2E')],
  ])('with %s is refused', (_, bad) => expect(() => parseCheckpoint(bad)).toThrow('This is not a checkpoint'));

  test('is cosigned with a time, by that key and for that text only', () => {
    const signature = cosign(text, 1_700_000_100n, witness, WITNESS_SECRET);
    const note = parseNote(formatNote({ text, signatures: [signNote(text, logKey, LOG_SECRET), signature] }));
    expect(cosignedAt(note, witness)).toBe(1_700_000_100n);
    expect(isSignedBy(note, logKey)).toBe(true);
    expect(cosignedAt({ ...note, text: formatCheckpoint({ ...checkpoint, size: 6n }) }, witness)).toBeNull();
    expect(cosignedAt(note, { ...witness, publicKey: logKey.publicKey })).toBeNull();
    const later = {
      ...signature,
      signature: concatBytes(Uint8Array.of(0, 0, 0, 0, 0x65, 0x53, 0xf1, 0x65), signature.signature.subarray(8)),
    };
    expect(cosignedAt({ text, signatures: [later] }, witness)).toBeNull();
    expect(cosignedAt({ text, signatures: [{ ...signature, signature: signature.signature.slice(0, 71) }] }, witness)).toBeNull();
  });
});

describe('entries of a log', () => {
  const hash = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => hash32(toHex(bytes)));
  const u64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
  const entry = fc.record({
    place: fc.record({ chainId: fc.nat(), ledger: fc.uint8Array({ minLength: 20, maxLength: 20 }).map((bytes) => address(toHex(bytes))) }),
    issuer: fc.nat({ max: 2 ** 31 - 1 }),
    anchored: fc.record({ batch: u64, root: hash, leaves: u64, firstLeaf: u64, model: hash, stateRoot: hash, time: u64 }),
  });

  test('are written, read and hashed as the contract does', () => {
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 5 }), (entries: BatchEntry[]) => {
        const bundle = encodeBundle(entries.map(encodeEntry));
        const read = decodeBundle(bundle) ?? [];
        expect(read.map(decodeEntry)).toEqual(entries);
        for (const each of entries) {
          expect(toHex(keccak256(concatBytes(Uint8Array.of(0), encodeEntry(each))))).toBe(entryLeaf(each));
        }
      }),
    );
  });

  test('that are cut, or of another length, are none', () => {
    expect(decodeBundle(Uint8Array.of(0))).toBeNull();
    expect(decodeBundle(Uint8Array.of(0, 2, 1))).toBeNull();
    expect(decodeBundle(new Uint8Array())).toEqual([]);
    expect(decodeEntry(new Uint8Array(183))).toBeNull();
    expect(decodeEntry(new Uint8Array(184).fill(255))).toBeNull();
  });
});

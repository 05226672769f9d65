import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { digestsFrom, LOG_PLACE, type PublishedFiles, publishFiles } from '../../test/system/support/log-files.ts';
import {
  addressOf,
  ISSUED_AT,
  ISSUER_KEY,
  sampleBatch,
  sampleCredential,
  sign,
  STRANGER_KEY,
} from '../../test/vectors/credential-builder.ts';
import { credentialFile } from '../attestation/domain/credential.ts';
import { KEY_ROLE } from '../attestation/domain/ledger-facts.ts';
import { creditDigest, domainSeparator, receiptDigest } from '../attestation/domain/typed-data.ts';
import { utf8 } from '../attestation/domain/words.ts';
import { fromHex } from '../kernel/hex.ts';
import { checkPromise } from './check-promise.ts';
import { LedgerFold } from './domain/ledger-fold.ts';
import { formatNote, formatVerifierKey, NOTE_KEY, parseNote } from './domain/signed-note.ts';
import type { FoldedChain } from './fold-chain.ts';
import { openCosignerKey } from './log-key.ts';

const DAY = 86_400n;
const credential = sampleCredential(sampleBatch({ count: 1, place: LOG_PLACE }));
const separator = domainSeparator(LOG_PLACE);
const digest = creditDigest(separator, credential.credit);

let log: PublishedFiles;

beforeEach(async () => {
  log = await publishFiles();
  await log.grow(digestsFrom(0, 5), digestsFrom(10, 3));
});
afterEach(() => log.close());

/** The credential as it was given out, with the promise to anchor it by `anchorBy`. */
function receipt(anchorBy: bigint, key = ISSUER_KEY): Uint8Array {
  const promise = { anchorBy, signature: sign(receiptDigest(separator, digest, anchorBy), key) };
  return utf8(JSON.stringify(credentialFile({ ...credential, anchor: null, receipt: promise })));
}

/** The chain with the issuer's key, as it is long after the log's last batch. */
function chainAt(time: bigint, batches: number): FoldedChain {
  const fold = new LedgerFold(LOG_PLACE);
  const event = { address: LOG_PLACE.ledger, blockNumber: 1n, blockTime: 1n };
  const admin = `0x${'09'.repeat(20)}`;
  fold.apply({ ...event, name: 'IssuerRegistered', args: { issuer: '1', admin, name: 'Bank', storesBatchLeaf: 'true', keyDelay: '0' } });
  const key = {
    issuer: '1',
    key: addressOf(ISSUER_KEY),
    from: String(ISSUED_AT - 9n),
    until: String(ISSUED_AT + 9n),
    roles: String(KEY_ROLE.sign),
  };
  fold.apply({ ...event, name: 'KeyAdded', args: key });
  const hash = `0x${'01'.repeat(32)}`;
  for (let batch = 0; batch < batches; batch++) {
    const args = {
      issuer: '1',
      batch: String(batch),
      root: hash,
      leaves: '1',
      firstLeaf: String(batch),
      model: hash,
      stateRoot: hash,
      time: '1',
    };
    fold.apply({ ...event, name: 'Anchored', args });
  }
  return { fold, block: { number: 99n, hash: hash as never, time } };
}

test('a credential that is in a batch in time was promised and kept', async () => {
  await log.grow(fromHex(digest));
  expect(await checkPromise(receipt(log.time), log.folder, null)).toMatchObject({
    verdict: 'kept',
    batch: '2',
    signer: addressOf(ISSUER_KEY),
  });
  expect(await checkPromise(receipt(log.time - 1n), log.folder, null)).toMatchObject({ verdict: 'late', batch: '2' });
});

test('a promise whose moment a later batch has passed is broken', async () => {
  const found = await checkPromise(receipt(log.time - 1n), log.folder, null);
  expect(found).toMatchObject({ verdict: 'broken', batch: null, issuer: 1, digest });
  expect(found.sentence).toContain('Receipt and mirror together prove it');
});

test('a promise is open until the mirror reaches beyond it', async () => {
  expect(await checkPromise(receipt(log.time + DAY), log.folder, null)).toMatchObject({ verdict: 'open' });
  const withChain = await checkPromise(receipt(log.time + DAY), log.folder, chainAt(log.time + DAY + 1n, 2));
  expect(withChain).toMatchObject({ verdict: 'broken' });
  // The chain has a batch that the mirror lacks: it may be in there.
  expect(await checkPromise(receipt(log.time + DAY), log.folder, chainAt(log.time + DAY + 1n, 3))).toMatchObject({ verdict: 'open' });
});

test('the time of a cosigner shows that nothing more was there', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'credence-promise-'));
  const key = openCosignerKey(join(folder, 'key.json'));
  const path = join(log.folder, '1', 'checkpoint');
  const note = parseNote(await readFile(path, 'utf8'));
  const seen = log.time + 2n * DAY;
  await writeFile(path, formatNote({ ...note, signatures: [...note.signatures, key.cosign('watch.example/w', note.text, seen)] }));
  const index = JSON.parse(await readFile(join(log.folder, 'log.json'), 'utf8')) as object;
  const cosigner = formatVerifierKey({ name: 'watch.example/w', kind: NOTE_KEY.cosignature, publicKey: key.publicKey });
  await writeFile(join(log.folder, 'log.json'), JSON.stringify({ ...index, cosigners: [cosigner] }));
  expect(await checkPromise(receipt(log.time + DAY), log.folder, null)).toMatchObject({ verdict: 'broken', completeUntil: String(seen) });
  await rm(folder, { recursive: true });
});

test('nothing is told while credentials are not published', async () => {
  await rm(join(log.folder, '1', 'batch', '0'), { recursive: true });
  expect(await checkPromise(receipt(log.time - 1n), log.folder, null)).toMatchObject({ verdict: 'undecided' });
});

test('a receipt of somebody else, or altered, promises nothing', async () => {
  const stranger = await checkPromise(receipt(log.time - 1n, STRANGER_KEY), log.folder, chainAt(log.time, 2));
  expect(stranger).toMatchObject({ verdict: 'no_promise', signer: addressOf(STRANGER_KEY) });
  const altered = JSON.parse(new TextDecoder().decode(receipt(log.time - 1n))) as { receipt: { anchorBy: string } };
  altered.receipt.anchorBy = String(log.time - 2n);
  const bytes = utf8(JSON.stringify(altered));
  expect(await checkPromise(bytes, log.folder, chainAt(log.time, 2))).toMatchObject({ verdict: 'no_promise' });
  const none = utf8(JSON.stringify(credentialFile({ ...credential, anchor: null })));
  await expect(checkPromise(none, log.folder, null)).rejects.toMatchObject({ code: 'receipt_missing' });
});

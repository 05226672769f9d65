import { KEY_ROLE } from '../attestation/domain/ledger-facts.ts';
import { parseCredential } from '../attestation/domain/parse-credential.ts';
import { recoverSigner } from '../attestation/domain/signature.ts';
import { creditDigest, domainSeparator, receiptDigest } from '../attestation/domain/typed-data.ts';
import { hashLeaves } from '../attestation/domain/merkle-tree.ts';
import { DomainError } from '../kernel/errors.ts';
import { type Address, fromHex } from '../kernel/hex.ts';
import { type BatchEntry, decodeBundle, decodeEntry } from './domain/batch-entry.ts';
import type { Checkpoint } from './domain/checkpoint.ts';
import { cosignedAt } from './domain/cosignature.ts';
import { judgePromise, type LogEvidence, type PromiseVerdict, type SignedPromise } from './domain/promise.ts';
import { parseNote, parseVerifierKey } from './domain/signed-note.ts';
import { bundlesOf, TILE_WIDTH } from './domain/tile-path.ts';
import type { FoldedChain } from './fold-chain.ts';
import { CHECKPOINT_FILE } from './log-folder.ts';
import { folderSource, type LogSource, readIndexFile, sourceReader } from './log-source.ts';
import { readCheckpoint } from './mirror-log.ts';

export interface PromiseReport extends PromiseVerdict {
  readonly issuer: number;
  readonly digest: string;
  readonly anchorBy: string;
  readonly signer: string | null;
  readonly batch: string | null;
  readonly completeUntil: string;
}

/**
 * Looks for a promised credential in a mirror, and judges the promise. The mirror itself is judged by `verifyMirror`.
 * @param folded - the ledger as the chain tells it, for the keys of the issuer and the present moment
 * @throws {@link DomainError} `receipt_missing`, `log_source_empty`, `log_file_missing`, `credential_malformed`
 */
export async function checkPromise(file: Uint8Array, folder: string, folded: FoldedChain | null): Promise<PromiseReport> {
  const { place, credit, receipt } = parseCredential(file);
  if (receipt === null)
    throw new DomainError(
      'receipt_missing',
      'invalid',
      'The file has no receipt: only a credential that was given out before its batch carries a promise.',
    );
  const separator = domainSeparator(place);
  const digest = creditDigest(separator, credit);
  const signed = recoverSigner(receiptDigest(separator, digest, receipt.anchorBy), receipt.signature);
  const signer = 'signer' in signed ? signed.signer : null;
  const promise: SignedPromise = {
    issuer: credit.issuer,
    digest,
    anchorBy: receipt.anchorBy,
    signer,
    isIssuerKey: folded === null || signer === null ? null : couldSign(folded, credit.issuer, signer, credit.issuedAt),
  };
  const source = folderSource(folder);
  const evidence = await findEvidence(source, promise, folded);
  return {
    ...judgePromise(promise, evidence),
    issuer: promise.issuer,
    digest,
    anchorBy: String(promise.anchorBy),
    signer,
    batch: evidence.found === null ? null : String(evidence.found.batch),
    completeUntil: String(evidence.completeUntil),
  };
}

function couldSign({ fold }: FoldedChain, issuer: number, signer: Address, time: bigint): boolean {
  const keys = fold.issuers().find((each) => each.issuer === issuer)?.keys ?? [];
  return keys.some((key) => key.address === signer && (key.roles & KEY_ROLE.sign) !== 0 && key.from <= time && time < key.until);
}

async function findEvidence(source: LogSource, { issuer, digest }: SignedPromise, folded: FoldedChain | null): Promise<LogEvidence> {
  const index = await readIndexFile(source);
  const bytes = await source.read(`${issuer}/${CHECKPOINT_FILE}`);
  if (bytes === null) throw new DomainError('log_file_missing', 'not_found', `The mirror has no checkpoint of issuer ${issuer}.`);
  const text = Buffer.from(bytes).toString('utf8');
  const checkpoint = readCheckpoint(index, issuer, text);
  const leaf = Buffer.from(hashLeaves(fromHex(digest)));
  let [found, unpublished]: [LogEvidence['found'], number] = [null, 0];
  for (const { anchored } of await readEntries(source, checkpoint)) {
    const position = await findLeaf(source, `${issuer}/batch/${anchored.batch}`, Number(anchored.leaves), leaf);
    if (position === 'unpublished') unpublished++;
    else if (position !== null && found === null) found = { batch: anchored.batch, time: anchored.time };
  }
  const seen = index.cosigners.map((key) => cosignedAt(parseNote(text), parseVerifierKey(key)) ?? 0n);
  const isHead = folded !== null && BigInt(folded.fold.entriesOf(issuer).length) === checkpoint.size;
  const moments = [checkpoint.block.time, ...seen, ...(isHead ? [folded.block.time] : [])];
  return { found, unpublished, completeUntil: moments.reduce((latest, time) => (time > latest ? time : latest), 0n) };
}

async function readEntries(source: LogSource, { issuer, size }: Checkpoint): Promise<BatchEntry[]> {
  const read = sourceReader(source, String(issuer));
  const entries: BatchEntry[] = [];
  for (const place of bundlesOf(Number(size))) {
    const bundle = (await read(place)) ?? (await read({ ...place, width: TILE_WIDTH }));
    for (const bytes of (decodeBundle(bundle ?? new Uint8Array()) ?? []).slice(0, place.width)) {
      const entry = decodeEntry(bytes);
      if (entry !== null) entries.push(entry);
    }
  }
  if (BigInt(entries.length) !== size)
    throw new DomainError('log_file_missing', 'not_found', `The mirror has not all batches of issuer ${issuer}.`);
  return entries;
}

async function findLeaf(source: LogSource, prefix: string, size: number, leaf: Buffer): Promise<number | null | 'unpublished'> {
  const read = sourceReader(source, prefix);
  for (let index = 0; index * TILE_WIDTH < size; index++) {
    const tile = await read({ level: 0, index, width: Math.min(TILE_WIDTH, size - index * TILE_WIDTH) });
    if (tile === null) return 'unpublished';
    for (let at = 0; at < tile.length; at += 32) if (leaf.equals(tile.subarray(at, at + 32))) return index * TILE_WIDTH + at / 32;
  }
  return null;
}

import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { DomainError } from '../../../kernel/errors.ts';
import { type Hash32, hash32, toHex } from '../../../kernel/hex.ts';

/**
 * The journal of the local chain, version 1.
 *
 *     header  one line of text:
 *             credence-chain-journal 1 chain=<id> time=<genesis, Unix seconds> genesis=<hash of block 0> sum=<32 hex digits>
 *     record  u32 length of the body | u32 CRC-32 of these four bytes | body | 16 bytes of sum
 *     body    u64 block number | u64 block time, Unix seconds | 32 bytes block hash | signed raw transaction
 *
 * Integers are big-endian. A sum is the first 16 bytes of SHA-256 over the sum before it and what the record
 * holds in front of its own sum, so that no byte changes and no record moves or goes missing in the middle
 * without being noticed. One record is one block: the chain mines each transaction at once.
 */
export interface JournalHeader {
  readonly chainId: number;
  readonly genesisTime: number;
  readonly genesisHash: Hash32;
}

export interface JournalRecord {
  readonly number: number;
  /** Unix seconds. */
  readonly time: number;
  readonly hash: Hash32;
  readonly raw: Uint8Array;
}

export interface JournalScan {
  readonly header: JournalHeader;
  readonly records: readonly JournalRecord[];
  /** Bytes up to the end of the last whole record. */
  readonly goodBytes: number;
  /** Bytes after it: a record whose writing was interrupted, never acknowledged to anyone. */
  readonly tornBytes: number;
  /** Sum that the next record continues from. */
  readonly sum: Uint8Array;
}

const MAGIC = 'credence-chain-journal 1';
const HEADER = /^credence-chain-journal 1 chain=(\d{1,15}) time=(\d{1,12}) genesis=(0x[0-9a-f]{64}) sum=([0-9a-f]{32})\n$/;
const HEADER_LIMIT = 256;
const PREFIX_BYTES = 8;
const BODY_FIXED_BYTES = 48;
const SUM_BYTES = 16;

/** What geth and others take as one transaction; longer ones are refused before they reach the chain. */
export const RAW_LIMIT = 131_072;

export function encodeHeader(header: JournalHeader): Uint8Array {
  const text = `${MAGIC} chain=${header.chainId} time=${header.genesisTime} genesis=${header.genesisHash}`;
  return Buffer.from(`${text} sum=${toHex(sumOf(Buffer.from(text))).slice(2)}\n`);
}

/** Sum that the first record continues from. */
export function headerSum(header: JournalHeader): Uint8Array {
  return sumOf(encodeHeader(header));
}

export function encodeRecord(record: JournalRecord, previousSum: Uint8Array): { readonly bytes: Uint8Array; readonly sum: Uint8Array } {
  const length = BODY_FIXED_BYTES + record.raw.length;
  const bytes = Buffer.alloc(PREFIX_BYTES + length + SUM_BYTES);
  bytes.writeUInt32BE(length, 0);
  bytes.writeUInt32BE(crc32(bytes.subarray(0, 4)), 4);
  bytes.writeBigUInt64BE(BigInt(record.number), 8);
  bytes.writeBigUInt64BE(BigInt(record.time), 16);
  bytes.set(Buffer.from(record.hash.slice(2), 'hex'), 24);
  bytes.set(record.raw, PREFIX_BYTES + BODY_FIXED_BYTES);
  const sum = sumOf(previousSum, bytes.subarray(0, PREFIX_BYTES + length));
  bytes.set(sum, PREFIX_BYTES + length);
  return { bytes, sum };
}

/**
 * Reads a whole journal. A record that ends with the file before it is complete is torn and left out;
 * anything else that does not fit stops the reading.
 * @throws {DomainError} `chain_journal_corrupt` with the last good height
 */
export function scanJournal(file: Uint8Array): JournalScan {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  const headerEnd = bytes.subarray(0, HEADER_LIMIT).indexOf(10) + 1;
  const header = readHeader(bytes.subarray(0, headerEnd));
  const records: JournalRecord[] = [];
  let sum = headerSum(header);
  let at = headerEnd;
  while (at < bytes.length) {
    const found = readRecord(bytes, at, sum, records.at(-1) ?? { number: 0, time: header.genesisTime });
    if (found === 'torn') return { header, records, goodBytes: at, tornBytes: bytes.length - at, sum };
    records.push(found.record);
    sum = found.sum;
    at = found.end;
  }
  return { header, records, goodBytes: at, tornBytes: 0, sum };
}

function readHeader(line: Buffer): JournalHeader {
  const match = HEADER.exec(line.toString('latin1'));
  const [, chain = '', time = '', genesis = '', sum = ''] = match ?? [];
  const text = line.toString('latin1').replace(/ sum=.*\n$/, '');
  if (match === null || toHex(sumOf(Buffer.from(text))).slice(2) !== sum) throw corrupt(0, 0, 'its first line is damaged');
  return { chainId: Number(chain), genesisTime: Number(time), genesisHash: hash32(genesis) };
}

type Previous = Pick<JournalRecord, 'number' | 'time'>;

function readRecord(
  bytes: Buffer,
  at: number,
  previousSum: Uint8Array,
  previous: Previous,
): 'torn' | { record: JournalRecord; sum: Uint8Array; end: number } {
  const rest = bytes.length - at;
  // A power cut can leave a file with room at its end that nothing was written to.
  if (rest < PREFIX_BYTES || isZero(bytes.subarray(at + PREFIX_BYTES))) return 'torn';
  const length = bytes.readUInt32BE(at);
  if (
    crc32(bytes.subarray(at, at + 4)) !== bytes.readUInt32BE(at + 4) ||
    length < BODY_FIXED_BYTES ||
    length > BODY_FIXED_BYTES + RAW_LIMIT
  ) {
    throw corrupt(previous.number, at, 'the length of the next record is damaged');
  }
  const sumAt = at + PREFIX_BYTES + length;
  const end = sumAt + SUM_BYTES;
  if (end > bytes.length) return 'torn';
  const sum = sumOf(previousSum, bytes.subarray(at, sumAt));
  if (!bytes.subarray(sumAt, end).equals(sum)) {
    if (isZero(bytes.subarray(sumAt))) return 'torn';
    throw corrupt(previous.number, at, 'the next record does not have the sum it was written with');
  }
  const number = Number(bytes.readBigUInt64BE(at + 8));
  const time = Number(bytes.readBigUInt64BE(at + 16));
  if (number !== previous.number + 1 || time < previous.time) throw corrupt(previous.number, at, 'the next record is out of order');
  const hash = hash32(`0x${bytes.toString('hex', at + 24, at + 56)}`);
  return { record: { number, time, hash, raw: bytes.subarray(at + PREFIX_BYTES + BODY_FIXED_BYTES, sumAt) }, sum, end };
}

function corrupt(lastGoodHeight: number, offset: number, what: string): DomainError {
  return new DomainError(
    'chain_journal_corrupt',
    'unavailable',
    `The journal of the local chain is damaged at byte ${offset}: ${what}. The last good height is ${lastGoodHeight}. Restore the file from a backup, or start anew with npm start -- --fresh.`,
    { params: { lastGoodHeight, offset } },
  );
}

function sumOf(...parts: Uint8Array[]): Uint8Array {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest().subarray(0, SUM_BYTES);
}

function isZero(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0);
}

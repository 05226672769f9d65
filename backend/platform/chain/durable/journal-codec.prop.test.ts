import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hash32, toHex } from '../../../kernel/hex.ts';
import { encodeHeader, encodeRecord, headerSum, type JournalHeader, type JournalRecord, scanJournal } from './journal-codec.ts';

const bytes32 = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => hash32(toHex(bytes)));
const headers: fc.Arbitrary<JournalHeader> = fc.record({
  chainId: fc.integer({ min: 1, max: 2 ** 40 }),
  genesisTime: fc.integer({ min: 0, max: 2 ** 33 }),
  genesisHash: bytes32,
});
const bodies = fc.array(fc.record({ wait: fc.nat(100), hash: bytes32, raw: fc.uint8Array({ minLength: 1, maxLength: 200 }) }), {
  minLength: 1,
  maxLength: 6,
});

interface Journal {
  readonly header: JournalHeader;
  readonly records: readonly JournalRecord[];
  readonly bytes: Buffer;
  /** Where each record begins; the last entry is the end of the file. */
  readonly starts: readonly number[];
}

const journals: fc.Arbitrary<Journal> = fc.tuple(headers, bodies).map(([header, steps]) => {
  const parts: Uint8Array[] = [encodeHeader(header)];
  const records: JournalRecord[] = [];
  const starts = [parts[0]?.length ?? 0];
  let sum = headerSum(header);
  let time = header.genesisTime;
  for (const { wait, hash, raw } of steps) {
    time += wait;
    const record = { number: records.length + 1, time, hash, raw };
    const encoded = encodeRecord(record, sum);
    sum = encoded.sum;
    records.push(record);
    parts.push(encoded.bytes);
    starts.push((starts.at(-1) ?? 0) + encoded.bytes.length);
  }
  return { header, records, bytes: Buffer.concat(parts), starts };
});

const plain = (records: readonly JournalRecord[]) => records.map((record) => ({ ...record, raw: toHex(record.raw) }));
const startOf = (journal: Journal, index: number) => journal.starts[index] ?? Number.NaN;
const corrupt = expect.objectContaining({ code: 'chain_journal_corrupt' });

describe('journal of the local chain', () => {
  it('reads back what was written', () => {
    fc.assert(
      fc.property(journals, ({ header, records, bytes }) => {
        const scan = scanJournal(bytes);
        expect(scan.header).toEqual(header);
        expect(plain(scan.records)).toEqual(plain(records));
        expect(scan).toMatchObject({ goodBytes: bytes.length, tornBytes: 0 });
      }),
    );
  });

  it('cuts the last record off at every point where its writing can have been interrupted', () => {
    fc.assert(
      fc.property(journals, (journal) => {
        const last = journal.records.length - 1;
        const start = startOf(journal, last);
        for (let end = start + 1; end < journal.bytes.length; end++) {
          const scan = scanJournal(journal.bytes.subarray(0, end));
          expect(plain(scan.records)).toEqual(plain(journal.records.slice(0, last)));
          expect(scan).toMatchObject({ goodBytes: start, tornBytes: end - start });
        }
      }),
      { numRuns: 20 },
    );
  });

  it('cuts off a record whose end a power cut left empty', () => {
    fc.assert(
      fc.property(journals, fc.nat(), fc.nat(5_000), (journal, pick, room) => {
        const last = journal.records.length - 1;
        const start = startOf(journal, last);
        const written = start + (pick % (journal.bytes.length - 16 - start));
        const left = Buffer.concat([journal.bytes.subarray(0, written), Buffer.alloc(journal.bytes.length - written + room)]);
        expect(scanJournal(left)).toMatchObject({ goodBytes: start, tornBytes: left.length - start });
      }),
    );
  });

  it('finds every changed byte and names the height before it', () => {
    fc.assert(
      fc.property(journals, fc.integer({ min: 1, max: 255 }), (journal, change) => {
        for (let at = 0; at < journal.bytes.length; at++) {
          const damaged = Buffer.from(journal.bytes);
          damaged[at] = (damaged[at] ?? 0) ^ change;
          const lastGoodHeight = Math.max(
            0,
            journal.starts.findLastIndex((start) => start <= at),
          );
          expect(() => scanJournal(damaged), `byte ${at}`).toThrow(
            expect.objectContaining({ code: 'chain_journal_corrupt', params: expect.objectContaining({ lastGoodHeight }) }),
          );
        }
      }),
      { numRuns: 20 },
    );
  });

  it('refuses records that were left out, repeated or exchanged', () => {
    fc.assert(
      fc.property(
        journals.filter(({ records }) => records.length >= 3),
        (journal) => {
          const part = (index: number) => journal.bytes.subarray(startOf(journal, index), startOf(journal, index + 1));
          const head = journal.bytes.subarray(0, startOf(journal, 0));
          expect(() => scanJournal(Buffer.concat([head, part(0), part(2)]))).toThrow(corrupt);
          expect(() => scanJournal(Buffer.concat([head, part(0), part(0), part(1)]))).toThrow(corrupt);
          expect(() => scanJournal(Buffer.concat([head, part(1), part(0)]))).toThrow(corrupt);
        },
      ),
    );
  });

  it('refuses what is no journal', () => {
    for (const text of ['', '\n', 'credence-chain-journal 2 chain=1\n', 'x'.repeat(1_000)]) {
      expect(() => scanJournal(Buffer.from(text))).toThrow(corrupt);
    }
  });
});

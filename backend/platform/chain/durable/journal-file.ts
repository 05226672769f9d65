import { type FileHandle, open } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { createFileOnce, isErrno, unwritable } from '../durable-file.ts';
import {
  encodeHeader,
  encodeRecord,
  headerSum,
  type JournalHeader,
  type JournalRecord,
  type JournalScan,
  scanJournal,
} from './journal-codec.ts';

/** What is on disk under `path`; null when nothing is. */
export function readJournal(path: string): JournalScan | null {
  try {
    return scanJournal(readFileSync(path));
  } catch (error) {
    if (isErrno(error) && error.code === 'ENOENT') return null;
    throw error;
  }
}

/** Appends to the journal; what `append` has answered for is on the disk. */
export class JournalFile {
  readonly #file: FileHandle;
  #goodBytes: number;
  #sum: Uint8Array;

  private constructor(file: FileHandle, goodBytes: number, sum: Uint8Array) {
    this.#file = file;
    this.#goodBytes = goodBytes;
    this.#sum = sum;
  }

  static async create(path: string, header: JournalHeader): Promise<JournalFile> {
    const bytes = encodeHeader(header);
    createFileOnce(path, bytes);
    return JournalFile.#open(path, bytes.length, headerSum(header));
  }

  /** Opens after a scan and cuts a torn record off. */
  static async continue(path: string, scan: JournalScan): Promise<JournalFile> {
    const journal = await JournalFile.#open(path, scan.goodBytes, scan.sum);
    if (scan.tornBytes > 0) await journal.#cut();
    return journal;
  }

  static async #open(path: string, goodBytes: number, sum: Uint8Array): Promise<JournalFile> {
    try {
      return new JournalFile(await open(path, 'r+'), goodBytes, sum);
    } catch (error) {
      throw unwritable(dirname(path), error);
    }
  }

  /** One write and one sync for all of `records`. When it throws, none of them is in the journal. */
  async append(records: readonly JournalRecord[]): Promise<void> {
    const parts: Uint8Array[] = [];
    let sum = this.#sum;
    for (const record of records) {
      const encoded = encodeRecord(record, sum);
      parts.push(encoded.bytes);
      sum = encoded.sum;
    }
    const bytes = Buffer.concat(parts);
    try {
      await this.#write(bytes);
      await this.#file.datasync();
    } catch (error) {
      // If even this fails, the torn end is cut off at the next start.
      await this.#cut().catch(() => undefined);
      throw error;
    }
    this.#goodBytes += bytes.length;
    this.#sum = sum;
  }

  async close(): Promise<void> {
    await this.#file.close();
  }

  async #write(bytes: Uint8Array): Promise<void> {
    for (let done = 0; done < bytes.length; ) {
      const { bytesWritten } = await this.#file.write(bytes, done, bytes.length - done, this.#goodBytes + done);
      done += bytesWritten;
    }
  }

  async #cut(): Promise<void> {
    await this.#file.truncate(this.#goodBytes);
    await this.#file.datasync();
  }
}

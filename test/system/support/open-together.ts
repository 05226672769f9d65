// A thread that opens new database files in the same moment as others, one after another, and tells what went wrong.
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { migrateSqlite } from '../../../backend/platform/database/migrate-sqlite.ts';

const { meeting, openers, files, folder } = workerData as { meeting: SharedArrayBuffer; openers: number; files: number; folder: string };
const arrived = new Int32Array(meeting);
const errors: string[] = [];
for (let file = 1; file <= files; file++) {
  Atomics.add(arrived, 0, 1);
  // Not Atomics.wait: those who wake up one after another would not meet at the file.
  while (Atomics.load(arrived, 0) < file * openers);
  try {
    migrateSqlite(`file:${join(folder, `new-${file}.db`)}`, []);
  } catch (error) {
    errors.push(String(error));
  }
}
parentPort?.postMessage(errors);

import { copyFileSync, readlinkSync, renameSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Loaded before the chain: after each sync of the journal keeps a copy of what it then held. With
 * `CREDENCE_TEST_SYNCED` as the folder, the copy is what a power cut would leave, if the disk lost every
 * write that was not synced.
 */
const folder = process.env['CREDENCE_TEST_SYNCED'];
if (folder === undefined) throw new Error('CREDENCE_TEST_SYNCED names the folder of the copies.');

const handle = await open(fileURLToPath(import.meta.url));
const prototype: FileHandle = Object.getPrototypeOf(handle);
await handle.close();
const datasync = prototype.datasync;
prototype.datasync = async function (this: FileHandle): Promise<void> {
  await datasync.call(this);
  // The process may be killed in the middle of copying: only a whole copy gets the name.
  copyFileSync(readlinkSync(`/proc/self/fd/${this.fd}`), join(folder, 'draft'));
  renameSync(join(folder, 'draft'), join(folder, 'journal'));
};

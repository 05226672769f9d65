import { accessSync, constants, statfsSync } from 'node:fs';

const MEGABYTE = 1024 * 1024;

/** Each known cause of a failed step, and the one sentence that says how to cure it. */
const CURES = [
  [/ENOSPC|no space left/i, (where) => `The disk that holds ${where} is full: free at least 2 GB and run the same command again.`],
  [/EROFS|read-only file system/i, (where) => `${where} is on a read-only disk: clone Credence into a folder that you may write to.`],
  [
    /EACCES|EPERM|permission denied/i,
    (where) => `You may not write to ${where}: change its owner, or clone Credence into a folder of your own.`,
  ],
  [
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ECONNRESET|ENETUNREACH|ENOTCACHED|network request|network timeout/i,
    () => 'The npm registry cannot be reached: check the network or proxy ("npm ping" must answer) and run the same command again.',
  ],
  [
    /E404|404 Not Found/i,
    () => 'The npm registry does not serve one of the packages: check "npm config get registry" and run the same command again.',
  ],
  [/E401|E403/i, () => 'The npm registry refused access: check "npm config get registry" and your login there.'],
  [/ERESOLVE/i, () => 'The versions in package.json do not fit each other: restore package.json and package-lock.json from git.'],
  [/EINTEGRITY/i, () => 'A downloaded package is damaged: run "npm cache verify" and the same command again.'],
  [
    /heap out of memory|ENOMEM|Killed/i,
    () => 'There is not enough memory: close other programs (about 1 GB is needed) and run the same command again.',
  ],
];

export function cureFor(output, where) {
  const found = CURES.find(([pattern]) => pattern.test(output));
  return found ? found[1](where) : undefined;
}

/** A sentence when `folder` cannot take `megabytes` more, else undefined. */
export function whyNotWritable(folder, megabytes) {
  try {
    accessSync(folder, constants.W_OK);
  } catch (error) {
    return cureFor(String(error.code), folder) ?? `${folder} cannot be written to: ${error.message}.`;
  }
  const { bavail, bsize } = statfsSync(folder);
  const free = Math.floor((bavail * bsize) / MEGABYTE);
  if (free < megabytes)
    return `The disk that holds ${folder} has ${free} MB left and set-up needs ${megabytes} MB: free some space and run the same command again.`;
  return undefined;
}

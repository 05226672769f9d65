import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';

/** What Credence itself keeps in its home; nothing else in that folder is touched. */
const OWN = [
  /^credence\.db(-wal|-shm|-journal)?$/,
  /^chain$/,
  /^keys$/,
  /^secrets\.json/,
  /^logs$/,
  /^demo$/,
  /^demo-seed\.json$/,
  /^run\.json$/,
  /^exports?$/,
];

export function ownEntries(home) {
  return existsSync(home) ? readdirSync(home).filter((name) => OWN.some((pattern) => pattern.test(name))) : [];
}

/** Asks in a terminal; elsewhere, or with `yes`, the option itself is the answer. */
export async function confirmFresh(home, yes, input = process.stdin, output = process.stdout) {
  if (yes || !input.isTTY) return true;
  const reader = createInterface({ input, output });
  try {
    const answer = await reader.question(
      `This deletes the local chain, the database and the keys in ${home}. Nothing can bring them back.\nType "yes" to go on: `,
    );
    return answer.trim().toLowerCase() === 'yes';
  } finally {
    reader.close();
  }
}

export function removeOwn(home) {
  for (const name of ownEntries(home)) rmSync(join(home, name), { recursive: true, force: true });
}

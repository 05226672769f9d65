import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { DomainError } from '../kernel/errors.ts';
import { type Address, address } from '../kernel/hex.ts';

/** The ledger that a verifier relies on and the keys of issuers that it knows from elsewhere. */
export interface TrustedLedger {
  readonly chainId: number;
  readonly ledger: Address;
  readonly keys: readonly Address[];
}

const TrustFile = z.strictObject({ chainId: z.int().positive(), ledger: z.string(), keys: z.array(z.string()).max(10_000) });

/** Where an installation keeps its own trust, so that verification needs no database. */
export function trustPathOf(home: string): string {
  return join(home, 'trusted-ledger.json');
}

/** Null when there is no such file. @throws {@link DomainError} `trust_file_malformed`, `file_unreadable` */
export async function readTrustedLedger(path: string): Promise<TrustedLedger | null> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return null;
    throw new DomainError('file_unreadable', 'invalid', `${path} cannot be read; check the path and its permissions.`, { cause });
  }
  try {
    const { chainId, ledger, keys } = TrustFile.parse(JSON.parse(text));
    return { chainId, ledger: address(ledger), keys: keys.map(address) };
  } catch (cause) {
    throw new DomainError('trust_file_malformed', 'invalid', `${path} is not a trust file with chainId, ledger and keys.`, { cause });
  }
}

/** The file appears whole under its name: a worker killed over it leaves the old one. */
export async function writeTrustedLedger(path: string, trust: TrustedLedger): Promise<void> {
  const draft = `${path}.${process.pid}.draft`;
  await writeFile(draft, `${JSON.stringify(trust, null, 2)}\n`);
  await rename(draft, path);
}

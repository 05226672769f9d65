import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { DomainError } from '../../../kernel/errors.ts';
import { type Hex, toHex } from '../../../kernel/hex.ts';
import { createFileOnce, isErrno } from '../durable-file.ts';
import { freshKey } from '../key-folder.ts';
import { LOCAL_CHAIN_ID } from '../local-chain.ts';

/** Everything that block 0 depends on, kept beside the journal. */
export interface Genesis {
  readonly chainId: number;
  /** Unix seconds. */
  readonly time: number;
  /** Private key of the one account that has money from the beginning; drawn at random for each installation. */
  readonly faucetKey: Hex;
}

const GenesisFile = z.strictObject({
  chainId: z.literal(LOCAL_CHAIN_ID),
  time: z.int().min(0).max(99_999_999_999),
  faucetKey: z.string().regex(/^0x[0-9a-f]{64}$/),
});

export function chainFolder(home: string): string {
  return join(home, 'chain');
}

/** The genesis of the chain in `home`; null before the first start. @throws {DomainError} `chain_genesis_unreadable` */
export function readGenesis(home: string): Genesis | null {
  const path = genesisPath(home);
  try {
    const parsed = GenesisFile.parse(JSON.parse(readFileSync(path, 'utf8')));
    return { ...parsed, faucetKey: parsed.faucetKey as Hex };
  } catch (cause) {
    if (isErrno(cause) && cause.code === 'ENOENT') return null;
    throw new DomainError(
      'chain_genesis_unreadable',
      'unavailable',
      `Cannot read ${path}, which the local chain begins with; restore it from a backup, or start anew with npm start -- --fresh.`,
      { cause },
    );
  }
}

/** @param now - Unix seconds */
export function openGenesis(home: string, now: number): Genesis {
  const present = readGenesis(home);
  if (present !== null) return present;
  mkdirSync(chainFolder(home), { recursive: true, mode: 0o700 });
  const genesis: Genesis = { chainId: LOCAL_CHAIN_ID, time: now, faucetKey: toHex(freshKey()) };
  createFileOnce(genesisPath(home), `${JSON.stringify(genesis)}\n`);
  return readGenesis(home) ?? genesis;
}

function genesisPath(home: string): string {
  return join(chainFolder(home), 'genesis.json');
}

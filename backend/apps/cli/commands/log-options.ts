import { type Command, InvalidArgumentError } from 'commander';
import type { LedgerPlace } from '../../../attestation/domain/batch-leaf.ts';
import { DomainError } from '../../../kernel/errors.ts';
import { type Address, address } from '../../../kernel/hex.ts';
import type { ChainClient } from '../../../platform/chain/chain-client.ts';
import type { CommandContext } from '../context.ts';

export function issuerNumber(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('It is the number of an issuer, such as 1.');
  return Number(text);
}

function blockNumber(text: string): bigint {
  if (!/^\d{1,18}$/.test(text)) throw new InvalidArgumentError('It is the number of a block.');
  return BigInt(text);
}

export function httpAddress(text: string): string {
  if (!/^https?:\/\/./.test(text) || !URL.canParse(text)) throw new InvalidArgumentError('It is an address such as https://bank.example.');
  return text;
}

function ledgerAddress(text: string): Address {
  if (!/^0x[0-9a-fA-F]{40}$/.test(text)) throw new InvalidArgumentError('It is the address of a contract: 0x and 40 hex digits.');
  return address(text);
}

/** Name of a key in signed notes. */
export function keyName(text: string): string {
  if (!/^[^\s+]{1,200}$/u.test(text)) throw new InvalidArgumentError('It has no spaces and no plus sign, such as regulator.example/w1.');
  return text;
}

export interface ChainOptions {
  readonly rpc?: string;
  readonly ledger?: Address;
  readonly firstBlock: bigint;
}

/** The options of every command that can ask the chain. */
export function withChain(command: Command): Command {
  return command
    .option('--rpc <url>', 'also ask this chain node', httpAddress)
    .option('--ledger <address>', 'ledger contract to rely on, instead of the one that the files name', ledgerAddress)
    .option('--first-block <number>', 'block of its deployment, so that reading is shorter', blockNumber, 0n);
}

/** Null when no chain is to be asked. @throws {@link DomainError} `ledger_differs` */
export async function openChain(place: LedgerPlace, { rpc, ledger }: ChainOptions): Promise<ChainClient | null> {
  if (ledger !== undefined && ledger !== place.ledger)
    throw new DomainError('ledger_differs', 'invalid', `These files are of the ledger ${place.ledger}, not of ${ledger}.`);
  if (rpc === undefined) return null;
  const { createChainClient } = await import('../../../platform/chain/chain-client.ts');
  return createChainClient({ rpcUrl: rpc });
}

/** The first difference in words, the number of all. */
export function renderFindings(
  { output }: CommandContext,
  found: { readonly found: number; readonly differences: readonly { kind: string; detail: string }[] },
) {
  const lines = found.differences.slice(0, 20).map(({ kind, detail }) => `  ${kind}: ${detail}`);
  return [output.paint('bad', `${found.found} ${found.found === 1 ? 'difference' : 'differences'}; the first:`), ...lines].join('\n');
}

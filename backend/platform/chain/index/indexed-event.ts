import { type Abi, decodeEventLog, type Hex } from 'viem';
import { canonicalJson, type Json } from '../../../kernel/canonical-json.ts';
import type { Address, Hash32 } from '../../../kernel/hex.ts';
import type { ChainLog } from '../chain-values.ts';

/** A contract whose events are read. */
export interface IndexedContract {
  readonly contract: string;
  readonly address: Address;
  readonly abi: Abi;
  /** Block of its deployment: there is nothing to read before. */
  readonly fromBlock: bigint;
}

/** One event of one of our contracts. Integers are decimal text, addresses and bytes 0x-hex. */
export interface IndexedEvent {
  readonly chainId: number;
  readonly blockNumber: bigint;
  readonly blockHash: Hash32;
  /** Unix seconds. */
  readonly blockTime: bigint;
  readonly txHash: Hash32;
  readonly logIndex: number;
  readonly address: Address;
  readonly contract: string;
  readonly name: string;
  readonly args: Readonly<Record<string, string>>;
}

/** Name under which a log is kept whose signature the contract's ABI does not have. */
export const UNKNOWN_EVENT = 'Unknown';

/**
 * Only logs of the addresses in `contracts` are taken, from their first block on; what another contract emits can look the
 * same and means nothing.
 */
export function decodeEvent(
  log: ChainLog,
  place: { readonly chainId: number; readonly blockTime: bigint },
  contracts: readonly IndexedContract[],
): IndexedEvent | null {
  const source = contracts.find((each) => each.address === log.address);
  if (source === undefined || log.blockNumber < source.fromBlock) return null;
  const { blockNumber, blockHash, txHash, logIndex, address } = log;
  return { ...place, blockNumber, blockHash, txHash, logIndex, address, contract: source.contract, ...nameAndArgs(log, source.abi) };
}

function nameAndArgs(log: ChainLog, abi: Abi): { name: string; args: Record<string, string> } {
  try {
    const [signature, ...rest] = log.topics;
    const topics: [] | [Hex, ...Hex[]] = signature === undefined ? [] : [signature, ...rest];
    const { eventName, args } = decodeEventLog({ abi, data: log.data, topics });
    return { name: eventName ?? UNKNOWN_EVENT, args: textArgs(args ?? {}) };
  } catch {
    return { name: UNKNOWN_EVENT, args: { topics: log.topics.join(','), data: log.data } };
  }
}

function textArgs(args: object): Record<string, string> {
  return Object.fromEntries(Object.entries(args).map(([name, value]) => [name, textOf(value)]));
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value.startsWith('0x') ? value.toLowerCase() : value;
  if (typeof value === 'bigint' || typeof value === 'number' || typeof value === 'boolean') return String(value);
  return canonicalJson(jsonOf(value));
}

function jsonOf(value: unknown): Json {
  if (Array.isArray(value)) return value.map(jsonOf);
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, own]) => [name, jsonOf(own)]));
  return textOf(value);
}

import type { ChainClient } from '../chain-client.ts';
import type { ChainHeader, ChainLog } from '../chain-values.ts';
import { KEPT_HEADERS } from './index-store.ts';
import { decodeEvent, type IndexedContract, type IndexedEvent } from './indexed-event.ts';
import { bornIn, type Offspring } from './offspring.ts';

export interface RangeReading {
  readonly events: readonly IndexedEvent[];
  /** Headers to keep, in order; the last one is that of the range's end. */
  readonly headers: readonly ChainHeader[];
  /** Header of the range's first block: its parent must be where the index stands. */
  readonly first: ChainHeader;
}

export interface WhatToRead {
  readonly contracts: readonly IndexedContract[];
  readonly offspring: readonly Offspring[];
}

const PARALLEL = 16;

/**
 * Events and headers of the blocks `from` to `to`, all of one fork; null when the chain changed its mind while it
 * was read. Headers are read only where a reorg may still reach, and of the blocks with events.
 */
export async function readRange(
  chain: ChainClient,
  chainId: number,
  what: WhatToRead,
  range: { readonly from: bigint; readonly to: bigint; readonly head: bigint },
): Promise<RangeReading | null> {
  const before = await chain.header(range.to);
  const { logs, contracts } = await readLogs(chain, chainId, what, range);
  const numbers = new Set<bigint>([range.from, range.to, ...logs.map(({ blockNumber }) => blockNumber)]);
  const reach = range.head - KEPT_HEADERS;
  for (let number = range.from > reach ? range.from : reach + 1n; number <= range.to; number++) numbers.add(number);
  const headers = await readHeaders(
    chain,
    [...numbers].sort((a, b) => (a < b ? -1 : 1)),
  );
  const after = await chain.header(range.to);
  if (headers === null || before === null || after?.hash !== before.hash) return null;
  const byNumber = new Map(headers.map((header) => [header.number, header]));
  const first = byNumber.get(range.from);
  if (first === undefined || !isOneFork(headers) || logs.some((log) => byNumber.get(log.blockNumber)?.hash !== log.blockHash)) return null;
  const events = logs
    .map((log) => decodeEvent(log, { chainId, blockTime: byNumber.get(log.blockNumber)?.timestamp ?? 0n }, contracts))
    .filter((event) => event !== null)
    .sort((a, b) => (a.blockNumber === b.blockNumber ? a.logIndex - b.logIndex : a.blockNumber < b.blockNumber ? -1 : 1));
  return { events, headers, first };
}

/** Logs of the contracts and of those that are born in the range, which are asked for once their births are known. */
async function readLogs(
  chain: ChainClient,
  chainId: number,
  { contracts, offspring }: WhatToRead,
  { from: fromBlock, to: toBlock }: { readonly from: bigint; readonly to: bigint },
): Promise<{ logs: ChainLog[]; contracts: IndexedContract[] }> {
  const all = [...contracts];
  const logs: ChainLog[] = [];
  for (let fresh: readonly IndexedContract[] = contracts; fresh.length > 0; ) {
    const found = await chain.logs({ addresses: fresh.map(({ address }) => address), fromBlock, toBlock });
    logs.push(...found);
    const events = found.map((log) => decodeEvent(log, { chainId, blockTime: 0n }, fresh)).filter((event) => event !== null);
    fresh = bornIn(events, offspring, new Set(all.map(({ address }) => address)));
    all.push(...fresh);
  }
  return { logs, contracts: all };
}

async function readHeaders(chain: ChainClient, numbers: readonly bigint[]): Promise<ChainHeader[] | null> {
  const headers: ChainHeader[] = [];
  for (let at = 0; at < numbers.length; at += PARALLEL) {
    for (const header of await Promise.all(numbers.slice(at, at + PARALLEL).map((number) => chain.header(number)))) {
      if (header === null) return null;
      headers.push(header);
    }
  }
  return headers;
}

/** Neighbouring headers name each other. */
function isOneFork(headers: readonly ChainHeader[]): boolean {
  return headers.every((header, at) => {
    const previous = headers[at - 1];
    return previous === undefined || previous.number + 1n !== header.number || header.parentHash === previous.hash;
  });
}

import type { ChainClient } from '../chain-client.ts';
import type { ChainHeader } from '../chain-values.ts';
import { KEPT_HEADERS } from './index-store.ts';
import { decodeEvent, type IndexedContract, type IndexedEvent } from './indexed-event.ts';

export interface RangeReading {
  readonly events: readonly IndexedEvent[];
  /** Headers to keep, in order; the last one is that of the range's end. */
  readonly headers: readonly ChainHeader[];
  /** Header of the range's first block: its parent must be where the index stands. */
  readonly first: ChainHeader;
}

const PARALLEL = 16;

/**
 * Events and headers of the blocks `from` to `to`, all of one fork; null when the chain changed its mind while it
 * was read. Headers are read only where a reorg may still reach, and of the blocks with events.
 */
export async function readRange(
  chain: ChainClient,
  chainId: number,
  contracts: readonly IndexedContract[],
  range: { readonly from: bigint; readonly to: bigint; readonly head: bigint },
): Promise<RangeReading | null> {
  const before = await chain.header(range.to);
  const logs = await chain.logs({ addresses: contracts.map(({ address }) => address), fromBlock: range.from, toBlock: range.to });
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

import type { LedgerPlace } from '../attestation/domain/batch-leaf.ts';
import { DomainError } from '../kernel/errors.ts';
import type { Hash32 } from '../kernel/hex.ts';
import { creditLedgerAbi } from '../platform/chain/abi/credit-ledger.ts';
import type { ChainClient } from '../platform/chain/chain-client.ts';
import { decodeEvent, UNKNOWN_EVENT } from '../platform/chain/index/indexed-event.ts';
import type { ChainLog } from '../platform/chain/chain-values.ts';
import { LedgerFold } from './domain/ledger-fold.ts';

export interface FoldedChain {
  readonly fold: LedgerFold;
  readonly block: { readonly number: bigint; readonly hash: Hash32; readonly time: bigint };
}

/** Nodes refuse wider ranges or answer them slowly. */
const RANGE = 2_000n;
const PARALLEL = 16;

/**
 * The ledger from the chain alone: every event of the contract up to block `to` (the head without it), folded. Events
 * of other contracts, which a node may send unasked, become faults of the fold.
 * @throws {@link DomainError} `chain_wrong_id`, `chain_reorganised` when the chain changed its mind meanwhile
 */
export async function foldChain(
  chain: ChainClient,
  place: LedgerPlace,
  { from = 0n, to }: { readonly from?: bigint; readonly to?: bigint } = {},
): Promise<FoldedChain> {
  const head = await chain.readHead();
  if (head.chainId !== place.chainId)
    throw new DomainError(
      'chain_wrong_id',
      'unavailable',
      `The chain node answers for chain ${head.chainId}, not for chain ${place.chainId}.`,
      {
        params: { actual: head.chainId, expected: place.chainId },
      },
    );
  const last = to ?? head.number;
  const end = await chain.header(last);
  if (end === null) throw reorganised();
  const fold = new LedgerFold(place);
  for (let first = from; first <= last; first += RANGE) {
    const toBlock = first + RANGE - 1n < last ? first + RANGE - 1n : last;
    const logs = [...(await chain.logs({ addresses: [place.ledger], fromBlock: first, toBlock }))].sort(inOrder);
    const times = await timesOf(chain, logs);
    for (const log of logs) applyLog(fold, log, times.get(log.blockNumber) ?? 0n);
  }
  if ((await chain.header(last))?.hash !== end.hash) throw reorganised();
  return { fold, block: { number: end.number, hash: end.hash, time: end.timestamp } };
}

function applyLog(fold: LedgerFold, log: ChainLog, blockTime: bigint): void {
  // Decoded whatever contract it is of, so that the fold can name the stranger.
  const contract = { contract: 'CreditLedger', address: log.address, abi: creditLedgerAbi, fromBlock: 0n };
  const event = decodeEvent(log, { chainId: fold.place.chainId, blockTime }, [contract]);
  if (event !== null && event.name !== UNKNOWN_EVENT) fold.apply(event);
}

/** Times of the blocks of `logs`, each of the fork that the log is of. */
async function timesOf(chain: ChainClient, logs: readonly ChainLog[]): Promise<Map<bigint, bigint>> {
  const blocks = [...new Map(logs.map((log) => [log.blockNumber, log.blockHash]))];
  const times = new Map<bigint, bigint>();
  for (let at = 0; at < blocks.length; at += PARALLEL) {
    const headers = await Promise.all(blocks.slice(at, at + PARALLEL).map(([number]) => chain.header(number)));
    for (const [i, header] of headers.entries()) {
      const [number, hash] = blocks[at + i] ?? [];
      if (header === null || number === undefined || header.hash !== hash) throw reorganised();
      times.set(number, header.timestamp);
    }
  }
  return times;
}

function inOrder(a: ChainLog, b: ChainLog): number {
  if (a.blockNumber !== b.blockNumber) return a.blockNumber < b.blockNumber ? -1 : 1;
  return a.logIndex - b.logIndex;
}

function reorganised(): DomainError {
  return new DomainError('chain_reorganised', 'unavailable', 'The chain was reorganised while it was read; ask again.', {
    retryable: true,
  });
}

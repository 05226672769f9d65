import type { Block, Log, TransactionReceipt } from 'viem';
import { type Address, address, type Hash32, type Hex, hash32 } from '../../kernel/hex.ts';

/** As of which block a question is asked: a number, the hash of a block, or a name. */
export type BlockRef = bigint | Hash32 | 'latest' | 'pending' | 'finalized';

export interface ChainHeader {
  readonly number: bigint;
  readonly hash: Hash32;
  readonly parentHash: Hash32;
  /** Unix seconds. */
  readonly timestamp: bigint;
  /** Wei per gas; zero on a chain without a fee market. */
  readonly baseFeePerGas: bigint;
}

export interface ChainLog {
  readonly address: Address;
  readonly topics: readonly Hash32[];
  readonly data: Hex;
  readonly blockNumber: bigint;
  readonly blockHash: Hash32;
  readonly txHash: Hash32;
  readonly logIndex: number;
}

export interface ChainReceipt {
  readonly txHash: Hash32;
  readonly blockNumber: bigint;
  readonly blockHash: Hash32;
  readonly succeeded: boolean;
  readonly gasUsed: bigint;
  readonly effectiveGasPrice: bigint;
  readonly contractAddress: Address | null;
  readonly logs: readonly ChainLog[];
}

export interface ChainTransactionView {
  readonly txHash: Hash32;
  readonly from: Address;
  readonly to: Address | null;
  readonly nonce: number;
  readonly input: Hex;
  readonly value: bigint;
  readonly blockNumber: bigint | null;
  readonly blockHash: Hash32 | null;
}

type MinedBlock = Pick<Block<bigint, false, 'latest'>, 'number' | 'hash' | 'parentHash' | 'timestamp' | 'baseFeePerGas'>;
type MinedLog = Pick<
  Log<bigint, number, false>,
  'address' | 'topics' | 'data' | 'blockNumber' | 'blockHash' | 'transactionHash' | 'logIndex'
>;

export function headerOf(block: MinedBlock): ChainHeader {
  return {
    number: block.number,
    hash: hash32(block.hash),
    parentHash: hash32(block.parentHash),
    timestamp: block.timestamp,
    baseFeePerGas: block.baseFeePerGas ?? 0n,
  };
}

export function logOf(log: MinedLog): ChainLog {
  return {
    address: address(log.address),
    topics: log.topics.map(hash32),
    data: log.data,
    blockNumber: log.blockNumber,
    blockHash: hash32(log.blockHash),
    txHash: hash32(log.transactionHash),
    logIndex: log.logIndex,
  };
}

export function receiptOf(receipt: TransactionReceipt): ChainReceipt {
  return {
    txHash: hash32(receipt.transactionHash),
    blockNumber: receipt.blockNumber,
    blockHash: hash32(receipt.blockHash),
    succeeded: receipt.status === 'success',
    gasUsed: receipt.gasUsed,
    effectiveGasPrice: receipt.effectiveGasPrice,
    contractAddress: receipt.contractAddress ? address(receipt.contractAddress) : null,
    logs: receipt.logs.map(logOf),
  };
}

/** The part of a viem request that names the block. */
export function blockParameters(
  at: BlockRef,
): { blockNumber: bigint } | { blockHash: Hash32 } | { blockTag: 'latest' | 'pending' | 'finalized' } {
  if (typeof at === 'bigint') return { blockNumber: at };
  if (at === 'latest' || at === 'pending' || at === 'finalized') return { blockTag: at };
  return { blockHash: at };
}

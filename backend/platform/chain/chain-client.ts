import {
  type Abi,
  BlockNotFoundError,
  type ContractFunctionArgs,
  type ContractFunctionName,
  type ContractFunctionReturnType,
  createPublicClient,
  http,
  type PublicClient,
  TransactionNotFoundError,
  TransactionReceiptNotFoundError,
} from 'viem';
import { DomainError } from '../../kernel/errors.ts';
import { type Address, type Hash32, type Hex, fromHex, hash32 } from '../../kernel/hex.ts';
import { keccakHex } from '../../kernel/keccak.ts';
import { translateChainError } from './chain-errors.ts';
import {
  type BlockRef,
  blockParameters,
  type ChainHeader,
  type ChainLog,
  type ChainReceipt,
  type ChainTransactionView,
  headerOf,
  logOf,
  receiptOf,
} from './chain-values.ts';

export interface ChainHead {
  readonly chainId: number;
  readonly number: bigint;
  readonly hash: Hash32;
  /** Unix seconds. */
  readonly timestamp: bigint;
}

export interface LogQuery {
  readonly addresses: readonly Address[];
  readonly fromBlock: bigint;
  readonly toBlock: bigint;
}

export interface CallRequest {
  readonly to: Address;
  readonly data: Hex;
  readonly from?: Address;
  readonly value?: bigint;
}

export interface FeeOffer {
  readonly maxFeePerGas: bigint;
  readonly maxPriorityFeePerGas: bigint;
}

type ViewName<abi extends Abi> = ContractFunctionName<abi, 'pure' | 'view'>;
type ViewArgs<abi extends Abi, name extends ViewName<abi>> = ContractFunctionArgs<abi, 'pure' | 'view', name>;

export interface ViewRequest<abi extends Abi, name extends ViewName<abi>> {
  readonly address: Address;
  readonly abi: abi;
  readonly functionName: name;
  readonly args: ViewArgs<abi, name>;
  readonly at?: BlockRef;
}

/** Any EVM node over JSON-RPC. Every method throws only errors of this house. */
export interface ChainClient {
  readonly rpcUrl: string;
  chainId(): Promise<number>;
  readHead(): Promise<ChainHead>;
  /** The header at `at`; null when the chain has no such block (any more). */
  header(at: BlockRef): Promise<ChainHeader | null>;
  logs(query: LogQuery): Promise<readonly ChainLog[]>;
  /** Logs of one block by hash: cannot mix two forks. */
  logsOfBlock(blockHash: Hash32, addresses: readonly Address[]): Promise<readonly ChainLog[]>;
  receipt(txHash: Hash32): Promise<ChainReceipt | null>;
  transaction(txHash: Hash32): Promise<ChainTransactionView | null>;
  /** Broadcasts; a transaction that the chain already has counts as sent, so the same bytes can be sent for ever. */
  sendRaw(raw: Hex): Promise<Hash32>;
  call(request: CallRequest, at?: BlockRef): Promise<Hex>;
  readView<const abi extends Abi, name extends ViewName<abi>>(
    request: ViewRequest<abi, name>,
  ): Promise<ContractFunctionReturnType<abi, 'pure' | 'view', name, ViewArgs<abi, name>>>;
  nonce(account: Address, at?: 'latest' | 'pending'): Promise<number>;
  balance(account: Address, at?: BlockRef): Promise<bigint>;
  /** Runtime code, `0x` when there is none. */
  code(account: Address, at?: BlockRef): Promise<Hex>;
  estimateGas(request: Omit<CallRequest, 'to'> & { readonly to: Address | null; readonly from: Address }, abi?: Abi): Promise<bigint>;
  /** What to offer now: room for the base fee to double. */
  feeOffer(): Promise<FeeOffer>;
}

const TIMEOUT_MS = 10_000;

export interface ChainClientOptions {
  readonly rpcUrl: string;
  readonly timeoutMs?: number;
}

export function createChainClient({ rpcUrl, timeoutMs = TIMEOUT_MS }: ChainClientOptions): ChainClient {
  const client: PublicClient = createPublicClient({ transport: http(rpcUrl, { timeout: timeoutMs, retryCount: 1, retryDelay: 100 }) });
  const ask = async <T>(question: () => Promise<T>, abi?: Abi): Promise<T> => {
    try {
      return await question();
    } catch (error) {
      throw translateChainError(error, rpcUrl, abi);
    }
  };
  return { rpcUrl, ...blockReads(client, ask), ...transactionReads(client, ask), ...stateReads(client, ask) };
}

type Ask = <T>(question: () => Promise<T>, abi?: Abi) => Promise<T>;

function blockReads(client: PublicClient, ask: Ask): Pick<ChainClient, 'chainId' | 'readHead' | 'header' | 'logs' | 'logsOfBlock'> {
  return {
    chainId: () => ask(() => client.getChainId()),
    readHead: () =>
      ask(async () => {
        const [chainId, block] = await Promise.all([client.getChainId(), client.getBlock({ blockTag: 'latest' })]);
        return { chainId, number: block.number, hash: hash32(block.hash), timestamp: block.timestamp };
      }),
    header: (at) =>
      ask(async () => {
        const block = await orNull(client.getBlock(blockParameters(at) as { blockTag: 'latest' }), BlockNotFoundError);
        return block === null ? null : headerOf(block);
      }),
    logs: ({ addresses, fromBlock, toBlock }) =>
      ask(async () => (addresses.length === 0 ? [] : (await client.getLogs({ address: [...addresses], fromBlock, toBlock })).map(logOf))),
    logsOfBlock: (blockHash, addresses) =>
      ask(async () => (addresses.length === 0 ? [] : (await client.getLogs({ address: [...addresses], blockHash })).map(logOf))),
  };
}

function transactionReads(
  client: PublicClient,
  ask: Ask,
): Pick<ChainClient, 'receipt' | 'transaction' | 'sendRaw' | 'nonce' | 'estimateGas' | 'feeOffer'> {
  return {
    receipt: (txHash) =>
      ask(async () => {
        const receipt = await orNull(client.getTransactionReceipt({ hash: txHash }), TransactionReceiptNotFoundError);
        return receipt === null ? null : receiptOf(receipt);
      }),
    transaction: (txHash) =>
      ask(async () => {
        const found = await orNull(client.getTransaction({ hash: txHash }), TransactionNotFoundError);
        if (found === null) return null;
        return {
          txHash: hash32(found.hash),
          from: found.from.toLowerCase() as Address,
          to: found.to === null ? null : (found.to.toLowerCase() as Address),
          nonce: found.nonce,
          input: found.input,
          value: found.value,
          blockNumber: found.blockNumber,
          blockHash: found.blockHash === null ? null : hash32(found.blockHash),
        };
      }),
    sendRaw: (raw) => ask(() => sendRaw(client, raw)),
    nonce: (account, at = 'latest') => ask(() => client.getTransactionCount({ address: account, blockTag: at })),
    estimateGas: ({ from, to, data, value }, abi) =>
      ask(() => client.estimateGas({ account: from, to, data, ...(value === undefined ? {} : { value }) }), abi),
    feeOffer: () =>
      ask(async () => {
        const [block, priority] = await Promise.all([client.getBlock({ blockTag: 'latest' }), client.estimateMaxPriorityFeePerGas()]);
        return { maxFeePerGas: (block.baseFeePerGas ?? 0n) * 2n + priority, maxPriorityFeePerGas: priority };
      }),
  };
}

function stateReads(client: PublicClient, ask: Ask): Pick<ChainClient, 'call' | 'readView' | 'balance' | 'code'> {
  return {
    call: ({ to, data, from, value }, at = 'latest') =>
      ask(async () => {
        const answer = await client.call({
          to,
          data,
          ...(from === undefined ? {} : { account: from }),
          ...(value === undefined ? {} : { value }),
          ...(blockParameters(at) as { blockTag: 'latest' }),
        });
        return answer.data ?? '0x';
      }),
    readView: ({ address: target, abi, functionName, args, at = 'latest' }) =>
      ask(async () => {
        const request = {
          address: target,
          abi: abi as Abi,
          functionName,
          args: args as readonly unknown[],
          ...(blockParameters(at) as { blockTag: 'latest' }),
        };
        return (await client.readContract(request)) as never;
      }, abi),
    balance: (account, at = 'latest') =>
      ask(() => client.getBalance({ address: account, ...(blockParameters(at) as { blockTag: 'latest' }) })),
    code: (account, at = 'latest') =>
      ask(async () => (await client.getCode({ address: account, ...(blockParameters(at) as { blockTag: 'latest' }) })) ?? '0x'),
  };
}

async function sendRaw(client: PublicClient, raw: Hex): Promise<Hash32> {
  const txHash = keccakHex(fromHex(raw));
  try {
    await client.sendRawTransaction({ serializedTransaction: raw });
    return txHash;
  } catch (refusal) {
    const known = await orNull(client.getTransaction({ hash: txHash }), TransactionNotFoundError).catch(() => null);
    if (known !== null) return txHash;
    throw refusal;
  }
}

async function orNull<T>(answer: Promise<T>, absent: abstract new (...args: never[]) => Error): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof absent) return null;
    throw error;
  }
}

/** @throws {@link DomainError} `chain_wrong_id` when the node serves another chain than the one that is expected */
export async function requireChainId(chain: ChainClient, expected: number): Promise<void> {
  const actual = await chain.chainId();
  if (actual === expected) return;
  throw new DomainError(
    'chain_wrong_id',
    'unavailable',
    `The chain node answers for chain ${actual}, not for chain ${expected}; correct CHAIN_RPC_URL or CREDENCE_CHAIN_PORT.`,
    {
      params: { actual, expected },
    },
  );
}

import type { NetworkConnection } from 'hardhat/types/network';
import type { HardhatPlugin } from 'hardhat/types/plugins';
import type { JsonRpcRequest, JsonRpcResponse } from 'hardhat/types/providers';
import { join } from 'node:path';
import { assertInvariant, DomainError } from '../../../kernel/errors.ts';
import { type AskChain, blockHash, DurableNode, type Head, replayRecords } from './durable-node.ts';
import { chainFolder, type Genesis } from './genesis.ts';
import { JournalFile, readJournal } from './journal-file.ts';
import { lockJournal } from './journal-lock.ts';
import { classifyMethod, looksAtPending } from './rpc-methods.ts';
import { RPC_METHOD_REFUSED, RpcRefusal } from './rpc-refusal.ts';

/** How the chain came up. */
export interface Replay {
  readonly head: Head;
  readonly transactions: number;
  readonly milliseconds: number;
  /** Bytes of an interrupted record that were cut off the journal; zero after a clean stop. */
  readonly tornBytes: number;
}

export interface DurableOptions {
  readonly home: string;
  readonly genesis: Genesis;
  /** Unix seconds. */
  readonly now: () => number;
  readonly onReplayed: (replay: Replay) => void;
}

/** A Hardhat plugin that makes one simulated network outlive its process. */
export function durableChain(options: DurableOptions): HardhatPlugin {
  const nodes = new WeakMap<object, DurableNode>();
  const locks = new WeakMap<object, { release(): void }>();
  return {
    id: 'credence:durable-chain',
    hookHandlers: {
      network: async () => ({
        default: async () => ({
          async newConnection(context, next) {
            const lock = lockJournal(chainFolder(options.home));
            try {
              const connection = await next(context);
              nodes.set(connection, await openNode(connection, options));
              locks.set(connection, lock);
              return connection;
            } catch (error) {
              lock.release();
              throw error;
            }
          },
          async onRequest(context, connection, request, next) {
            const node = nodes.get(connection);
            const pass = (inner: JsonRpcRequest) => next(context, connection, inner);
            return node === undefined ? pass(request) : serve(node, request, pass);
          },
          async closeConnection(context, connection, next) {
            await nodes.get(connection)?.close();
            locks.get(connection)?.release();
            await next(context, connection);
          },
        }),
      }),
    },
  };
}

async function openNode(
  connection: Pick<NetworkConnection, 'provider'>,
  { home, genesis, now, onReplayed }: DurableOptions,
): Promise<DurableNode> {
  const started = performance.now();
  const path = join(chainFolder(home), 'journal');
  const scan = readJournal(path);
  const ask: AskChain = (method, params) => connection.provider.request({ method, params });
  const genesisHash = await blockHash(0, ask);
  assertInvariant(genesisHash !== null, 'A chain has a block 0.');
  const header = { chainId: genesis.chainId, genesisTime: genesis.time, genesisHash };
  const first: Head = { number: 0, time: genesis.time, hash: genesisHash };
  if (scan !== null && (scan.header.genesisHash !== genesisHash || scan.header.chainId !== genesis.chainId)) {
    throw new DomainError(
      'chain_genesis_differs',
      'unavailable',
      `The journal of the local chain begins with block ${scan.header.genesisHash}, this program with ${genesisHash}. Use the version of this program that wrote it, restore genesis.json from a backup, or start anew with npm start -- --fresh.`,
      { params: { lastGoodHeight: 0 } },
    );
  }
  const head = await replayRecords(scan?.records ?? [], first, ask);
  const journal = scan === null ? await JournalFile.create(path, header) : await JournalFile.continue(path, scan);
  onReplayed({ head, transactions: scan?.records.length ?? 0, milliseconds: performance.now() - started, tornBytes: scan?.tornBytes ?? 0 });
  return new DurableNode(journal, head, now);
}

type Pass = (request: JsonRpcRequest) => Promise<JsonRpcResponse>;

async function serve(node: DurableNode, request: JsonRpcRequest, pass: Pass): Promise<JsonRpcResponse> {
  const ask: AskChain = async (method, params) => {
    const answer = await pass({ jsonrpc: '2.0', id: request.id, method, params: [...params] });
    if ('error' in answer) throw new RpcRefusal(answer.error.code, answer.error.message);
    return answer.result;
  };
  const answer = (result: unknown): JsonRpcResponse => ({ jsonrpc: '2.0', id: request.id, result });
  switch (classifyMethod(request.method)) {
    case 'send':
      return answer(await node.send(Array.isArray(request.params) ? request.params[0] : undefined, ask));
    case 'accounts':
      return answer([]);
    case 'read':
      return looksAtPending(request.method, request.params) ? node.readPending(ask, () => pass(request)) : node.read(() => pass(request));
    case 'refused':
      throw new RpcRefusal(
        RPC_METHOD_REFUSED,
        `The local chain does not serve ${request.method.slice(0, 64)}: it reads, and takes signed transactions by eth_sendRawTransaction, so that its journal is its whole history.`,
      );
  }
}

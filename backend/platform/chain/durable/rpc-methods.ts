/**
 * What a client may ask the durable node. Whatever changes the chain other than by a signed transaction
 * (accounts of the node, snapshots, time travel, balances out of nowhere) would not be in the journal, so
 * the list says what is allowed and everything else is refused.
 */
const READS = new Set([
  'debug_traceCall',
  'debug_traceTransaction',
  'eth_blockNumber',
  'eth_call',
  'eth_chainId',
  'eth_estimateGas',
  'eth_feeHistory',
  'eth_gasPrice',
  'eth_getBalance',
  'eth_getBlockByHash',
  'eth_getBlockByNumber',
  'eth_getBlockTransactionCountByHash',
  'eth_getBlockTransactionCountByNumber',
  'eth_getCode',
  'eth_getFilterChanges',
  'eth_getFilterLogs',
  'eth_getLogs',
  'eth_getProof',
  'eth_getStorageAt',
  'eth_getTransactionByBlockHashAndIndex',
  'eth_getTransactionByBlockNumberAndIndex',
  'eth_getTransactionByHash',
  'eth_getTransactionCount',
  'eth_getTransactionReceipt',
  'eth_maxPriorityFeePerGas',
  'eth_newBlockFilter',
  'eth_newFilter',
  'eth_newPendingTransactionFilter',
  'eth_syncing',
  'eth_uninstallFilter',
  'net_listening',
  'net_peerCount',
  'net_version',
  'web3_clientVersion',
  'web3_sha3',
]);

export type MethodClass = 'send' | 'accounts' | 'read' | 'refused';

export function classifyMethod(method: string): MethodClass {
  if (method === 'eth_sendRawTransaction') return 'send';
  // The node holds no account that it would sign with.
  if (method === 'eth_accounts') return 'accounts';
  return READS.has(method) ? 'read' : 'refused';
}

/** True when the answer depends on what time the next block would have. */
export function looksAtPending(method: string, params: unknown): boolean {
  if (method === 'eth_estimateGas') return true;
  return Array.isArray(params) && params.includes('pending');
}

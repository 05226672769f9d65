import { type Abi, BaseError, decodeErrorResult, HttpRequestError, RpcRequestError, TimeoutError } from 'viem';
import { DomainError } from '../../kernel/errors.ts';
import { type Hex, isHex } from '../../kernel/hex.ts';

/** What a node said when it refused a transaction, in words that all nodes share. */
const REFUSALS: readonly { readonly pattern: RegExp; readonly code: string; readonly message: string }[] = [
  {
    pattern: /nonce[ _]too[ _]low|already been used|nonce has already/i,
    code: 'chain_nonce_too_low',
    message: 'The chain has already used this nonce of the sender.',
  },
  {
    pattern: /nonce[ _]too[ _]high|nonce gap/i,
    code: 'chain_nonce_too_high',
    message: 'The chain has not yet seen the transactions of this sender that come before this nonce.',
  },
  {
    pattern: /insufficient (funds|balance)|enough funds|lack of funds|insufficientfunds/i,
    code: 'chain_funds_insufficient',
    message: 'The sender has not enough money on this chain to pay for the transaction.',
  },
  {
    pattern:
      /underpriced|fee too low|is too low for the next block|max fee per gas less|fee cap less|lower than the block'?s base fee|gas price.*too low/i,
    code: 'chain_fee_too_low',
    message: 'The fee offered is lower than what the chain takes now.',
  },
];

const REASON_CHARACTERS = 200;

/**
 * The error of this house for whatever the library threw.
 *
 * @param abi - names the custom error inside a revert
 */
export function translateChainError(error: unknown, rpcUrl: string, abi?: Abi): DomainError {
  if (error instanceof DomainError) return error;
  const url = withoutCredentials(rpcUrl);
  if (!(error instanceof BaseError)) return malformedAnswer(url, error);
  if (find(error, TimeoutError) !== undefined || find(error, HttpRequestError) !== undefined) return unreachable(url, error);
  const revert = revertData(error);
  if (revert !== undefined) return reverted(revert, error, abi);
  const answer = find(error, RpcRequestError);
  if (answer === undefined) return malformedAnswer(url, error);
  const reason = answer.details || answer.shortMessage;
  for (const refusal of REFUSALS) {
    if (refusal.pattern.test(reason)) return refused(refusal.code, refusal.message, reason, error);
  }
  if (/revert/i.test(reason)) return reverted('0x', error, abi);
  return refused('chain_request_refused', 'The chain node refused the request.', reason, error);
}

export function malformedAnswer(url: string, cause: unknown): DomainError {
  return new DomainError(
    'chain_answer_malformed',
    'unavailable',
    `The chain node at ${url} gave an answer that is not Ethereum JSON-RPC; check CHAIN_RPC_URL.`,
    {
      params: { url },
      cause,
    },
  );
}

function unreachable(url: string, cause: unknown): DomainError {
  return new DomainError(
    'chain_unreachable',
    'unavailable',
    `The chain node at ${url} does not answer; start it or correct CHAIN_RPC_URL.`,
    {
      params: { url },
      retryable: true,
      cause,
    },
  );
}

function refused(code: string, message: string, reason: string, cause: unknown): DomainError {
  const params = { reason: reason.slice(0, REASON_CHARACTERS) };
  switch (code) {
    case 'chain_nonce_too_low':
      return new DomainError('chain_nonce_too_low', 'conflict', message, { params, cause });
    case 'chain_nonce_too_high':
      return new DomainError('chain_nonce_too_high', 'conflict', message, { params, retryable: true, cause });
    case 'chain_funds_insufficient':
      return new DomainError('chain_funds_insufficient', 'unavailable', message, { params, retryable: true, cause });
    case 'chain_fee_too_low':
      return new DomainError('chain_fee_too_low', 'conflict', message, { params, retryable: true, cause });
    default:
      return new DomainError('chain_request_refused', 'unavailable', `${message} It said: ${params.reason}`, { params, cause });
  }
}

function reverted(data: Hex, cause: unknown, abi: Abi | undefined): DomainError {
  const { name, args } = decodeRevert(data, abi);
  return new DomainError('chain_reverted', 'unprocessable', `The contract refused: ${name}(${args}).`, {
    params: { error: name, args, data: data.slice(0, 2_050) },
    cause,
  });
}

/** Name and arguments of the custom error in `data`; the bare selector when the ABI does not have it. */
export function decodeRevert(data: Hex, abi: Abi | undefined): { readonly name: string; readonly args: string } {
  if (data === '0x') return { name: 'no reason', args: '' };
  try {
    const decoded = decodeErrorResult({ abi: abi ?? [], data });
    return { name: decoded.errorName, args: (decoded.args ?? []).map(String).join(', ') };
  } catch {
    return { name: data.slice(0, 10), args: '' };
  }
}

/** Revert data travels as `data` of the JSON-RPC error, bare or inside an object, depending on the node. */
function revertData(error: BaseError): Hex | undefined {
  let found: Hex | undefined;
  error.walk((step) => {
    const { code, data } = step as { code?: unknown; data?: unknown };
    const inner = typeof data === 'object' && data !== null && 'data' in data ? data.data : data;
    if (isHex(inner) && (inner.length >= 10 || code === 3)) found ??= inner;
    else if (code === 3) found ??= '0x';
    return false;
  });
  return found;
}

function find<T extends Error>(error: BaseError, type: abstract new (...args: never[]) => T): T | undefined {
  const found = error.walk((step) => step instanceof type);
  return found instanceof type ? found : undefined;
}

function withoutCredentials(rpcUrl: string): string {
  if (!URL.canParse(rpcUrl)) return rpcUrl;
  // Providers put the key of the account in the path or the query.
  return new URL(rpcUrl).origin;
}

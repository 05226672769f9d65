import { HttpRequestError, RpcRequestError, TimeoutError } from 'viem';
import { describe, expect, it } from 'vitest';
import { DomainError } from '../../kernel/errors.ts';
import { creditLedgerAbi } from './abi/credit-ledger.ts';
import { decodeRevert, translateChainError } from './chain-errors.ts';

const URL_WITH_KEY = 'https://user:pass@node.example/v3/secret-key?token=abc';

function answered(message: string, code = -32_000, data?: unknown): DomainError {
  return translateChainError(
    new RpcRequestError({ body: {}, url: URL_WITH_KEY, error: { code, message, data } }),
    URL_WITH_KEY,
    creditLedgerAbi,
  );
}

describe('errors of chain nodes', () => {
  it.each([
    ['geth', 'nonce too low: next nonce 5, tx nonce 3', 'chain_nonce_too_low'],
    ['besu', 'Nonce too low', 'chain_nonce_too_low'],
    [
      'hardhat',
      "Nonce too low. Expected nonce to be 10 but got 3. Note that transactions can't be queued when automining.",
      'chain_nonce_too_low',
    ],
    ['hardhat', 'Nonce too high. Expected nonce to be 10 but got 12.', 'chain_nonce_too_high'],
    ['geth', 'nonce too high', 'chain_nonce_too_high'],
    ['geth', 'insufficient funds for gas * price + value: balance 0, tx cost 21000', 'chain_funds_insufficient'],
    ['nethermind', 'InsufficientFunds, Account balance: 0', 'chain_funds_insufficient'],
    ['hardhat', "Sender doesn't have enough funds to send tx. The max upfront cost is: 1", 'chain_funds_insufficient'],
    ['geth', 'replacement transaction underpriced', 'chain_fee_too_low'],
    ['geth', 'transaction underpriced: tip needed 1, tip permitted 0', 'chain_fee_too_low'],
    ['geth', 'max fee per gas less than block base fee: address 0x, maxFeePerGas: 1, baseFee: 7', 'chain_fee_too_low'],
    ['hardhat', 'Transaction maxFeePerGas (1) is too low for the next block, which has a baseFeePerGas of 7', 'chain_fee_too_low'],
    ['geth', 'execution reverted', 'chain_reverted'],
    ['any', 'the method debug_foo does not exist', 'chain_request_refused'],
  ])('knows what %s means by "%s"', (_, message, code) => {
    expect(answered(message)).toMatchObject({ code, params: expect.anything() });
  });

  it('finds the custom error bare, inside an object, and empty', () => {
    const data = '0x068ca9d8000000000000000000000000000000000000000000000000000000000000dead';
    expect(answered('execution reverted', 3, data)).toMatchObject({ code: 'chain_reverted', params: { data } });
    expect(answered('execution reverted', -32_603, { message: 'x', data })).toMatchObject({ code: 'chain_reverted', params: { data } });
    expect(answered('execution reverted', 3, '0x')).toMatchObject({ code: 'chain_reverted', params: { error: 'no reason' } });
    expect(decodeRevert('0x08c379a0', creditLedgerAbi)).toEqual({ name: '0x08c379a0', args: '' });
  });

  it('says that nobody answers without giving the key of the provider away', () => {
    for (const cause of [new HttpRequestError({ url: URL_WITH_KEY, status: 502 }), new TimeoutError({ body: {}, url: URL_WITH_KEY })]) {
      const error = translateChainError(cause, URL_WITH_KEY);
      expect(error).toMatchObject({ code: 'chain_unreachable', retryable: true, params: { url: 'https://node.example' } });
      expect(error.message).not.toMatch(/secret|pass|token/);
    }
  });

  it('passes errors of this house on, and takes any other for a malformed answer', () => {
    const own = new DomainError('chain_wrong_id', 'unavailable', 'x');
    expect(translateChainError(own, URL_WITH_KEY)).toBe(own);
    expect(translateChainError(new TypeError('x'), URL_WITH_KEY)).toMatchObject({ code: 'chain_answer_malformed' });
  });
});

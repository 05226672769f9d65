import { setTimeout as pause } from 'node:timers/promises';
import type { Abi } from 'viem';
import { DomainError } from '../../kernel/errors.ts';
import type { Address, Hash32, Hex } from '../../kernel/hex.ts';
import type { ChainClient } from './chain-client.ts';
import type { ChainReceipt } from './chain-values.ts';
import type { Signer } from './signer.ts';

export interface DirectTransaction {
  readonly to: Address | null;
  readonly data: Hex;
  readonly value?: bigint;
  /** Names the error when the contract refuses. */
  readonly abi?: Abi;
}

const POLL_MS = 50;
const WAIT_MS = 180_000;
/** Room for a state that changes between the estimate and the block. */
const GAS_MARGIN_PERCENT = 120n;

/**
 * Sends one transaction and waits for its block. For setting up; what must survive a crash goes through the
 * submitter.
 * @throws {DomainError} `chain_account_empty`, `chain_reverted`, `chain_receipt_late`
 */
export async function sendTransaction(
  chain: ChainClient,
  signer: Signer,
  { to, data, value = 0n, abi }: DirectTransaction,
): Promise<ChainReceipt> {
  const chainId = await chain.chainId();
  const fees = await chain.feeOffer();
  const gas = ((await estimate(chain, signer, { to, data, value }, abi)) * GAS_MARGIN_PERCENT) / 100n;
  await requireBalance(chain, signer.address, chainId, gas * fees.maxFeePerGas + value);
  const nonce = await chain.nonce(signer.address, 'pending');
  const txHash = await chain.sendRaw(await signer.signTransaction({ chainId, nonce, to, data, value, gas, ...fees }));
  const receipt = await waitForReceipt(chain, txHash);
  if (!receipt.succeeded)
    throw new DomainError('chain_reverted', 'unprocessable', `Transaction ${txHash} was mined but refused by the contract.`, {
      params: { txHash },
    });
  return receipt;
}

async function estimate(
  chain: ChainClient,
  signer: Signer,
  call: { to: Address | null; data: Hex; value: bigint },
  abi: Abi | undefined,
): Promise<bigint> {
  try {
    return await chain.estimateGas({ from: signer.address, ...call }, abi);
  } catch (error) {
    // Some nodes answer this way for an account without money; the sentence about money is the useful one.
    if (error instanceof DomainError && error.code === 'chain_funds_insufficient')
      await requireBalance(chain, signer.address, await chain.chainId(), call.value + 1n);
    throw error;
  }
}

async function requireBalance(chain: ChainClient, account: Address, chainId: number, needed: bigint): Promise<void> {
  const balance = await chain.balance(account);
  if (balance >= needed) return;
  throw new DomainError(
    'chain_account_empty',
    'unavailable',
    `Account ${account} has ${balance} wei on chain ${chainId} and needs ${needed} wei; send it money there and start again.`,
    {
      params: { account, chainId, balance: String(balance), needed: String(needed) },
      retryable: true,
    },
  );
}

async function waitForReceipt(chain: ChainClient, txHash: Hash32): Promise<ChainReceipt> {
  const deadline = Date.now() + WAIT_MS;
  while (Date.now() < deadline) {
    const receipt = await chain.receipt(txHash);
    if (receipt !== null) return receipt;
    await pause(POLL_MS);
  }
  throw new DomainError(
    'chain_receipt_late',
    'unavailable',
    `Transaction ${txHash} is in no block after ${WAIT_MS / 1000} seconds; the fee may be too low for this chain now.`,
    {
      params: { txHash },
      retryable: true,
    },
  );
}

import type { Abi } from 'viem';
import { DomainError } from '../../../kernel/errors.ts';
import { type Address, fromHex, type Hex, isHex } from '../../../kernel/hex.ts';
import { keccakHex } from '../../../kernel/keccak.ts';
import type { ChainClient } from '../chain-client.ts';
import { decodeRevert } from '../chain-errors.ts';
import type { Signer } from '../signer.ts';
import type { SignOrder, SubmitterChain } from './transaction.ts';

/** Blocks in between may make the same call dearer; gas that is not used is not paid. */
const GAS_MARGIN_PERCENT = 50n;
const GAS_MARGIN = 30_000n;
/** Most that one transaction may ask for (EIP-7825). */
const GAS_CAP = 2n ** 24n;

/** The chain as the submitter of one sender sees it. */
export function openSenderChain(chain: ChainClient, sender: Address, errors: Abi): SubmitterChain {
  return {
    headNumber: async () => (await chain.readHead()).number,
    receipt: (txHash) => chain.receipt(txHash),
    nonce: () => chain.nonce(sender),
    send: async (raw) => {
      await chain.sendRaw(raw);
    },
    async offer({ target, data, value }) {
      const [gas, fees] = await Promise.all([chain.estimateGas({ from: sender, to: target, data, value }, errors), chain.feeOffer()]);
      const wanted = gas + (gas * GAS_MARGIN_PERCENT) / 100n + GAS_MARGIN;
      return { ...fees, gas: gas <= GAS_CAP && wanted > GAS_CAP ? GAS_CAP : wanted };
    },
    async explain({ target, data, value }, { blockNumber }) {
      const reason = await chain.call({ from: sender, to: target, data, value }, blockNumber - 1n).then(
        () => undefined,
        (error: unknown) => error,
      );
      const said = reason instanceof DomainError ? reason.params['data'] : undefined;
      const { name, args } = decodeRevert(isHex(said) ? (said as Hex) : '0x', errors);
      const options = { params: { error: name, args }, cause: reason };
      return new DomainError('chain_reverted', 'unprocessable', `The contract refused: ${name}(${args}).`, options);
    },
  };
}

/** Signs for one chain with the key of `signer`. */
export function signFor(signer: Signer, chainId: number): SignOrder {
  return async ({ target, data, value }, nonce, offer) => {
    const raw = await signer.signTransaction({ chainId, nonce, to: target, data, value, ...offer });
    return { raw, txHash: keccakHex(fromHex(raw)) };
  };
}

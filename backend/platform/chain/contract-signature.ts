import { encodeFunctionData } from 'viem';
import { DomainError } from '../../kernel/errors.ts';
import type { Address, Hash32, Hex } from '../../kernel/hex.ts';
import type { ChainClient } from './chain-client.ts';
import type { BlockRef } from './chain-values.ts';

const SIGNER_ABI = [
  {
    type: 'function',
    name: 'isValidSignature',
    stateMutability: 'view',
    inputs: [
      { name: 'hash', type: 'bytes32' },
      { name: 'signature', type: 'bytes' },
    ],
    outputs: [{ name: 'magic', type: 'bytes4' }],
  },
] as const;
/** The selector of `isValidSignature` in the first bytes of a word, as ERC-1271 wants a yes to be said. */
const YES = `0x1626ba7e${'00'.repeat(28)}`;

/**
 * Whether a contract takes a signature (ERC-1271); one that reverts, or is none, takes nothing.
 * @throws {@link DomainError} `chain_unreachable` and others that say nothing about the signature
 */
export async function takesSignature(
  chain: Pick<ChainClient, 'call'>,
  signer: Address,
  { digest, signature }: { readonly digest: Hash32; readonly signature: Hex },
  at: BlockRef = 'latest',
): Promise<boolean> {
  const data = encodeFunctionData({ abi: SIGNER_ABI, functionName: 'isValidSignature', args: [digest, signature] });
  try {
    return (await chain.call({ to: signer, data }, at)) === YES;
  } catch (error) {
    if (error instanceof DomainError && error.kind !== 'unavailable') return false;
    throw error;
  }
}

import { encodeFunctionData, toFunctionSignature } from 'viem';
import { DomainError } from '../kernel/errors.ts';
import { creditLedgerAbi } from '../platform/chain/abi/credit-ledger.ts';
import type { ChainClient } from '../platform/chain/chain-client.ts';
import type { Evidence } from '../platform/http/schemas.ts';
import type { LedgerPlace } from './domain/batch-leaf.ts';

type LedgerView = 'peek' | 'supersededBits' | 'checkpoint' | 'issuerOf' | 'issuerStatusHistory';

/**
 * A call of a view of the ledger that anybody can repeat with the bytes shown, and its raw answer; null
 * while the chain can't be reached.
 */
export async function ledgerCall(
  chain: ChainClient,
  place: LedgerPlace,
  view: LedgerView,
  args: readonly (number | bigint)[],
): Promise<Evidence['call']> {
  const definition = creditLedgerAbi.find((item) => item.type === 'function' && item.name === view);
  if (definition?.type !== 'function') return null;
  const data = encodeFunctionData({ abi: creditLedgerAbi, functionName: view, args: args as never });
  try {
    const { number } = await chain.readHead();
    const result = await chain.call({ to: place.ledger, data }, number);
    return { to: place.ledger, signature: toFunctionSignature(definition), args: args.map(String), data, block: String(number), result };
  } catch (error) {
    if (error instanceof DomainError && error.kind === 'unavailable') return null;
    throw error;
  }
}

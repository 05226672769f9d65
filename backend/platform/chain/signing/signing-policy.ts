import { DomainError } from '../../../kernel/errors.ts';
import type { Address, Hex } from '../../../kernel/hex.ts';
import type { TransactionRequest } from '../signer.ts';

/** A call that a key may sign: one function of one contract. */
export interface AllowedCall {
  readonly contract: Address;
  /** First four bytes of the call data. */
  readonly selector: Hex;
}

/** What a key may sign. Everything else is refused before the key, or the device that holds it, is asked. */
export interface SigningPolicy {
  readonly chainId: number;
  readonly calls: readonly AllowedCall[];
  /** Signatures in one day of UTC. */
  readonly transactionsPerDay: number;
  readonly digestsPerDay: number;
}

export type SignatureKind = 'transaction' | 'digest';

/**
 * @throws {DomainError} `signing_refused` when the transaction is not one that the policy allows: another chain,
 * contract or function, a new contract, or money sent along
 */
export function requireAllowed(policy: SigningPolicy, { chainId, to, data, value }: TransactionRequest): void {
  if (chainId !== policy.chainId) throw refusal(`chain ${chainId} is not chain ${policy.chainId}`);
  if (to === null) throw refusal('it would create a contract');
  if (value !== 0n) throw refusal('it would send money along');
  const selector = data.slice(0, 10);
  if (!policy.calls.some((call) => call.contract === to && call.selector === selector)) {
    throw refusal(`function ${selector} of ${to} is not on the list`);
  }
}

/** Most signatures of `kind` in one day. */
export function limitOf(policy: SigningPolicy, kind: SignatureKind): number {
  return kind === 'transaction' ? policy.transactionsPerDay : policy.digestsPerDay;
}

/** Day of UTC, e.g. `2026-11-23`. */
export function dayOf(at: Date): string {
  return at.toISOString().slice(0, 10);
}

function refusal(reason: string): DomainError {
  return new DomainError('signing_refused', 'forbidden', `The policy of the issuer's key refuses this transaction: ${reason}.`, {
    params: { reason },
  });
}

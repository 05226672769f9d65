import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Abi } from 'viem';
import { DomainError } from '../../../kernel/errors.ts';
import type { Database } from '../../database/database.ts';
import { releaseLease, takeLease } from '../../database/lease.ts';
import type { Logger } from '../../log/logger.ts';
import type { ChainClient } from '../chain-client.ts';
import type { Signer } from '../signer.ts';
import { advance, newMemory } from './advance.ts';
import { openSenderChain, signFor } from './sender-chain.ts';
import type { SettlementHandlers } from './settlement.ts';
import { openTransactionStore } from './transaction-store.ts';

export interface SubmitterParts extends SettlementHandlers {
  readonly database: Database;
  readonly chain: ChainClient;
  readonly logger: Logger;
  readonly signal: AbortSignal;
  /** One for each sender. */
  readonly signers: readonly Signer[];
  readonly confirmations: number;
  readonly workerId?: string;
  /** Names the errors of the contracts in reasons of failure. */
  readonly errors?: Abi;
  /** A submitter that is silent for so long is followed by the next. */
  readonly leaseMs?: number;
  readonly pollMs?: number;
}

const FAULT_FIRST_MS = 200;
const FAULT_LONGEST_MS = 5_000;

/** Sends the transactions that rooms order, for each sender in order and exactly once, until `signal` fires. */
export async function runSubmitter(parts: SubmitterParts): Promise<void> {
  const chainId = await persist(parts, () => parts.chain.chainId());
  if (chainId === undefined) return;
  await Promise.all(parts.signers.map((signer) => runSender(parts, signer, chainId)));
}

/** Asks until there is an answer; undefined when told to stop before. */
async function persist<T>({ logger, signal }: SubmitterParts, question: () => Promise<T>): Promise<T | undefined> {
  for (let wait = FAULT_FIRST_MS; !signal.aborted; wait = Math.min(wait * 2, FAULT_LONGEST_MS)) {
    try {
      return await question();
    } catch (error) {
      if (!(error instanceof DomainError && error.retryable)) throw error;
      logger.warn({ code: error.code }, 'the submitter waits: the chain does not answer');
      await rest(wait, signal);
    }
  }
  return undefined;
}

async function runSender(parts: SubmitterParts, signer: Signer, chainId: number): Promise<void> {
  const { database, chain, logger, signal, confirmations, onFinal, onFailed, errors = [], leaseMs = 3_000, pollMs = 150 } = parts;
  const lease = { name: `submitter:${chainId}:${signer.address}`, holder: parts.workerId ?? randomUUID(), leaseMs };
  const store = openTransactionStore({ database, chainId, sender: signer.address, lease, handlers: { onFinal, onFailed } });
  const senderChain = openSenderChain(chain, signer.address, errors);
  const submitter = {
    store,
    chain: senderChain,
    sign: signFor(signer, chainId),
    confirmations,
    memory: newMemory(),
    now: () => performance.now(),
  };
  const log = logger.child({ sender: signer.address, chainId });
  let faultWait = FAULT_FIRST_MS;
  let leaseUntil = 0;
  while (!signal.aborted) {
    try {
      // The lease is taken when there is work, so an idle submitter writes nothing.
      const hasWork = (await store.readOpen()).length > 0;
      if (hasWork && performance.now() > leaseUntil - leaseMs / 2) {
        const from = performance.now();
        leaseUntil = (await takeLease(database, lease)) ? from + leaseMs : 0;
      }
      if (hasWork && performance.now() < leaseUntil) await advance(submitter);
      faultWait = FAULT_FIRST_MS;
      await rest(pollMs, signal);
    } catch (error) {
      log.warn(error instanceof DomainError ? { code: error.code, reason: error.message } : { err: error }, 'the submitter tries again');
      await rest(faultWait, signal);
      faultWait = Math.min(faultWait * 2, FAULT_LONGEST_MS);
    }
  }
  await releaseLease(database, lease.name, lease.holder);
}

async function rest(ms: number, signal: AbortSignal): Promise<void> {
  await pause(ms, undefined, { signal }).catch(() => undefined);
}

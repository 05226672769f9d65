import { DomainError } from '../../../kernel/errors.ts';
import type { ChainReceipt } from '../chain-values.ts';
import type { OpenTransaction, SentTransaction, SignOrder, SubmitterChain, SubmitterStore } from './transaction.ts';

export interface Submitter {
  readonly store: SubmitterStore;
  readonly chain: SubmitterChain;
  readonly sign: SignOrder;
  /** Blocks on top of its block after which a transaction cannot vanish any more. */
  readonly confirmations: number;
  /** Milliseconds that only grow. */
  readonly now: () => number;
  /** Lost with the process, and only a matter of politeness and patience: nothing rests on it. */
  readonly memory: SubmitterMemory;
}

interface Sending {
  readonly nextAt: number;
  readonly waitMs: number;
  readonly firstAt: number;
}

interface Displacement {
  readonly sinceBlock: bigint;
  readonly sightings: number;
}

export interface SubmitterMemory {
  readonly sendings: Map<string, Sending>;
  readonly displacements: Map<string, Displacement>;
}

export function newMemory(): SubmitterMemory {
  return { sendings: new Map(), displacements: new Map() };
}

/** Signed transactions that may wait for a block at one time. */
const MOST_UNDER_WAY = 16;
const RESEND_FIRST_MS = 500;
const RESEND_LONGEST_MS = 15_000;
/** A transaction without a block for so long is offered again with higher fees. */
const STUCK_MS = 90_000;
const MOST_REPLACEMENTS = 12;
const SIGHTINGS_OF_DISPLACEMENT = 3;

/**
 * One pass over the open transactions of a sender. The rule that makes each happen exactly once:
 * 1. A transaction is signed once, under a nonce that no other row has, and bytes and nonce are stored
 *    before anybody sees them.
 * 2. What is stored is broadcast for ever, always the same bytes, until the chain shows a receipt.
 *    Higher fees keep the nonce, so that the chain takes one of the forms at most.
 * 3. A receipt that goes away takes the transaction back to rule 2; only enough blocks on top end it.
 * A crash, a lost answer or a second process at any point leaves a state from which the rules go on.
 * @returns what is left: nothing, or something to look at again soon
 */
export async function advance(submitter: Submitter): Promise<'idle' | 'waiting'> {
  const { store, chain } = submitter;
  const rows = await store.readOpen();
  if (rows.length === 0) return 'idle';
  const head = await chain.headNumber();
  let underWay = 0;
  for (const row of rows) {
    if (row.state !== 'new' && (await settle(submitter, row, head)) === 'under way') underWay += 1;
  }
  for (const row of rows) {
    if (row.state !== 'new') continue;
    if (underWay >= MOST_UNDER_WAY) break;
    const outcome = await begin(submitter, row, { head, hasOthersUnderWay: underWay > 0 });
    if (outcome === 'stop') break;
    if (outcome === 'sent') underWay += 1;
  }
  return 'waiting';
}

async function settle(submitter: Submitter, row: SentTransaction, head: bigint): Promise<'under way' | 'in a block'> {
  const { store, chain, confirmations, memory } = submitter;
  const receipt = await findReceipt(chain, row);
  if (receipt === null) {
    if (row.state === 'mined') {
      await store.saveVanished(row.id);
      memory.sendings.delete(row.id);
    }
    await send(submitter, row, head);
    return 'under way';
  }
  memory.displacements.delete(row.id);
  if (head - receipt.blockNumber >= BigInt(confirmations)) {
    memory.sendings.delete(row.id);
    if (receipt.succeeded) await store.saveFinal(row.id, receipt);
    else await store.saveFailed(row.id, await chain.explain(row, receipt), receipt);
  } else if (row.state === 'signed' || row.blockHash !== receipt.blockHash) {
    await store.saveMined(row.id, receipt);
  }
  return 'in a block';
}

async function findReceipt(chain: SubmitterChain, row: SentTransaction): Promise<ChainReceipt | null> {
  for (const { txHash } of [row.signed, ...row.earlier]) {
    const receipt = await chain.receipt(txHash);
    if (receipt !== null) return receipt;
  }
  return null;
}

async function send(submitter: Submitter, row: SentTransaction, head: bigint): Promise<void> {
  const { chain, memory, now } = submitter;
  const at = now();
  const last = memory.sendings.get(row.id);
  if (last !== undefined && at < last.nextAt) return;
  const waitMs = last === undefined ? RESEND_FIRST_MS : Math.min(last.waitMs * 2, RESEND_LONGEST_MS);
  const firstAt = last?.firstAt ?? at;
  memory.sendings.set(row.id, { nextAt: at + waitMs, waitMs, firstAt });
  if (at - firstAt > STUCK_MS) {
    await raiseFees(submitter, row);
    return;
  }
  try {
    await chain.send(row.signed.raw);
    memory.displacements.delete(row.id);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    if (error.code === 'chain_nonce_too_low') await considerDisplaced(submitter, row, head);
    else if (error.code === 'chain_fee_too_low') await raiseFees(submitter, row);
    else if (error.code !== 'chain_nonce_too_high') throw error;
  }
}

/**
 * The chain says that the nonce is used, and shows no receipt of ours: either the receipt comes in a
 * moment, or somebody else used the key. Once that other transaction cannot vanish any more, ours never
 * happens.
 */
async function considerDisplaced({ store, memory, confirmations }: Submitter, row: SentTransaction, head: bigint): Promise<void> {
  const seen = memory.displacements.get(row.id) ?? { sinceBlock: head, sightings: 0 };
  const sightings = seen.sightings + 1;
  memory.displacements.set(row.id, { ...seen, sightings });
  if (sightings < SIGHTINGS_OF_DISPLACEMENT || head - seen.sinceBlock < BigInt(confirmations)) return;
  memory.displacements.delete(row.id);
  const message = 'Another program sent a transaction with the same key and nonce; give each program its own key.';
  await store.saveFailed(row.id, new DomainError('transaction_displaced', 'conflict', message, { retryable: true }), null);
}

async function raiseFees({ store, chain, sign, memory }: Submitter, row: SentTransaction): Promise<void> {
  if (row.earlier.length >= MOST_REPLACEMENTS) return;
  const offer = await chain.offer(row).catch((error: unknown) => {
    // What the contract would refuse now is not worth more; the old bytes stay on offer.
    if (error instanceof DomainError && error.code === 'chain_reverted') return null;
    throw error;
  });
  if (offer === null) return;
  // Nodes take a replacement from a tenth more on; each replacement offers a quarter more than the last.
  const raised = (fee: bigint) => (fee * 5n ** BigInt(row.earlier.length + 1)) / 4n ** BigInt(row.earlier.length + 1) + 1n;
  const higher = { gas: offer.gas, maxFeePerGas: raised(offer.maxFeePerGas), maxPriorityFeePerGas: raised(offer.maxPriorityFeePerGas) };
  const signed = await sign(row, row.nonce, higher);
  await store.saveReplacement(row.id, signed);
  // The next pass finds the new bytes stored, and sends them at once.
  memory.sendings.delete(row.id);
}

interface Surroundings {
  readonly head: bigint;
  readonly hasOthersUnderWay: boolean;
}

async function begin(
  submitter: Submitter,
  row: OpenTransaction,
  { head, hasOthersUnderWay }: Surroundings,
): Promise<'sent' | 'failed' | 'stop'> {
  const { store, chain, sign } = submitter;
  try {
    const offer = await chain.offer(row);
    const highest = await store.highestNonce();
    const nonce = Math.max(highest === null ? 0 : highest + 1, await chain.nonce());
    const signed = await sign(row, nonce, offer);
    if (!(await store.saveSigned(row.id, nonce, signed))) return 'stop';
    await send(submitter, { ...row, state: 'signed', nonce, signed, earlier: [], blockHash: null }, head);
    return 'sent';
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'chain_reverted') throw error;
    // It may stand on one that is still under way; then it waits, and so do those behind it.
    if (hasOthersUnderWay) return 'stop';
    await store.saveFailed(row.id, error, null);
    return 'failed';
  }
}

import { type Hash32, ZERO_HASH } from '../kernel/hex.ts';
import type { ChainClient } from '../platform/chain/chain-client.ts';
import type { IndexedEvent } from '../platform/chain/index/indexed-event.ts';
import type { Tx } from '../platform/database/database.ts';
import { appendOutbox } from '../platform/outbox/outbox.ts';
import { SUPERSEDED } from './credential-standing.ts';
import { revocationPlace } from './domain/ledger-facts.ts';
import { indexesOf, issuerOf, text, wordHex } from './event-values.ts';

/** Asked for the sender of a transaction that is not ours. */
export type TransactionLookup = Pick<ChainClient, 'transaction'>;

/** What events say of single credentials and of whole batches after their anchoring; undefined for another event. */
export function applyStanding(tx: Tx, event: IndexedEvent, chain: TransactionLookup | null): Promise<void> | undefined {
  switch (event.name) {
    case 'Revoked': {
      const { word, bit } = revocationPlace(BigInt(text(event, 'index')));
      return killBits(tx, event, { word, bits: 1n << bit }, chain);
    }
    case 'WordRevoked':
      return killBits(tx, event, wordOf(event), chain);
    case 'WordHeld':
      return holdBits(tx, event, wordOf(event));
    case 'BatchStateChanged':
      return changeBatch(tx, event);
    case 'BatchesFrozen':
      return freeze(tx, event);
    case 'BatchesThawed':
      return thaw(tx, event);
    default:
      return undefined;
  }
}

export async function resetStanding(tx: Tx, chainId: number): Promise<void> {
  const where = { chainId };
  await tx.ledgerWord.deleteMany({ where });
  await tx.ledgerHeldWord.deleteMany({ where });
  await tx.ledgerBatchState.deleteMany({ where });
  await tx.ledgerRevocation.deleteMany({ where });
}

interface WordBits {
  readonly word: bigint;
  readonly bits: bigint;
}

function wordOf(event: IndexedEvent): WordBits {
  return { word: BigInt(text(event, 'word')), bits: BigInt(text(event, 'bits')) };
}

/** Revoked or superseded, both for ever. */
async function killBits(tx: Tx, event: IndexedEvent, { word, bits }: WordBits, chain: TransactionLookup | null): Promise<void> {
  const issuer = issuerOf(event);
  const reason = Number(text(event, 'reason'));
  const act = { reason, by: await senderOf(tx, event, chain), time: event.blockTime, txHash: event.txHash, blockNumber: event.blockNumber };
  await tx.ledgerRevocation.createMany({ data: indexesOf(word, bits).map((index) => ({ ...issuer, index, ...act })) });
  const where = { chainId_issuerId_word: { ...issuer, word } };
  const known = await tx.ledgerWord.findUnique({ where });
  const data = { bits: wordHex(bits | BigInt(known?.bits ?? ZERO_HASH)) };
  await tx.ledgerWord.upsert({ where, create: { ...issuer, word, ...data }, update: data });
  const isSuperseded = reason === SUPERSEDED;
  await announceBits(tx, event, { word, bits }, isSuperseded ? 'superseded' : 'revoked');
}

async function holdBits(tx: Tx, event: IndexedEvent, { word, bits }: WordBits): Promise<void> {
  const issuer = issuerOf(event);
  const isHeld = text(event, 'isHeld') === 'true';
  const where = { chainId_issuerId_word: { ...issuer, word } };
  const known = BigInt((await tx.ledgerHeldWord.findUnique({ where }))?.bits ?? ZERO_HASH);
  const data = { bits: wordHex(isHeld ? known | bits : known & ~bits) };
  await tx.ledgerHeldWord.upsert({ where, create: { ...issuer, word, ...data }, update: data });
  await announceBits(tx, event, { word, bits }, isHeld ? 'suspended' : 'live');
}

/** One message for the word: a revocation of ten thousand credentials is forty messages. A single one names its index too. */
async function announceBits(
  tx: Tx,
  event: IndexedEvent,
  { word, bits }: WordBits,
  state: 'revoked' | 'superseded' | 'suspended' | 'live',
): Promise<void> {
  const { issuerId } = issuerOf(event);
  const [only, ...more] = indexesOf(word, bits);
  const index = only === undefined || more.length > 0 ? {} : { index: String(only) };
  await appendOutbox(tx, {
    topic: state === 'revoked' ? 'credential.revoked' : 'credential.changed',
    key: `${issuerId}:${word}`,
    payload: { issuer: issuerId, word: String(word), bits: wordHex(bits), ...index, state, reason: Number(text(event, 'reason')) },
  });
}

const BATCH_STATES = { '1': 'superseded', '2': 'revoked', '3': 'frozen' } as const;

async function changeBatch(tx: Tx, event: IndexedEvent): Promise<void> {
  const issuer = issuerOf(event);
  const batch = BigInt(text(event, 'batch'));
  const state = BATCH_STATES[text(event, 'state') as keyof typeof BATCH_STATES] ?? 'revoked';
  const reason = Number(text(event, 'reason'));
  const data = { state, reason, since: event.blockTime, txHash: event.txHash };
  await tx.ledgerBatchState.upsert({
    where: { chainId_issuerId_batch: { ...issuer, batch } },
    create: { ...issuer, batch, ...data },
    update: data,
  });
  await announceBatches(tx, event, { from: batch, until: batch + 1n, state, reason });
}

/** Every live batch of the range; what is superseded or revoked stays that. */
async function freeze(tx: Tx, event: IndexedEvent): Promise<void> {
  const issuer = issuerOf(event);
  const [from, until] = [BigInt(text(event, 'from')), BigInt(text(event, 'until'))];
  const range = { ...issuer, batch: { gte: from, lt: until } };
  const gone = new Set((await tx.ledgerBatchState.findMany({ where: range, select: { batch: true } })).map((row) => row.batch));
  const batches = await tx.ledgerBatch.findMany({ where: range, select: { batch: true } });
  const data = batches.filter(({ batch }) => !gone.has(batch)).map(({ batch }) => ({ ...issuer, batch, ...frozenBy(event) }));
  await tx.ledgerBatchState.createMany({ data });
  await announceBatches(tx, event, { from, until, state: 'frozen', reason: 0 });
}

function frozenBy(event: IndexedEvent) {
  return { state: 'frozen', reason: 0, since: event.blockTime, txHash: event.txHash };
}

async function thaw(tx: Tx, event: IndexedEvent): Promise<void> {
  const [from, until] = [BigInt(text(event, 'from')), BigInt(text(event, 'until'))];
  await tx.ledgerBatchState.deleteMany({ where: { ...issuerOf(event), batch: { gte: from, lt: until }, state: 'frozen' } });
  await announceBatches(tx, event, { from, until, state: 'live', reason: 0 });
}

interface BatchNews {
  readonly from: bigint;
  /** First batch after the range. */
  readonly until: bigint;
  readonly state: 'live' | 'superseded' | 'revoked' | 'frozen';
  readonly reason: number;
}

async function announceBatches(tx: Tx, event: IndexedEvent, { from, until, state, reason }: BatchNews): Promise<void> {
  const { issuerId } = issuerOf(event);
  await appendOutbox(tx, {
    topic: 'batch.changed',
    key: `${issuerId}:${from}`,
    payload: { issuer: issuerId, batch: String(from), until: String(until), state, reason },
  });
}

/** The event leaves the revoking key to its transaction. */
async function senderOf(tx: Tx, { chainId, txHash }: IndexedEvent, chain: TransactionLookup | null): Promise<string> {
  const own = await tx.chainTransaction.findFirst({ where: { chainId, txHash }, select: { sender: true } });
  if (own !== null) return own.sender;
  return (await chain?.transaction(txHash as Hash32))?.from ?? '';
}

import type { Address } from '../../kernel/hex.ts';
import type { IndexedEvent } from '../../platform/chain/index/indexed-event.ts';
import type { Projection } from '../../platform/chain/index/projection.ts';
import type { Tx } from '../../platform/database/database.ts';
import { appendOutbox } from '../../platform/outbox/outbox.ts';
import { listOf, textOf } from './event-args.ts';

/** Tapes, pledges and double registrations as the registry's events tell them. */
export function registryProjection(registry: Address): Projection {
  return {
    name: 'loan-registry',
    reset,
    apply: async (tx, event) => {
      if (event.address === registry) await apply(tx, event);
    },
  };
}

async function reset(tx: Tx, chainId: number): Promise<void> {
  const where = { chainId };
  await tx.registryTape.deleteMany({ where });
  await tx.pledgeWord.deleteMany({ where });
  await tx.doubleLoan.deleteMany({ where });
}

async function apply(tx: Tx, event: IndexedEvent): Promise<void> {
  switch (event.name) {
    case 'TapeCommitted':
      return commit(tx, event);
    case 'LoansPledged':
      return changeWords(tx, event, (bits, mask) => bits | mask);
    case 'LoansReleased':
      return changeWords(tx, event, (bits, mask) => bits & ~mask);
    case 'LoanSubstituted':
      await substitute(tx, event);
      return announce(tx, event);
    case 'DoubleProven':
      await tx.doubleLoan.create({
        data: {
          chainId: event.chainId,
          later: BigInt(textOf(event, 'later')),
          earlier: BigInt(textOf(event, 'earlier')),
          key: textOf(event, 'key'),
          pool: textOf(event, 'pool'),
          time: event.blockTime,
          txHash: event.txHash,
        },
      });
      return announce(tx, event);
    default:
  }
}

/** What became of the loans of a deal; a pool that is no deal is nobody's. */
async function announce(tx: Tx, event: IndexedEvent): Promise<void> {
  const pool = textOf(event, 'pool');
  const payload = { event: event.name, deal: pool, block: String(event.blockNumber) };
  await appendOutbox(tx, { topic: 'deal.changed', key: pool, payload });
}

async function commit(tx: Tx, event: IndexedEvent): Promise<void> {
  await tx.registryTape.create({
    data: {
      chainId: event.chainId,
      tapeId: Number(textOf(event, 'tapeId')),
      originator: textOf(event, 'originator'),
      root: textOf(event, 'root'),
      count: Number(textOf(event, 'count')),
      first: BigInt(textOf(event, 'first')),
      totalBalance: textOf(event, 'totalBalance'),
      documentHash: textOf(event, 'documentHash'),
      uri: textOf(event, 'uri'),
      time: event.blockTime,
      txHash: event.txHash,
    },
  });
}

type Change = (bits: bigint, mask: bigint) => bigint;

async function changeWords(tx: Tx, event: IndexedEvent, change: Change): Promise<void> {
  const first = BigInt(textOf(event, 'firstWord'));
  const place = { chainId: event.chainId, pool: textOf(event, 'pool') };
  for (const [at, mask] of listOf(event, 'masks').entries())
    await changeWord(tx, { ...place, word: first + BigInt(at) }, BigInt(mask), change);
}

async function substitute(tx: Tx, event: IndexedEvent): Promise<void> {
  const place = { chainId: event.chainId, pool: textOf(event, 'pool') };
  const bitOf = (name: string) => {
    const number = BigInt(textOf(event, name));
    return { word: number / 256n, mask: 1n << (number % 256n) };
  };
  const [leaves, comes] = [bitOf('outNumber'), bitOf('inNumber')];
  await changeWord(tx, { ...place, word: leaves.word }, leaves.mask, (bits, mask) => bits & ~mask);
  await changeWord(tx, { ...place, word: comes.word }, comes.mask, (bits, mask) => bits | mask);
}

async function changeWord(
  tx: Tx,
  place: { readonly chainId: number; readonly pool: string; readonly word: bigint },
  mask: bigint,
  change: Change,
): Promise<void> {
  if (mask === 0n) return;
  const where = { chainId_pool_word: place };
  const known = await tx.pledgeWord.findUnique({ where });
  const bits = wordText(change(BigInt(known?.bits ?? '0x0'), mask));
  await tx.pledgeWord.upsert({ where, create: { ...place, bits }, update: { bits } });
}

const wordText = (bits: bigint): string => `0x${bits.toString(16).padStart(64, '0')}`;

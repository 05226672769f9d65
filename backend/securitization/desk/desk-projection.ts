import type { Address } from '../../kernel/hex.ts';
import type { IndexedEvent } from '../../platform/chain/index/indexed-event.ts';
import type { Projection } from '../../platform/chain/index/projection.ts';
import type { Tx } from '../../platform/database/database.ts';
import { appendOutbox } from '../../platform/outbox/outbox.ts';
import { textOf } from '../deals/event-args.ts';
import { NONCE_MAX } from '../domain/desk/check-order.ts';
import { outstandingOf } from './market.ts';
import { sideOf } from './order-typed-data.ts';
import { floorOf, refreshOrders } from './store.ts';

/**
 * Trades, and how far orders are filled, as the events of the desk tell it. Orders that were handed in stay over a `reset`: only
 * what the chain says of them is found again.
 */
export function deskProjection(desk: Address): Projection {
  return {
    name: 'desk',
    reset: (tx, chainId) => reset(tx, chainId, desk),
    apply: async (tx, event) => {
      if (event.address === desk) await apply(tx, event);
    },
  };
}

async function reset(tx: Tx, chainId: number, desk: Address): Promise<void> {
  const where = { chainId };
  await tx.deskProgress.deleteMany({ where });
  await tx.deskFloor.deleteMany({ where });
  await tx.deskTrade.deleteMany({ where });
  await tx.deskOrder.updateMany({ where: { chainId, desk }, data: { filled: '0', state: 'open' } });
}

async function apply(tx: Tx, event: IndexedEvent): Promise<void> {
  switch (event.name) {
    case 'OrderFilled':
      await progress(tx, event, { filled: textOf(event, 'filled') });
      return trade(tx, event);
    case 'OrderCancelled':
      await progress(tx, event, { isCancelled: true });
      return announce(tx, event, textOf(event, 'maker'));
    case 'NonceFloorRaised':
      return raiseFloor(tx, event);
    default:
  }
}

async function progress(tx: Tx, event: IndexedEvent, data: { filled?: string; isCancelled?: boolean }): Promise<void> {
  const { chainId } = event;
  const orderHash = textOf(event, 'orderHash');
  await tx.deskProgress.upsert({
    where: { chainId_orderHash: { chainId, orderHash } },
    create: { chainId, orderHash, ...data },
    update: data,
  });
  await refreshOrders(tx, { chainId, orderHash });
}

/** A trade of notes of one of our deals; the desk may trade other tokens too, which are nobody's business here. */
async function trade(tx: Tx, event: IndexedEvent): Promise<void> {
  const { chainId, blockNumber, logIndex, address: desk, blockTime, txHash } = event;
  const record = await tx.dealClass.findUnique({ where: { chainId_token: { chainId, token: textOf(event, 'token') } } });
  if (record === null) return;
  const deal = await tx.deal.findUniqueOrThrow({ where: { chainId_address: { chainId, address: record.deal } } });
  // Events are applied in the order of the chain, so the machine stands where it stood at this fill.
  const outstanding = outstandingOf(deal, record.class);
  await tx.deskTrade.create({
    data: {
      chainId,
      blockNumber,
      logIndex,
      desk,
      orderHash: textOf(event, 'orderHash'),
      deal: record.deal,
      class: record.class,
      maker: textOf(event, 'maker'),
      taker: textOf(event, 'taker'),
      side: sideOf(textOf(event, 'side')),
      paymentToken: textOf(event, 'paymentToken'),
      units: textOf(event, 'units'),
      payment: textOf(event, 'payment'),
      balance: outstanding.isPricedOnBalance ? String(outstanding.balance) : null,
      time: blockTime,
      txHash,
    },
  });
  await announce(tx, event, record.deal);
}

async function raiseFloor(tx: Tx, event: IndexedEvent): Promise<void> {
  const { chainId, address: desk } = event;
  const [maker, floor] = [textOf(event, 'maker'), textOf(event, 'floor')];
  const before = await floorOf(tx, { chainId, desk }, maker);
  await tx.deskFloor.upsert({
    where: { chainId_desk_maker: { chainId, desk, maker } },
    create: { chainId, desk, maker, floor },
    update: { floor },
  });
  const below = BigInt(floor) > NONCE_MAX ? NONCE_MAX : BigInt(floor) - 1n;
  if (before <= NONCE_MAX) await refreshOrders(tx, { chainId, desk, maker, nonce: { gte: before, lte: below } });
  await announce(tx, event, maker);
}

async function announce(tx: Tx, event: IndexedEvent, key: string): Promise<void> {
  await appendOutbox(tx, { topic: 'desk.changed', key, payload: { event: event.name, block: String(event.blockNumber) } });
}

import { beforeEach, expect, it } from 'vitest';
import { DEAL_CLASSES, dealImage } from '../../../test/system/support/deal-image.ts';
import { describeOnEachDatabase } from '../../../test/system/support/databases.ts';
import { address, hash32 } from '../../kernel/hex.ts';
import type { IndexedEvent } from '../../platform/chain/index/indexed-event.ts';
import { deriveProjections } from '../../platform/chain/index/sync-index.ts';
import { insertEvents, removeAbove } from '../../platform/chain/index/index-store.ts';
import { openingMachine } from '../deals/deal-machine.ts';
import { deskProjection } from './desk-projection.ts';
import { refreshOrders } from './store.ts';

const CHAIN = 31_337;
const place = (byte: number) => address(`0x${byte.toString(16).padStart(2, '0').repeat(20)}`);
const digest = (byte: number) => hash32(`0x${byte.toString(16).padStart(2, '0').repeat(32)}`);
const [DESK, DEAL, TOKEN, MONEY, MAKER, TAKER] = [place(0xd1), place(0xd2), place(0xd3), place(0xd4), place(0xd5), place(0xd6)];
const ORDER = { maker: MAKER, taker: TAKER, token: TOKEN, paymentToken: MONEY, side: '0' };
const [UNITS = 0n] = DEAL_CLASSES;

describeOnEachDatabase('the tables of the desk', (under) => {
  let block = 0n;
  const projection = deskProjection(DESK);

  beforeEach(async () => {
    const { client } = under.database;
    await Promise.all([client.deskOrder.deleteMany(), client.deskTrade.deleteMany(), client.deskProgress.deleteMany()]);
    await Promise.all([
      client.deskFloor.deleteMany(),
      client.deal.deleteMany(),
      client.dealClass.deleteMany(),
      client.chainEvent.deleteMany(),
    ]);
    block = 0n;
    const image = dealImage(12, 20_800);
    await client.deal.create({
      data: {
        chainId: CHAIN,
        address: DEAL,
        originator: MAKER,
        asset: MONEY,
        trustee: MAKER,
        residualAccount: MAKER,
        servicerKey: MAKER,
        documentHash: digest(1),
        image,
        payees: '[]',
        offeringEnd: 0n,
        loanCount: 1,
        status: 'amortizing',
        machine: openingMachine(image),
        createdTime: 0n,
        blockNumber: 0n,
        txHash: digest(2),
      },
    });
    const own = { chainId: CHAIN, deal: DEAL, class: 0, token: TOKEN, name: 'A', symbol: 'A', investorClasses: 2 };
    await client.dealClass.create({ data: own });
  });

  /** One event in a block of its own. */
  async function happen(name: string, args: Readonly<Record<string, string>>, at = DESK): Promise<void> {
    block += 1n;
    const header = {
      chainId: CHAIN,
      blockNumber: block,
      blockHash: digest(Number(block)),
      blockTime: 1_000n + block,
      txHash: digest(8),
      logIndex: 0,
    };
    const event: IndexedEvent = { ...header, address: at, contract: 'SettlementDesk', name, args };
    await under.database.write(async (tx) => {
      await insertEvents(tx, [event]);
      await projection.apply(tx, event);
    });
  }

  async function handIn(order: number, nonce: bigint): Promise<void> {
    const { maker, token, paymentToken } = ORDER;
    const rest = { taker: null, side: 'sell', units: '10', price: 10n ** 18n, nonce, deadline: 10n ** 10n, key: MAKER, signature: '0x' };
    const own = {
      chainId: CHAIN,
      orderHash: digest(order),
      desk: DESK,
      deal: DEAL,
      class: 0,
      maker,
      token,
      paymentToken,
      receivedBy: 'user:1',
    };
    await under.database.write(async (tx) => {
      await tx.deskOrder.create({ data: { ...own, ...rest } });
      await refreshOrders(tx, { chainId: CHAIN, orderHash: digest(order) });
    });
  }

  const fill = (order: number, filled: string, units = filled) =>
    happen('OrderFilled', { ...ORDER, orderHash: digest(order), units, payment: units, filled });

  async function tables() {
    const { client } = under.database;
    const orders = await client.deskOrder.findMany({ orderBy: { orderHash: 'asc' } });
    const trades = await client.deskTrade.findMany({ orderBy: { blockNumber: 'asc' } });
    return {
      orders: orders.map(({ orderHash, filled, state }) => [orderHash.slice(2, 4), filled, state]),
      trades: trades.map(({ orderHash, units, balance, class: of }) => [orderHash.slice(2, 4), units, balance, of]),
    };
  }

  it('say how far orders are filled, also those that were handed in after it happened', async () => {
    await handIn(1, 1n);
    await fill(1, '4');
    await fill(2, '7');
    await handIn(2, 2n);
    await fill(1, '10', '6');
    await happen('OrderCancelled', { orderHash: digest(2), maker: MAKER });
    const balance = String(UNITS);
    expect(await tables()).toEqual({
      orders: [
        ['01', '10', 'filled'],
        ['02', '7', 'cancelled'],
      ],
      trades: [
        ['01', '4', balance, 0],
        ['02', '7', balance, 0],
        ['01', '6', balance, 0],
      ],
    });
  });

  it('void what lies below a floor, up to the largest one that the contract knows', async () => {
    for (const nonce of [1, 5, 6]) await handIn(nonce, BigInt(nonce));
    await happen('NonceFloorRaised', { maker: MAKER, floor: '6' });
    expect((await tables()).orders.map(([, , state]) => state)).toEqual(['cancelled', 'cancelled', 'open']);
    await happen('NonceFloorRaised', { maker: TAKER, floor: String(2n ** 64n - 1n) });
    expect((await tables()).orders.map(([, , state]) => state)).toEqual(['cancelled', 'cancelled', 'open']);
    await happen('NonceFloorRaised', { maker: MAKER, floor: String(2n ** 64n - 1n) });
    await handIn(7, 2n ** 63n - 1n);
    expect((await tables()).orders.map(([, , state]) => state)).toEqual(Array(4).fill('cancelled'));
  });

  it('leave trades of other tokens and events of other contracts alone', async () => {
    await handIn(1, 1n);
    await happen('OrderFilled', { ...ORDER, token: place(7), orderHash: digest(3), units: '1', payment: '1', filled: '1' });
    await happen('OrderCancelled', { orderHash: digest(1), maker: MAKER }, place(6));
    expect(await tables()).toEqual({ orders: [['01', '0', 'open']], trades: [] });
  });

  it('follow from the events that remain after a reorg; no order that was handed in is lost', async () => {
    for (const nonce of [1, 2, 3]) await handIn(nonce, BigInt(nonce));
    await fill(1, '4');
    const before = await tables();
    await fill(1, '10', '6');
    await fill(2, '3');
    await happen('NonceFloorRaised', { maker: MAKER, floor: '4' });
    const after = await tables();
    expect(after.orders.map(([, , state]) => state)).toEqual(['filled', 'cancelled', 'cancelled']);
    await under.database.write((tx) => deriveProjections(tx, [projection], CHAIN));
    expect(await tables()).toEqual(after);
    await under.database.write(async (tx) => {
      await removeAbove(tx, CHAIN, 1n);
      await deriveProjections(tx, [projection], CHAIN);
    });
    expect(await tables()).toEqual(before);
  });
});

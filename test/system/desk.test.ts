import { encodeFunctionData } from 'viem';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closePeriod } from '../../backend/apps/demo/demo-closings.ts';
import { claim, demoInvestors, orderDeposit } from '../../backend/apps/demo/demo-investors.ts';
import { orderByHouse, until, waitForBlocks } from '../../backend/apps/demo/demo-orders.ts';
import { makeDeal } from '../../backend/apps/demo/demo-pools.ts';
import { actOnOrder, placeOrder, sendPlan, type WalletHere } from '../../backend/apps/wallet-acts.ts';
import { address, type Address, ZERO_ADDRESS } from '../../backend/kernel/hex.ts';
import { settlementDeskAbi } from '../../backend/platform/chain/abi/settlement-desk.ts';
import { trancheTokenAbi } from '../../backend/platform/chain/abi/tranche-token.ts';
import { decodeEvent } from '../../backend/platform/chain/index/indexed-event.ts';
import { sendTransaction } from '../../backend/platform/chain/send-transaction.ts';
import { signerOfKey } from '../../backend/platform/chain/signer.ts';
import { StatementView, WalletPlan } from '../../backend/securitization/deals/schemas.ts';
import { reconcileDeals } from '../../backend/securitization/deals/reconcile-deals.ts';
import { contractOrder, orderHash } from '../../backend/securitization/desk/order-typed-data.ts';
import {
  MarketView,
  OrderPage,
  OrderPlan,
  OrderView,
  QuoteView,
  ReceivedOrder,
  TradePage,
} from '../../backend/securitization/desk/schemas.ts';
import { signedOrder } from '../../backend/securitization/desk/store.ts';
import type { TradeOrder } from '../../backend/securitization/domain/desk/check-order.ts';
import { securitizationPlace } from '../../backend/securitization/open-securitization.ts';
import { compileOne } from './support/compile-one.ts';
import { type DealWorld, fundedPast, moneyOf, openDealWorld, smallDeal, viewDeal, sellDeal, pledgePool } from './support/deal-stack.ts';

const SENIOR = 0;
/** Of the senior class the first wallet and the second one have notes. */
const UNITS = 10_000n;

let world: DealWorld;
let deal: string;
let token: Address;
let seller: WalletHere;
let buyer: WalletHere;
let other: WalletHere;

beforeAll(async () => {
  world = await openDealWorld();
  const made = await makeDeal(api(), smallDeal('traded', 40, 2));
  deal = made.deal;
  await pledgePool(world, deal, 40);
  await sellDeal(world, deal);
  await claim(world.system, api(), deal, 'claim-notes');
  token = address((await viewDeal(world, deal)).classes[SENIOR]?.token ?? '');
  const wallets = demoInvestors(world.system).map((wallet) => ({ api: api(), chain: world.system.chain, wallet }));
  [seller, buyer, other] = wallets as [WalletHere, WalletHere, WalletHere];
});

afterAll(async () => {
  await world?.close();
});

const api = () => world.pair.preparer;
const units = ({ wallet }: WalletHere): Promise<bigint> =>
  world.system.chain.readView({ address: token, abi: trancheTokenAbi, functionName: 'balanceOf', args: [wallet.address] });
const money = ({ wallet }: WalletHere): Promise<bigint> => moneyOf(world.system, wallet.address);
const viewOrder = (hash: string): Promise<OrderView> => api().get(OrderView, `/v1/orders/${hash}`);
const sell = (percent: string, amount = UNITS) =>
  placeOrder(seller, deal, { class: SENIOR, side: 'sell', units: String(amount), percent, days: 7 });
const book = async (side: 'sell' | 'buy') =>
  (await api().get(OrderPage, `/v1/deals/${deal}/orders`, { class: String(SENIOR), side })).data.map(({ hash }) => hash);

/** An order that nothing is wrong with. */
async function sound(): Promise<TradeOrder> {
  const { deposits } = await securitizationPlace(world.system);
  const deadline = BigInt(Math.floor(Date.now() / 1000) + 3_600);
  const accounts = { maker: seller.wallet.address, taker: ZERO_ADDRESS, token, paymentToken: deposits };
  return { ...accounts, side: 'sell', units: UNITS, price: 10n ** 18n, nonce: 900n, deadline };
}

/** Signed by the first wallet and handed in. */
async function handIn(order: TradeOrder, signer = seller, key?: Address): Promise<ReceivedOrder> {
  const digest = orderHash(await securitizationPlace(world.system), order);
  const { units: amount, price, nonce, deadline, ...rest } = order;
  const numbers = { units: String(amount), price: String(price), nonce: String(nonce), deadline: String(deadline) };
  return api().post(ReceivedOrder, '/v1/orders', {
    ...rest,
    ...numbers,
    ...(key === undefined ? {} : { key }),
    signature: await signer.wallet.signDigest(digest),
  });
}

describe('an order', () => {
  it.each([
    ['units', 'order_units_none', { units: 0n }],
    ['units', 'order_units_beyond_class', { units: 10n ** 20n }],
    ['price', 'order_price_none', { price: 0n }],
    ['price', 'order_price_beyond_bound', { price: 10n ** 19n }],
    ['deadline', 'order_deadline_past', { deadline: 1n }],
    ['deadline', 'order_deadline_far', { deadline: 10n ** 12n }],
    ['paymentToken', 'order_money_foreign', { paymentToken: `0x${'11'.repeat(20)}` }],
    ['token', 'order_token_unknown', { token: `0x${'12'.repeat(20)}` }],
    ['nonce', 'order_nonce_beyond_bound', { nonce: 2n ** 63n }],
    ['maker', 'order_signature_wrong', { maker: `0x${'13'.repeat(20)}` }],
  ])('is refused for its %s: %s', async (member, code, change) => {
    const pointer = code === 'order_signature_wrong' ? '/signature' : `/${member}`;
    const refused = handIn({ ...(await sound()), ...change });
    await expect(refused).rejects.toMatchObject({ code: 'desk_order_invalid', faults: [{ pointer, code }] });
    expect(await world.system.database.client.deskOrder.count()).toBe(0);
  });

  it('is refused when somebody else signed it, or a key that may not trade', async () => {
    const order = await sound();
    await expect(handIn(order, buyer)).rejects.toMatchObject({ faults: [{ pointer: '/signature', code: 'order_signature_wrong' }] });
    const { units: amount, price, nonce, deadline, ...rest } = order;
    const body = { ...rest, units: String(amount), price: String(price), nonce: String(nonce), deadline: String(deadline) };
    const keyed = api().post(ReceivedOrder, '/v1/orders', { ...body, key: buyer.wallet.address, signature: '0x00' });
    await expect(keyed).rejects.toMatchObject({ faults: [{ pointer: '/key', code: 'order_key_not_allowed' }] });
    const malformed = api().post(ReceivedOrder, '/v1/orders', { ...body, units: '1.5', signature: '0x00' });
    await expect(malformed).rejects.toMatchObject({ code: 'request_invalid', faults: [{ pointer: '/body/units' }] });
  });

  it('is planned with its price out of the outstanding balance, placed once, and warned of what its maker lacks', async () => {
    const wish = { account: other.wallet.address, class: SENIOR, side: 'sell', units: '500', percent: '98.5' };
    const plan = await api().post(OrderPlan, `/v1/deals/${deal}/order-plan`, wish);
    // Before the first payment the balance is the face.
    expect(plan.order).toMatchObject({ price: String(985n * 10n ** 15n), maker: other.wallet.address, nonce: '1' });
    expect(plan.warnings.map(({ en }) => en)).toEqual([expect.stringMatching(/^The seller has only 0\.00 /)]);
    expect(plan.calls).toHaveLength(1);
    const wrong = api().post(OrderPlan, `/v1/deals/${deal}/order-plan`, { ...wish, percent: '950' });
    await expect(wrong).rejects.toMatchObject({ code: 'desk_order_invalid', faults: [{ pointer: '/percent' }] });
    const order = await sound();
    const { warnings, order: received } = await handIn(order);
    expect(warnings.map(({ en }) => en)).toEqual([expect.stringContaining('The desk may not take the notes yet')]);
    expect(await handIn(order)).toEqual({ order: received, warnings });
    expect(await world.system.database.client.deskOrder.count()).toBe(1);
    await actOnOrder(seller, received.hash, { action: 'cancel' });
    await until(async () => (await viewOrder(received.hash)).state === 'cancelled');
    await expect(handIn({ ...order, nonce: 901n, units: 1n })).resolves.toBeDefined();
  });

  it('of a contract is taken when the contract agrees to it (ERC-1271), and not before', async () => {
    const { abi, bytecode } = compileOne('test/contracts/support/Wallet.sol', 'Wallet');
    const { contractAddress } = await sendTransaction(world.system.chain, seller.wallet, { to: null, data: bytecode });
    const maker = address(contractAddress ?? '');
    const order = { ...(await sound()), maker };
    await expect(handIn(order)).rejects.toMatchObject({ faults: [{ pointer: '/signature' }] });
    const digest = orderHash(await securitizationPlace(world.system), order);
    await sendTransaction(world.system.chain, seller.wallet, {
      to: maker,
      data: encodeFunctionData({ abi, functionName: 'agree', args: [digest] }),
    });
    const { order: received, warnings } = await handIn(order);
    expect(received).toMatchObject({ maker, key: maker, state: 'open' });
    expect(warnings).toHaveLength(2);
  });

  it('is signed by a key that its maker lets trade, until it no longer does', async () => {
    const last = Math.floor(Date.now() / 1000) + 3_600;
    const allow = (second: number) =>
      encodeFunctionData({ abi: settlementDeskAbi, functionName: 'setTradingKey', args: [other.wallet.address, second] });
    const { desk } = await securitizationPlace(world.system);
    await sendTransaction(world.system.chain, seller.wallet, { to: desk, data: allow(last) });
    const order = { ...(await sound()), nonce: 800n, units: 7n, deadline: BigInt(last) };
    const { order: received } = await handIn(order, other, other.wallet.address);
    expect(received).toMatchObject({ maker: seller.wallet.address, key: other.wallet.address, state: 'open' });
    await sendTransaction(world.system.chain, seller.wallet, { to: desk, data: allow(0) });
    const late = handIn({ ...order, nonce: 801n }, other, other.wallet.address);
    await expect(late).rejects.toMatchObject({ faults: [{ pointer: '/key', code: 'order_key_not_allowed' }] });
    await actOnOrder(seller, received.hash, { action: 'cancel' });
    await until(async () => (await viewOrder(received.hash)).state === 'cancelled');
  });
});

describe('two wallets', () => {
  it('trade in parts: notes and money change sides together', async () => {
    const dear = (await sell('101')).order;
    const { order, warnings } = await sell('98.5');
    expect(warnings).toEqual([]);
    expect((await book('sell')).filter((hash) => hash === order.hash || hash === dear.hash)).toEqual([order.hash, dear.hash]);
    const before = { seller: [await units(seller), await money(seller)], buyer: [await units(buyer), await money(buyer)] };
    await depositFor(buyer, 20_000n);
    await actOnOrder(buyer, order.hash, { action: 'fill', units: '3333' });
    // 3333 * 0.985 = 3283.005
    expect([await units(seller), await money(seller)]).toEqual([(before.seller[0] ?? 0n) - 3_333n, (before.seller[1] ?? 0n) + 3_283n]);
    expect([await units(buyer), await money(buyer)]).toEqual([
      (before.buyer[0] ?? 0n) + 3_333n,
      (before.buyer[1] ?? 0n) + 20_000n - 3_283n,
    ]);
    await until(async () => (await viewOrder(order.hash)).filled === '3333');
    expect(await viewOrder(order.hash)).toMatchObject({ state: 'open', left: '6667', payment: '6567', share: String(985n * 10n ** 15n) });
    await actOnOrder(buyer, order.hash, { action: 'fill', units: '6667' });
    await until(async () => (await viewOrder(order.hash)).state === 'filled');
    const trades = (await api().get(TradePage, `/v1/deals/${deal}/trades`)).data;
    expect(trades.map(({ units: amount, payment }) => [amount, payment])).toEqual([
      ['6667', '6567'],
      ['3333', '3283'],
    ]);
    expect(trades[0]).toMatchObject({ seller: seller.wallet.address, buyer: buyer.wallet.address, order: order.hash });
    const market = await api().get(MarketView, `/v1/deals/${deal}/market`);
    expect(market.classes[SENIOR]).toMatchObject({ last: { payment: '6567' } });
  });

  it('pay what was earned to who held the notes', async () => {
    const past = await fundedPast(world.system, deal, await poolOf(), 2);
    const [first, second] = past;
    if (first === undefined || second === undefined) throw new Error('no period');
    await closePeriod(world.pair, deal, 1, first);
    const owed = async () => Promise.all([seller, buyer].map(claimable));
    const [ofSeller = 0n, ofBuyer = 0n] = await owed();
    const { order } = await sell('99', 5_000n);
    await actOnOrder(buyer, order.hash, { action: 'fill', units: '5000' });
    const [sellerAfter = 0n, buyerAfter = 0n] = await owed();
    expect(Number(ofSeller - sellerAfter)).toBeLessThanOrEqual(1);
    expect(Number(ofBuyer - buyerAfter)).toBeLessThanOrEqual(1);
    await until(async () => (await api().get(TradePage, `/v1/deals/${deal}/trades`)).data.length === 3);
    const [trade] = (await api().get(TradePage, `/v1/deals/${deal}/trades`, { limit: '1' })).data;
    // The price is of the balance after the first payment: less than 99 per cent of the face.
    expect(BigInt(trade?.price ?? '0')).toBeLessThan(99n * 10n ** 16n);
    expect(Number(BigInt(trade?.share ?? '0') / 10n ** 12n)).toBeGreaterThan(989_500);
    expect(Number(BigInt(trade?.share ?? '0') / 10n ** 12n)).toBeLessThan(990_500);
  });

  it('find both legs of each trade in their statements', async () => {
    const linesOf = async (account: string) =>
      (await api().get(StatementView, '/v1/holdings/statement', { account })).data.filter(
        ({ kind }) => kind === 'bought' || kind === 'sold',
      );
    const trades = (await api().get(TradePage, `/v1/deals/${deal}/trades`)).data.toReversed();
    expect(trades.length).toBeGreaterThanOrEqual(3);
    expect((await linesOf(buyer.wallet.address)).map(({ kind, units: notes, cash }) => [kind, notes, cash])).toEqual(
      trades.map(({ units: notes, payment }) => ['bought', notes, `-${payment}`]),
    );
    expect((await linesOf(seller.wallet.address)).map(({ kind, units: notes, cash }) => [kind, notes, cash])).toEqual(
      trades.map(({ units: notes, payment }) => ['sold', `-${notes}`, payment]),
    );
  });

  it('are refused by name before they sign: a stranger, too many units, an own order', async () => {
    const { order } = await sell('99', 100n);
    const plan = (account: string, amount: string) =>
      api().post(WalletPlan, `/v1/orders/${order.hash}/wallet-plan`, { action: 'fill', account, units: amount });
    const stranger = signerOfKey(new Uint8Array(32).fill(3));
    const refusals = (await plan(stranger.address, '100')).calls.map(({ refusal }) => refusal?.words.en);
    expect(refusals.at(-1)).toMatch(/^The buyer is not registered to hold /);
    expect((await plan(seller.wallet.address, '100')).calls.at(-1)?.refusal).not.toBeNull();
    await expect(plan(buyer.wallet.address, '101')).rejects.toMatchObject({ code: 'desk_units_invalid', faults: [{ pointer: '/units' }] });
    await expect(plan(buyer.wallet.address, '0')).rejects.toMatchObject({ code: 'desk_units_invalid' });
    await expect(actOnOrder(buyer, order.hash, { action: 'cancel' })).rejects.toMatchObject({ code: 'wallet_plan_refused' });
  });

  it('sell into bids, and a quote names the best orders first', async () => {
    const bid = (percent: string) => placeOrder(buyer, deal, { class: SENIOR, side: 'buy', units: '1000', percent, days: 7 });
    await depositFor(buyer, 5_000n);
    const long = await placeOrder(buyer, deal, { class: SENIOR, side: 'buy', units: '10', percent: '80', days: 366 });
    expect(long.warnings.map(({ en }) => en)).toEqual([expect.stringMatching(/^The bid stands beyond the payment day /)]);
    await actOnOrder(buyer, long.order.hash, { action: 'cancel' });
    await until(async () => (await viewOrder(long.order.hash)).state === 'cancelled');
    const [low, high] = [(await bid('90')).order, (await bid('95')).order];
    expect(await book('buy')).toEqual([high.hash, low.hash]);
    const wish = { class: String(SENIOR), side: 'sell', account: seller.wallet.address, units: '1500' };
    const found = await api().get(QuoteView, `/v1/deals/${deal}/quote`, wish);
    expect(found.fills.map(({ hash, units: amount }) => [hash, amount])).toEqual([
      [high.hash, '1000'],
      [low.hash, '500'],
    ]);
    const before = await money(seller);
    for (const { hash, units: amount } of found.fills) await actOnOrder(seller, hash, { action: 'fill', units: amount });
    expect((await money(seller)) - before).toBe(BigInt(found.payment));
    await until(async () => (await viewOrder(low.hash)).filled === '500');
    expect(await book('buy')).toEqual([low.hash]);
  });

  it('page through the book without losing an order', async () => {
    const hashes: string[] = [];
    let cursor: string | undefined;
    do {
      const query = { class: String(SENIOR), side: 'sell', limit: '1', ...(cursor === undefined ? {} : { cursor }) };
      const page: OrderPage = await api().get(OrderPage, `/v1/deals/${deal}/orders`, query);
      hashes.push(...page.data.map(({ hash }) => hash));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(hashes).toEqual(await book('sell'));
    expect(new Set(hashes).size).toBe(hashes.length);
  });
});

describe('an order ends', () => {
  it('by its deadline: it leaves the book, and the desk refuses it', async () => {
    const { timestamp } = await world.system.chain.readHead();
    const now = BigInt(Math.floor(Date.now() / 1000));
    const deadline = (timestamp > now ? timestamp : now) + 10n;
    const { order } = await handIn({ ...(await sound()), nonce: 950n, deadline });
    expect(await book('sell')).toContain(order.hash);
    await until(async () => (await viewOrder(order.hash)).state === 'expired');
    expect(await book('sell')).not.toContain(order.hash);
    await expect(actOnOrder(buyer, order.hash, { action: 'fill', units: '1' })).rejects.toMatchObject({ code: 'wallet_plan_refused' });
    await expect(handIn({ ...(await sound()), nonce: 951n, deadline })).rejects.toMatchObject({
      faults: [{ pointer: '/deadline', code: 'order_deadline_past' }],
    });
  });

  it('by a floor: all that the maker signed so far are void, and none below it is taken', async () => {
    const plan = await api().post(WalletPlan, '/v1/orders/void-plan', { account: seller.wallet.address });
    await sendPlan(seller, plan);
    const mine = () => api().get(OrderPage, '/v1/orders', { maker: seller.wallet.address, state: 'open' });
    await until(async () => (await mine()).data.length === 0);
    await expect(handIn({ ...(await sound()), nonce: 902n })).rejects.toMatchObject({
      faults: [{ pointer: '/nonce', code: 'order_nonce_void' }],
    });
    expect((await mine()).data).toEqual([]);
    expect((await sell('97', 10n)).order.state).toBe('open');
  });
});

describe('the index of the desk', () => {
  it('is what the chain says, after the worker was killed and after a rebuild', async () => {
    const { order } = await sell('96', 50n);
    await world.stack.end('worker', 'SIGKILL');
    await actOnOrder(buyer, order.hash, { action: 'fill', units: '20' });
    await world.stack.run('worker');
    await until(async () => (await viewOrder(order.hash)).filled === '20');
    await agreesWithChain();
    const before = await tables();
    const { code, stderr } = await world.stack.cli('index', 'rebuild');
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(await tables()).toEqual(before);
    await agreesWithChain();
  });

  it('is compared with the desk again and again: an order that differs is named', async () => {
    await expect.poll(() => reconcileDeals(world.system), { timeout: 120_000, interval: 500 }).toBe(0);
    const { client } = world.system.database;
    const row = await client.deskOrder.findFirstOrThrow({ where: { state: 'open', filled: '20' } });
    const where = { chainId_orderHash: { chainId: row.chainId, orderHash: row.orderHash } };
    await client.deskOrder.update({ where, data: { filled: '21' } });
    expect(await reconcileDeals(world.system)).toBe(1);
    const { differences } = await viewDeal(world, deal);
    expect(differences).toMatchObject([
      { invariant: 'SD-3', words: { en: expect.stringContaining('filled to 20, the database says 21') } },
    ]);
    await client.deskOrder.update({ where, data: { filled: '20' } });
    expect(await reconcileDeals(world.system)).toBe(0);
  });
});

async function agreesWithChain(): Promise<void> {
  const { chain, database } = world.system;
  const { desk } = await securitizationPlace(world.system);
  const { chainId, number } = await chain.readHead();
  const orders = await database.client.deskOrder.findMany();
  expect(orders.length).toBeGreaterThan(8);
  const names = ['open', 'filled', 'cancelled', 'expired'];
  for (const row of orders) {
    const view = { address: desk, abi: settlementDeskAbi, functionName: 'standingOf', args: [contractOrder(signedOrder(row))] } as const;
    const [standing, filled] = await chain.readView(view);
    expect([(await viewOrder(row.orderHash)).state, BigInt(row.filled)]).toEqual([names[standing], filled]);
  }
  const contract = { contract: 'SettlementDesk', address: desk, abi: settlementDeskAbi, fromBlock: 0n };
  const logs = await chain.logs({ addresses: [desk], fromBlock: 0n, toBlock: number });
  const events = logs.map((log) => decodeEvent(log, { chainId, blockTime: 0n }, [contract]));
  const filled = events.flatMap((event) =>
    event?.name === 'OrderFilled' ? [[event.args['orderHash'], event.args['units'], event.args['payment']]] : [],
  );
  const trades = await database.client.deskTrade.findMany({ orderBy: [{ blockNumber: 'asc' }, { logIndex: 'asc' }] });
  expect(trades.map(({ orderHash: hash, units: amount, payment }) => [hash, amount, payment])).toEqual(filled);
}

async function tables() {
  const { client } = world.system.database;
  return {
    orders: await client.deskOrder.findMany({ orderBy: { orderHash: 'asc' } }),
    progress: await client.deskProgress.findMany({ orderBy: { orderHash: 'asc' } }),
    floors: await client.deskFloor.findMany({ orderBy: { maker: 'asc' } }),
    trades: await client.deskTrade.findMany({ orderBy: [{ blockNumber: 'asc' }, { logIndex: 'asc' }] }),
  };
}

const poolOf = async (): Promise<string> => (await viewDeal(world, deal)).poolId ?? '';

async function claimable({ wallet }: WalletHere): Promise<bigint> {
  return world.system.chain.readView({ address: token, abi: trancheTokenAbi, functionName: 'claimableOf', args: [wallet.address] });
}

let deposits = 0;
async function depositFor({ wallet }: WalletHere, amount: bigint): Promise<void> {
  deposits += 1;
  const order = await orderDeposit(world.system, wallet.address, amount, `desk:${deposits}`);
  await waitForBlocks(world.system, await orderByHouse(world.system, [order]));
}

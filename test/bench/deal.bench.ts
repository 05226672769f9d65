import { type Address, fromHex, ZERO_ADDRESS } from '../../backend/kernel/hex.ts';
import { contractOrder, orderHash } from '../../backend/securitization/desk/order-typed-data.ts';
import type { TradeOrder } from '../../backend/securitization/domain/desk/check-order.ts';
import { walletKey } from '../system/support/anchor-order.ts';
import { compiled } from '../system/support/contract-chain.ts';
import { type DealChain, issueDeal, openDeal } from '../system/support/deal-chain.ts';
import { DEAL_CLASSES } from '../system/support/deal-image.ts';
import { accountOf, type DealWorld, openDealWorld } from '../system/support/contract-world.ts';
import type { Bench } from './bench.ts';
import { gasRows } from './gas-rows.ts';

const MANY_LOANS = 10_000;
const INVESTORS = 10;
const CONTRACT_SIZE_MAX = 18_000;
const MONTH = { interest: 600_000_000_000n, principal: 1_000_000_000_000n, defaults: 0n, recoveries: 0n };
/** Losses that break the OC test: interest pays principal instead. */
const BAD_MONTH = { ...MONTH, defaults: 9_000_000_000_000n };
/** Nothing comes in: the reserve pays fees and interest, the junior class bears the loss. */
const EMPTY_MONTH = { interest: 0n, principal: 0n, defaults: 500_000_000_000n, recoveries: 0n };

interface Measured {
  readonly create: number;
  readonly subscribe: number;
  readonly closeOffering: number;
  readonly closeOversubscribed: number;
  readonly takeNotes: number;
  readonly first: number;
  readonly next: number;
  readonly nextOfOne: number;
  readonly failing: number;
  readonly loss: number;
  readonly lossOnly: number;
  readonly claim: number;
  readonly claimAgain: number;
  readonly transfer: number;
  readonly transferAgain: number;
  readonly payFee: number;
  readonly firstFill: number;
  readonly nextFill: number;
}

/** Many investors ask for more than there is. */
async function closeOversubscribed(world: DealWorld): Promise<number> {
  const { chain } = world;
  const dealt = await openDeal(world, 1);
  for (const [at, units] of DEAL_CLASSES.entries()) {
    for (let who = 0; who < INVESTORS; who++) await dealt.subscribe(at, accountOf(chain, 10 + who), units / 7n);
  }
  return dealt.closeOffering();
}

async function closeTwo(dealt: DealChain): Promise<{ first: number; next: number }> {
  const first = await dealt.closePeriod(MONTH);
  await dealt.closePeriod(MONTH);
  return { first, next: await dealt.closePeriod(MONTH) };
}

/** Two fills of one order for notes on which payments are owed to both sides, between accounts that had some of both. */
async function measureFills(world: DealWorld, dealt: DealChain, [holder, buyer]: readonly [Address, Address]) {
  const { chain, money } = world;
  const [admin, key] = [accountOf(chain, 0), walletKey(new Uint8Array(32).fill(9))];
  const [senior] = dealt.tokens;
  const manager = await chain.deploy(admin, compiled('@openzeppelin/contracts/access/manager/AccessManager'), [admin]);
  const desk = await chain.deploy(admin, compiled('contracts/securitization/SettlementDesk'), [manager.address]);
  await chain.act(admin, desk, 'setPaymentToken', [money.address, true]);
  await world.admit([key.address]);
  const [classUnits] = DEAL_CLASSES;
  const units = classUnits / 100n;
  await chain.act(holder, senior, 'transfer', [key.address, units]);
  await chain.request('hardhat_impersonateAccount', [key.address]);
  await chain.request('hardhat_setBalance', [key.address, '0xde0b6b3a7640000']);
  for (const person of [key.address, buyer]) {
    await chain.act(admin, money, 'mint', [person, units]);
    for (const each of [money, senior]) await chain.act(person, each, 'approve', [desk.address, 2n ** 256n - 1n]);
  }
  await dealt.closePeriod(MONTH);
  const accounts = { maker: key.address, taker: ZERO_ADDRESS, token: senior.address, paymentToken: money.address };
  const deadline = (await chain.time()) + 86_400n;
  const order: TradeOrder = { ...accounts, side: 'sell', units, price: 985n * 10n ** 15n, nonce: 1n, deadline };
  const signature = key.sign(fromHex(orderHash({ chainId: chain.chainId, desk: desk.address }, order)));
  const fill = (part: bigint) => chain.act(buyer, desk, 'fill', [contractOrder(order), part, units, key.address, signature]);
  return { firstFill: await fill(units / 2n), nextFill: await fill(units / 4n) };
}

async function measure(): Promise<Measured> {
  const world = await openDealWorld();
  const { chain } = world;
  try {
    const oversubscribed = await closeOversubscribed(world);
    const dealt = await openDeal(world, MANY_LOANS);
    const { subscribe, closeOffering } = await issueDeal(world, dealt);
    const [holder, newcomer, anybody] = [accountOf(chain, 7), accountOf(chain, 10), accountOf(chain, 11)];
    const [senior] = dealt.tokens;
    const [units] = DEAL_CLASSES;
    const takeNotes = await chain.act(holder, senior, 'deposit', [units, holder, holder]);
    const { first, next } = await closeTwo(dealt);
    // The second transfer meets an account that has notes.
    const claim = await chain.act(holder, senior, 'claim', []);
    await dealt.closePeriod(MONTH);
    const transfer = await chain.act(holder, senior, 'transfer', [newcomer, units / 4n]);
    await dealt.closePeriod(MONTH);
    const transferAgain = await chain.act(holder, senior, 'transfer', [newcomer, units / 4n]);
    const claimAgain = await chain.act(anybody, senior, 'claimFor', [newcomer]);
    const fills = await measureFills(world, dealt, [holder, newcomer]);
    const payFee = await chain.act(anybody, dealt.deal, 'payFee', [0n]);
    const loss = await dealt.closePeriod(EMPTY_MONTH);
    const failing = await dealt.closePeriod(BAD_MONTH);
    const lossy = await openDeal(world, 1, true);
    await issueDeal(world, lossy);
    await lossy.closePeriod(MONTH);
    const lossOnly = await lossy.closePeriod(EMPTY_MONTH);
    const one = await openDeal(world, 1);
    await issueDeal(world, one);
    const { next: nextOfOne } = await closeTwo(one);
    return {
      create: dealt.createGas,
      subscribe,
      closeOffering,
      closeOversubscribed: oversubscribed,
      takeNotes,
      first,
      next,
      nextOfOne,
      failing,
      loss,
      lossOnly,
      claim,
      claimAgain,
      transfer,
      transferAgain,
      payFee,
      ...fills,
    };
  } finally {
    await chain.close();
  }
}

const gas = gasRows('deal', measure);

function size(name: string): Bench {
  const run = () => {
    const { deployedBytecode } = compiled(`contracts/securitization/${name}`);
    return Promise.resolve({ value: (deployedBytecode.length - 2) / 2 });
  };
  return { room: 'deal', name: `code of ${name}`, unit: 'bytes', better: 'lower', target: CONTRACT_SIZE_MAX, run };
}

export const benches: Bench[] = [
  gas('close a period: 3 classes, fees, reserve, OC and IC, 10,000 loans', 220_000, ({ next }) => next),
  gas('the same with one loan', 220_000, ({ nextOfOne }) => nextOfOne),
  gas('difference of 10,000 loans to one', 200, ({ next, nextOfOne }) => Math.abs(next - nextOfOne)),
  gas('close the first period', undefined, ({ first }) => first),
  gas('close a period whose tests fail and are cured', 220_000, ({ failing }) => failing),
  gas('a loss through the reserve into the junior class', 180_000, ({ lossOnly }) => lossOnly),
  gas('the same with all tests and steps of an ordinary period', undefined, ({ loss }) => loss),
  gas('subscribe', 110_000, ({ subscribe }) => subscribe),
  gas('claim notes of a subscription', 85_000, ({ takeNotes }) => takeNotes),
  gas('close the offering, one investor a class', 250_000, ({ closeOffering }) => closeOffering),
  gas('close the offering, ten investors a class, over-subscribed', 250_000, (found) => found.closeOversubscribed),
  gas('claim payments', 85_000, ({ claim }) => claim),
  gas('claim payments for somebody without money', undefined, ({ claimAgain }) => claimAgain),
  gas('transfer to a new holder while payments are owed', 75_000, ({ transfer }) => transfer),
  gas('transfer between holders while payments are owed', 75_000, ({ transferAgain }) => transferAgain),
  gas('settle a trade of notes while payments are owed, first fill of an order', undefined, ({ firstFill }) => firstFill),
  gas('the same, next fill of the order', undefined, ({ nextFill }) => nextFill),
  gas('pay a fee', undefined, ({ payFee }) => payFee),
  gas('create a deal of 3 classes', undefined, ({ create }) => create),
  size('Deal'),
  size('TrancheToken'),
  size('DealFactory'),
  size('DealInspector'),
];

import { type Address, fromHex, type Hex, ZERO_ADDRESS } from '../../backend/kernel/hex.ts';
import { contractOrder, orderHash } from '../../backend/securitization/desk/order-typed-data.ts';
import type { TradeOrder } from '../../backend/securitization/domain/desk/check-order.ts';
import { walletKey } from '../system/support/anchor-order.ts';
import { compiled, type Contract, type ContractChain, openContractChain } from '../system/support/contract-chain.ts';
import { hashOf } from '../system/support/credit-proof.ts';
import type { Bench } from './bench.ts';
import { gasRows } from './gas-rows.ts';

const LOANS = 10_000;
const INVESTORS = 100;
const WORD = 256;
const ALL_BITS = 2n ** 256n - 1n;
const FOREVER = 2n ** 40n - 1n;
const CONTRACT_SIZE_MAX = 18_000;
const WEALTH = 10n ** 15n;

interface Measured {
  readonly commit: number;
  readonly pledge: number;
  readonly pledgeShared: number;
  readonly release: number;
  readonly pledgeAgain: number;
  readonly registerOne: number;
  readonly registerMany: number;
  readonly renew: number;
  readonly firstFill: number;
  readonly nextFill: number;
  readonly registrySize: number;
  readonly investorsSize: number;
  readonly deskSize: number;
}

interface World {
  readonly chain: ContractChain;
  readonly manager: Contract;
  readonly admin: Address;
  readonly other: Address;
}

async function openWorld(): Promise<World> {
  const chain = await openContractChain();
  const [admin, other] = chain.accounts as [Address, Address];
  const manager = await chain.deploy(admin, compiled('@openzeppelin/contracts/access/manager/AccessManager'), [admin]);
  return { chain, manager, admin, other };
}

async function codeSize(chain: ContractChain, contract: Contract): Promise<number> {
  return (((await chain.request('eth_getCode', [contract.address, 'latest'])) as Hex).length - 2) / 2;
}

/** Words of a tape of `LOANS` loans; `part` is what is taken of each. */
function masks(part: bigint): bigint[] {
  return Array.from({ length: Math.ceil(LOANS / WORD) }, (_, at) => {
    const room = LOANS - at * WORD;
    return part & (room >= WORD ? ALL_BITS : (1n << BigInt(room)) - 1n);
  });
}

/** A pool must have code: the manager has, and the second account is given some. In the end they share every word of a tape. */
async function measureLoans({ chain, manager, admin, other }: World) {
  const registry = await chain.deploy(admin, compiled('contracts/securitization/LoanRegistry'), [manager.address]);
  await chain.request('hardhat_setCode', [other, '0x00']);
  const even = BigInt(`0x${'5'.repeat(64)}`);
  const commitTape = (name: string) =>
    chain.act(admin, registry, 'commitTape', [hashOf(name), LOANS, 10n ** 12n, hashOf('document'), 'https://example.org/tape.csv']);
  const pledge = (tape: bigint, pool: Address, first: number, part: bigint) =>
    chain.act(admin, registry, 'pledge', [tape, pool, BigInt(first), masks(part)]);
  await commitTape('first tape');
  const commit = await commitTape('second tape');
  const whole = await pledge(1n, other, 0, ALL_BITS);
  const release = await chain.act(other, registry, 'release', [0n, masks(ALL_BITS)]);
  const pledgeAgain = await pledge(1n, other, 0, ALL_BITS);
  await pledge(2n, manager.address, 40, even);
  const pledgeShared = await pledge(2n, other, 40, ALL_BITS ^ even);
  return { commit, pledge: whole, release, pledgeAgain, pledgeShared, registrySize: await codeSize(chain, registry) };
}

async function measureInvestors({ chain, manager, admin }: World) {
  const registry = await chain.deploy(admin, compiled('contracts/securitization/InvestorRegistry'), [manager.address]);
  const entry = (at: number) => {
    const account = `0x${(0x1000 + at).toString(16).padStart(40, '0')}`;
    return { account, classes: 6, jurisdiction: 276, expiry: FOREVER };
  };
  const set = (first: number, count: number) =>
    chain.act(admin, registry, 'setInvestors', [Array.from({ length: count }, (_, at) => entry(first + at))]);
  const registerOne = await set(0, 1);
  const registerMany = await set(1, INVESTORS);
  return { registerOne, registerMany, renew: await set(0, 1), investorsSize: await codeSize(chain, registry) };
}

/** Two fills of one order: units against deposits, between accounts that had some of both. */
async function measureDesk({ chain, manager, admin, other }: World) {
  const desk = await chain.deploy(admin, compiled('contracts/securitization/SettlementDesk'), [manager.address]);
  const key = walletKey(new Uint8Array(32).fill(9));
  const token = async (name: string) => {
    const made = await chain.deploy(admin, compiled('contracts/securitization/DepositToken'), [manager.address, name, name, 6]);
    for (const person of [key.address, other]) {
      await chain.act(admin, made, 'issue', [person, WEALTH, hashOf('entry')]);
      await chain.request('hardhat_impersonateAccount', [person]);
      await chain.request('hardhat_setBalance', [person, '0xde0b6b3a7640000']);
      await chain.act(person, made, 'approve', [desk.address, 2n ** 256n - 1n]);
    }
    return made.address;
  };
  const [notes, money] = [await token('Notes'), await token('Money')];
  await chain.act(admin, desk, 'setPaymentToken', [money, true]);
  const [units, price, nonce, deadline] = [10n ** 9n, 985n * 10n ** 15n, 1n, (await chain.time()) + 86_400n];
  const accounts = { maker: key.address, taker: ZERO_ADDRESS, token: notes, paymentToken: money };
  const order: TradeOrder = { ...accounts, side: 'sell', units, price, nonce, deadline };
  const signature = key.sign(fromHex(orderHash({ chainId: chain.chainId, desk: desk.address }, order)));
  const fill = (part: bigint) => chain.act(other, desk, 'fill', [contractOrder(order), part, WEALTH, key.address, signature]);
  return { firstFill: await fill(units / 2n), nextFill: await fill(units / 4n), deskSize: await codeSize(chain, desk) };
}

async function measure(): Promise<Measured> {
  const world = await openWorld();
  try {
    const desk = await measureDesk(world);
    const investors = await measureInvestors(world);
    // Last, because it gives code to an account.
    return { ...desk, ...investors, ...(await measureLoans(world)) };
  } finally {
    await world.chain.close();
  }
}

const gas = gasRows('registry', measure);

const size = (name: string, pick: (found: Measured) => number): Bench => gas(name, CONTRACT_SIZE_MAX, pick, 'bytes');

export const benches: Bench[] = [
  gas('commit a tape', undefined, ({ commit }) => commit),
  gas('pledge 10,000 loans, per loan', 150, ({ pledge }) => pledge / LOANS),
  gas('release 10,000 loans, per loan', undefined, ({ release }) => release / LOANS),
  gas('pledge 10,000 loans that were released, per loan', undefined, ({ pledgeAgain }) => pledgeAgain / LOANS),
  gas('pledge the other half of 10,000 loans to a second pool, per loan', undefined, ({ pledgeShared }) => pledgeShared / (LOANS / 2)),
  gas('register an investor', undefined, ({ registerOne }) => registerOne),
  gas('register 100 investors, per investor', undefined, ({ registerMany }) => registerMany / INVESTORS),
  gas("renew an investor's entry", undefined, ({ renew }) => renew),
  gas('settle a trade, first fill of an order', undefined, ({ firstFill }) => firstFill),
  gas('settle a trade, next fill of an order', undefined, ({ nextFill }) => nextFill),
  size('code of the loan registry', ({ registrySize }) => registrySize),
  size('code of the investor registry', ({ investorsSize }) => investorsSize),
  size('code of the settlement desk', ({ deskSize }) => deskSize),
];

import type { Hex } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { type Address, address } from '../../../backend/kernel/hex.ts';
import { type Contract, compiled } from './contract-chain.ts';
import { hashOf } from './credit-proof.ts';
import { DEAL_CLASSES, DEAL_POOL, dealImage } from './deal-image.ts';
import { accountOf, type DealWorld } from './contract-world.ts';

const DAY = 86_400n;
const ALL_BITS = 2n ** 256n - 1n;
const WORD = 256n;
/** Days that the offering lasts at most. */
const OFFERING_DAYS = 30n;
const SERVICER = privateKeyToAccount(`0x${'5e'.repeat(32)}`);
const CLASSES = ['A', 'B', 'C'].map((letter) => ({ name: `Deal class ${letter}`, symbol: `D${letter}`, investorClasses: 2 }));
const amount = (name: string) => ({ name, type: 'uint96' });

/** The type that a servicer signs, field by field. */
const REPORT_TYPES = {
  ServicerReport: [
    { name: 'period', type: 'uint16' },
    { name: 'flags', type: 'uint8' },
    ...['interest', 'principal', 'recoveries', 'defaults', 'purchases', 'poolEnd', 'delinquent'].map(amount),
    { name: 'index', type: 'int64' },
    ...['m1', 'm2', 'm3', 'm4', 'm5', 'm6'].map(amount),
    { name: 'loanCount', type: 'uint32' },
    { name: 'tapeRoot', type: 'bytes32' },
    { name: 'documentHash', type: 'bytes32' },
  ],
};

export interface Month {
  readonly interest: bigint;
  readonly principal: bigint;
  readonly defaults: bigint;
  readonly recoveries: bigint;
}

/** A deal on a chain, and what its acts cost. */
export interface DealChain {
  readonly deal: Contract;
  readonly tokens: readonly [Contract, Contract, Contract];
  readonly createGas: number;
  /** Subscribes `assets` of a class for an account that has them. */
  subscribe(at: number, from: Address, assets: bigint): Promise<number>;
  closeOffering(): Promise<number>;
  /** Closes the next period on its payment date. */
  closePeriod(month: Month): Promise<number>;
}

async function createDeal(
  { chain, factory, money }: DealWorld,
  loanCount: number,
  isForLoss: boolean,
): Promise<{ deal: Address; gas: number }> {
  const originator = accountOf(chain, 1);
  const firstDay = (await chain.time()) / DAY + OFFERING_DAYS;
  const terms = {
    asset: money.address,
    originator,
    trustee: accountOf(chain, 2),
    residualAccount: accountOf(chain, 3),
    servicerKey: SERVICER.address,
    offeringEnd: firstDay * DAY,
    loanCount,
    documentHash: hashOf('deal file'),
    payees: [accountOf(chain, 4), accountOf(chain, 5)],
    classes: CLASSES,
    image: dealImage(60, Number(firstDay), isForLoss),
  };
  const gas = await chain.act(originator, factory, 'createDeal', [terms]);
  const [log] = (await chain.request('eth_getLogs', [{ address: factory.address, fromBlock: 'latest' }])) as { topics: Hex[] }[];
  return { deal: address(`0x${log?.topics[1]?.slice(26) ?? ''}`), gas };
}

async function pledge({ chain, loans }: DealWorld, deal: Address, count: number): Promise<void> {
  const originator = accountOf(chain, 1);
  const tapeId = ((await chain.view(loans, 'tapeCount', [])) as bigint) + 1n;
  await chain.act(originator, loans, 'commitTape', [hashOf(`tape ${tapeId}`), count, DEAL_POOL, hashOf('document'), 'https://example.org']);
  const { first } = (await chain.view(loans, 'tapeOf', [tapeId])) as { first: bigint };
  const whole = Array.from({ length: Math.floor(count / Number(WORD)) }, () => ALL_BITS);
  const rest = BigInt(count) % WORD;
  const masks = rest === 0n ? whole : [...whole, (1n << rest) - 1n];
  await chain.act(originator, loans, 'pledge', [tapeId, deal, first / WORD, masks]);
}

/** Creates a deal with so many loans and opens its offering; its program is the ordinary one, or one for losses only. */
export async function openDeal(world: DealWorld, loanCount: number, isForLoss = false): Promise<DealChain> {
  const { chain, money } = world;
  const [admin, originator, servicer] = [accountOf(chain, 0), accountOf(chain, 1), accountOf(chain, 6)];
  const { deal: place, gas: createGas } = await createDeal(world, loanCount, isForLoss);
  const deal: Contract = { address: place, abi: compiled('contracts/securitization/Deal').abi, deployGas: createGas };
  const tokenOf = async (at: number): Promise<Contract> => {
    const { token } = (await chain.view(deal, 'classOf', [BigInt(at)])) as { token: string };
    return { address: address(token), abi: compiled('contracts/securitization/TrancheToken').abi, deployGas: createGas };
  };
  const tokens = [await tokenOf(0), await tokenOf(1), await tokenOf(2)] as const;
  await pledge(world, place, loanCount);
  await chain.act(originator, deal, 'open', []);
  const fund = async (account: Address, spender: Address, value: bigint) => {
    await chain.act(admin, money, 'mint', [account, value]);
    await chain.act(account, money, 'approve', [spender, ALL_BITS]);
  };
  await fund(servicer, place, DEAL_POOL * 2n);
  return {
    deal,
    tokens,
    createGas,
    subscribe: async (at, from, assets) => {
      const token = tokens[at];
      if (token === undefined) throw new Error(`There is no class ${at}.`);
      // Something is left, as in the account of anybody who invests.
      await fund(from, token.address, assets + 1n);
      return chain.act(from, token, 'requestDeposit', [assets, from, from]);
    },
    closeOffering: () => chain.act(originator, deal, 'closeOffering', []),
    closePeriod: async (month) => {
      const { period, pool } = (await chain.view(deal, 'state', [])) as { period: number; pool: bigint };
      const [due] = (await chain.view(deal, 'dueTimes', [])) as [bigint, bigint];
      if ((await chain.time()) < due) await chain.request('evm_setNextBlockTimestamp', [Number(due)]);
      await chain.request('evm_mine', []);
      const poolEnd = pool - month.principal - month.defaults;
      const delinquent = poolEnd / 100n;
      const figures = { period: period + 1, flags: 0, ...month, purchases: 0n, poolEnd, delinquent, index: 0n };
      const rest = { loanCount, tapeRoot: hashOf(`tape of ${period}`), documentHash: hashOf(`report of ${period}`) };
      const late = [poolEnd / 50n, delinquent / 2n, delinquent / 4n, delinquent / 8n, delinquent / 16n, 0n];
      late[5] = delinquent - late.slice(1).reduce((sum, value) => sum + value, 0n);
      const [m1, m2, m3, m4, m5, m6] = late;
      const signature = await SERVICER.signTypedData({
        domain: { name: 'Credence Deal', version: '1', chainId: chain.chainId, verifyingContract: place },
        types: REPORT_TYPES,
        primaryType: 'ServicerReport',
        message: { ...figures, m1, m2, m3, m4, m5, m6, ...rest },
      });
      return chain.act(servicer, deal, 'closePeriod', [{ figures, late, ...rest }, signature]);
    },
  };
}

/** Subscribes every class to the unit, each by one account, and closes the offering. */
export async function issueDeal(world: DealWorld, dealt: DealChain): Promise<{ subscribe: number; closeOffering: number }> {
  let subscribe = 0;
  for (const [at, units] of DEAL_CLASSES.entries()) subscribe = await dealt.subscribe(at, accountOf(world.chain, 7 + at), units);
  const closeOffering = await dealt.closeOffering();
  return { subscribe, closeOffering };
}

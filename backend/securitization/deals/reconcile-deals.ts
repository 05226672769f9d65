import { canonicalJson } from '../../kernel/canonical-json.ts';
import { address } from '../../kernel/hex.ts';
import { dealAbi } from '../../platform/chain/abi/deal.ts';
import { depositTokenAbi } from '../../platform/chain/abi/deposit-token.ts';
import { loanRegistryAbi } from '../../platform/chain/abi/loan-registry.ts';
import type { ChainClient } from '../../platform/chain/chain-client.ts';
import { appendOutbox } from '../../platform/outbox/outbox.ts';
import { compareOrders, standingOrders } from '../desk/compare-orders.ts';
import type { OrderRecord } from '../desk/store.ts';
import type { WaterfallState } from '../domain/waterfall-state.ts';
import { type SecuritizationDeps, securitizationPlace } from '../open-securitization.ts';
import { readMachine } from '../domain/machine-text.ts';
import type { DealView } from './schemas.ts';
import { classesOf, type ClassRecord, type DealRecord, periodsOf, type PeriodRecord } from './store.ts';

type Difference = DealView['differences'][number];

const STATUSES = ['structuring', 'offering', 'revolving', 'amortizing', 'accelerated', 'redeemed', 'cancelled'];
/** Scale of the amounts paid for each unit. */
const UNIT = 1n << 96n;

/**
 * Compares the tables of every deal with its contract, by the numbers of `contracts/INVARIANTS.md`; each difference is kept with the
 * deal and told. The chain is asked at the block that the index has reached, so that both speak of the same moment.
 * @returns how many differences there are in all
 */
export async function reconcileDeals(deps: SecuritizationDeps): Promise<number> {
  const { database, chain } = deps;
  const { chainId, loans } = await securitizationPlace(deps);
  const deals = await database.client.deal.findMany({ where: { chainId }, orderBy: { blockNumber: 'asc' } });
  let sum = 0;
  for (const { address: place } of deals) {
    const cursor = await database.client.indexCursor.findUnique({ where: { chainId } });
    const deal = await database.client.deal.findUnique({ where: { chainId_address: { chainId, address: place } } });
    if (cursor === null || deal === null) continue;
    const [classes, periods, orders] = await Promise.all([
      classesOf(database, deal),
      periodsOf(database, deal),
      standingOrders(database, deal),
    ]);
    const books = { deal, classes, periods, orders };
    const differences = await differencesOf(chain, loans, books, cursor.number, await pledgedOf(deps, deal));
    const later = await database.client.indexCursor.findUnique({ where: { chainId } });
    // What the index read meanwhile belongs to the next comparison.
    if (later?.hash !== cursor.hash && differences.length > 0) continue;
    sum += differences.length;
    await keep(deps, deal, differences, cursor.number);
  }
  return sum;
}

async function keep({ database }: SecuritizationDeps, deal: DealRecord, differences: readonly Difference[], block: bigint): Promise<void> {
  const { chainId, address: place } = deal;
  const text = canonicalJson(differences.map(({ invariant, words }) => ({ invariant, words: { ...words } })));
  await database.write(async (tx) => {
    const where = { chainId_deal: { chainId, deal: place } };
    const before = await tx.dealComparison.findUnique({ where });
    const data = { differences: text, blockNumber: block, comparedAt: new Date() };
    await tx.dealComparison.upsert({ where, create: { chainId, deal: place, ...data }, update: data });
    if (before?.differences !== text && (before !== null || differences.length > 0)) {
      await appendOutbox(tx, { topic: 'deal.changed', key: place, payload: { deal: place, differences: differences.length } });
    }
  });
}

interface Books {
  readonly deal: DealRecord;
  readonly classes: readonly ClassRecord[];
  readonly periods: readonly PeriodRecord[];
  readonly orders: readonly OrderRecord[];
}

async function differencesOf(
  chain: ChainClient,
  loans: ReturnType<typeof address>,
  { deal, classes, periods, orders }: Books,
  at: bigint,
  pledged: number,
): Promise<Difference[]> {
  const found: Difference[] = [];
  const say = (invariant: string, en: string, zh: string) => found.push({ invariant, words: { en, zh } });
  const place = address(deal.address);
  const view = { address: place, abi: dealAbi, at } as const;
  const status = STATUSES[await chain.readView({ ...view, functionName: 'status', args: [] })];
  if (status !== deal.status)
    say('DL-STATUS', `The contract is ${status}, the database says ${deal.status}.`, `合约为 ${status}，数据库为 ${deal.status}。`);
  if (deal.machine !== null) {
    const state = await chain.readView({ ...view, functionName: 'state', args: [] });
    for (const [name, ours, theirs] of unequalFields(readMachine(deal.machine), state)) {
      say('DL-STATE', `${name} is ${theirs} in the contract and ${ours} here.`, `${name}：合约为 ${theirs}，本地为 ${ours}。`);
    }
  }
  for (const { period } of periods.filter(({ isAgreed }) => !isAgreed)) {
    say(
      'DL-POSTINGS',
      `Our interpreter posts period ${period} otherwise than the contract did.`,
      `第 ${period} 期：本地计算与合约记账不同。`,
    );
  }
  for (const record of classes) await compareClass(chain, view, record, say);
  await compareOrders(chain, orders, at, say);
  const cash = await chain.readView({ ...view, functionName: 'cash', args: [] });
  const held = await chain.readView({ address: address(deal.asset), abi: depositTokenAbi, functionName: 'balanceOf', args: [place], at });
  if (held < cash) say('DL-CASH', `The deal knows of ${cash} but holds ${held}.`, `交易账上有 ${cash}，实际持有 ${held}。`);
  const onChain = Number(await chain.readView({ address: loans, abi: loanRegistryAbi, functionName: 'pledgedCount', args: [place], at }));
  if (onChain !== pledged)
    say('LR-PLEDGED', `${onChain} loans are pledged, the database says ${pledged}.`, `链上质押 ${onChain} 笔，数据库为 ${pledged} 笔。`);
  return found;
}

async function compareClass(
  chain: ChainClient,
  view: { readonly address: ReturnType<typeof address>; readonly abi: typeof dealAbi; readonly at: bigint },
  record: ClassRecord,
  say: (invariant: string, en: string, zh: string) => void,
): Promise<void> {
  const account = await chain.readView({ ...view, functionName: 'classOf', args: [BigInt(record.class)] });
  if (account.claimed !== BigInt(record.claimed)) {
    say(
      'DL-CLAIMED',
      `Holders of ${record.symbol} took ${account.claimed}, the database says ${record.claimed}.`,
      `${record.symbol} 持有人已领取 ${account.claimed}，数据库为 ${record.claimed}。`,
    );
  }
  const paid = BigInt(record.paidPrincipal) + BigInt(record.paidInterest);
  const spread = (account.accumulator * account.units) / UNIT;
  if (spread > paid) {
    say('DL-ACCUMULATOR', `${record.symbol} accumulated ${spread} of ${paid} paid.`, `${record.symbol} 累计分配 ${spread}，实付 ${paid}。`);
  }
}

/** Members of the state that differ, with both values. */
function unequalFields(ours: WaterfallState, theirs: object): [name: string, ours: string, theirs: string][] {
  const flat = (value: unknown, path: string): [string, string][] => {
    if (Array.isArray(value)) return value.flatMap((member, place) => flat(member, `${path}[${place}]`));
    if (typeof value === 'object' && value !== null) {
      return Object.entries(value).flatMap(([name, member]) => flat(member, path === '' ? name : `${path}.${name}`));
    }
    return [[path, String(value)]];
  };
  const known = new Map(flat(theirs, ''));
  return flat(ours, '').flatMap(([name, value]) => (known.get(name) === value ? [] : [[name, value, known.get(name) ?? 'missing']]));
}

async function pledgedOf({ database }: SecuritizationDeps, { chainId, address: pool }: DealRecord): Promise<number> {
  const words = await database.client.pledgeWord.findMany({ where: { chainId, pool } });
  return words.reduce((sum, { bits }) => sum + BigInt(bits).toString(2).replaceAll('0', '').length, 0);
}

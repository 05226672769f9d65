import { DomainError } from '../../kernel/errors.ts';
import { RatingPage } from '../../rating/schemas.ts';
import { DealView, DraftPage, PledgesAccepted, TransactionAccepted } from '../../securitization/deals/schemas.ts';
import { readPoolLoans } from '../../securitization/pools/select-pool.ts';
import type { ApiClient } from '../cli/api-client.ts';
import type { Output } from '../cli/output.ts';
import type { System } from '../open-system.ts';
import { DEMO_PAIR } from './demo-accounts.ts';
import { cashOf, closePeriod, type Pair } from './demo-closings.ts';
import { GERMAN_DEAL, germanDeal, SBA_DEAL, sbaDeal } from './demo-deals.ts';
import { admitInvestors, claim, orderDeposit, subscribe } from './demo-investors.ts';
import { orderByHouse, until, waitForBlocks } from './demo-orders.ts';
import { germanFate, type PastPeriod, replayPool, sbaFate } from './demo-past.ts';
import { openDemoPeople } from './demo-people.ts';
import { makeDeal } from './demo-pools.ts';
import { tradeNotes } from './demo-trades.ts';
import { publishAll, type RatedSubject } from './seed-ratings.ts';

interface Standing {
  readonly deal: string;
  readonly poolId: string;
  readonly past: readonly PastPeriod[];
}

interface Seeding {
  readonly system: System;
  readonly api: ApiClient;
  readonly pair: Pair;
  readonly tell: (text: string) => void;
}

/**
 * Brings two deals to where they stand after some years: their loans are pledged, their notes sold and their quarters closed with the
 * defaults that the loans really had. A loan of the one is offered to the other as well, and refused. What is there stays.
 */
export async function seedDeals(system: System, output: Output, source: string): Promise<void> {
  const people = await openDemoPeople(system);
  try {
    const pair = { preparer: await people.as(DEMO_PAIR.preparer), approver: await people.as(DEMO_PAIR.approver) };
    const seeding = { system, api: pair.preparer, pair, tell: (text: string) => output.progress(`demo: ${text}`) };
    const standing = await setUp(seeding, source);
    await offer(seeding, standing);
    await Promise.all(standing.map((one) => live(seeding, one)));
    await rate(seeding, standing);
    await trade(seeding, standing[0].deal);
  } finally {
    await people.close();
  }
}

async function setUp({ system, api, tell }: Seeding, source: string): Promise<readonly [Standing, Standing]> {
  const drafts = (await api.get(DraftPage, '/v1/deal-drafts', { limit: '1' })).data;
  if (drafts.length === 0) tell('2,101 SBA loans and the loans of the German customers become two pools with a deal each');
  const [sba, german] = await Promise.all([makeDeal(api, sbaDeal), makeDeal(api, germanDeal(source)), admitInvestors(system)]);
  const sbaPast = await replayPool(system, sba.poolId, { ...SBA_DEAL, fate: sbaFate });
  const germanPast = await replayPool(system, german.poolId, { ...GERMAN_DEAL, fate: await germanFate(system, source) });
  return [
    { ...sba, past: sbaPast },
    { ...german, past: germanPast },
  ];
}

const viewOf = (api: ApiClient, deal: string): Promise<DealView> => api.get(DealView, `/v1/deals/${deal}`);

/** From the pledge of the loans to the notes in the wallets. */
async function offer(seeding: Seeding, standing: readonly [Standing, Standing]): Promise<void> {
  const { system, api, tell } = seeding;
  const views = await Promise.all(standing.map(({ deal }) => viewOf(api, deal)));
  const early = views.filter(({ status }) => status === 'structuring' || status === 'offering');
  if (early.length > 0) {
    for (const { address, pledged, loanCount } of early) {
      if (pledged < loanCount) await api.post(PledgesAccepted, `/v1/deals/${address}/pledges`, {});
    }
    await until(async () =>
      (await Promise.all(early.map(({ address }) => viewOf(api, address)))).every((deal) => deal.pledged === deal.loanCount),
    );
    tell(`${views.map(({ loanCount }) => loanCount).join(' and ')} loans are pledged`);
    await pledgeTwice(seeding, standing);
    await actOn(api, early, 'structuring', 'open');
    tell('three investors subscribe');
    await subscribe(system, api, early);
    await actOn(api, early, 'offering', 'close-offering');
  }
  for (const { deal } of standing) await claim(system, api, deal, 'claim-notes');
}

async function actOn(api: ApiClient, deals: readonly DealView[], from: string, act: 'open' | 'close-offering'): Promise<void> {
  for (const { address } of deals) {
    if ((await viewOf(api, address)).status === from) await api.post(TransactionAccepted, `/v1/deals/${address}/acts`, { act });
  }
  await until(async () => (await Promise.all(deals.map(({ address }) => viewOf(api, address)))).every(({ status }) => status !== from));
}

/** One loan of the first deal is offered to the second one in front of the reader: the registry refuses it by name. */
async function pledgeTwice({ system, api, tell }: Seeding, [first, second]: readonly [Standing, Standing]): Promise<void> {
  const [place] = (await readPoolLoans(system.database.client, first.poolId)).places;
  if (place === undefined) return;
  const loans = [{ tape: place.tapeId, position: place.position }];
  try {
    await api.post(PledgesAccepted, `/v1/deals/${second.deal}/pledges`, { loans });
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'pledge_refused') throw error;
    tell(`loan ${place.position} of the SBA tape is pledged to the second deal too: ${error.message}`);
    return;
  }
  throw new DomainError('demo_incomplete', 'unavailable', 'The registry took a second pledge of one loan.');
}

/** The quarters of a deal one after another; after the first one its investors take their cash. */
async function live({ system, api, pair, tell }: Seeding, { deal, past }: Standing): Promise<void> {
  const { lastPeriod, name } = await viewOf(api, deal);
  if (lastPeriod >= past.length) return;
  const servicer = system.signer('servicer').address;
  const cash = past.reduce((sum, period) => sum + cashOf(period), 0n);
  await waitForBlocks(system, await orderByHouse(system, [await orderDeposit(system, servicer, cash, `servicing:${deal}`)]));
  for (const [at, period] of past.entries()) {
    if (at < lastPeriod) continue;
    await closePeriod(pair, deal, at + 1, period);
    if (at === 0) await claim(system, api, deal, 'claim-cash');
  }
  tell(`${name}: ${past.length} quarters are closed`);
}

/** Ratings under the very names of the deals and their classes. */
async function rate({ api, tell }: Seeding, standing: readonly Standing[]): Promise<void> {
  const known = new Set((await api.get(RatingPage, '/v1/ratings', { limit: '100' })).data.map(({ subject }) => subject.name));
  const views = await Promise.all(standing.map(({ deal }) => viewOf(api, deal)));
  const subjects = views.flatMap(({ name, classes }): RatedSubject[] => {
    const [a, b] = classes;
    const all: RatedSubject[] = [['deal', name, ['BBB', 25n]]];
    if (a !== undefined) all.push(['tranche', a.name, ['AA', 5n]]);
    if (b !== undefined) all.push(['tranche', b.name, ['BB', 110n]]);
    return all;
  });
  const missing = subjects.filter(([, name]) => !known.has(name));
  if (missing.length === 0) return;
  tell('rating the deals and their classes');
  await publishAll(api, missing);
}

/** Notes change hands at the desk. */
async function trade({ system, api, tell }: Seeding, deal: string): Promise<void> {
  const view = await viewOf(api, deal);
  if (await tradeNotes(system, api, view)) tell(`${view.name}: investors offer, bid for and trade notes`);
}

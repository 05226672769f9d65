import { canonicalJson, type Json } from '../../kernel/canonical-json.ts';
import type { Address } from '../../kernel/hex.ts';
import { dealAbi } from '../../platform/chain/abi/deal.ts';
import { trancheTokenAbi } from '../../platform/chain/abi/tranche-token.ts';
import type { Offspring } from '../../platform/chain/index/offspring.ts';
import type { IndexedEvent } from '../../platform/chain/index/indexed-event.ts';
import type { Projection } from '../../platform/chain/index/projection.ts';
import type { Tx } from '../../platform/database/database.ts';
import { appendOutbox } from '../../platform/outbox/outbox.ts';
import { applyPeriod } from './apply-period.ts';
import { imageOf, openingMachine, statusOf } from './deal-machine.ts';
import { payRest, sweepDust } from './redeem-deal.ts';
import { listOf, structOf, textOf } from './event-args.ts';
import { applyToken } from './token-projection.ts';

interface RawTerms {
  readonly trustee: string;
  readonly residualAccount: string;
  readonly servicerKey: string;
  readonly offeringEnd: string;
  readonly loanCount: string;
  readonly documentHash: string;
  readonly payees: readonly string[];
  readonly classes: readonly { readonly name: string; readonly symbol: string; readonly investorClasses: string }[];
  readonly image: string;
}

/** Deals, their classes, periods and holdings as the events of the factory and its children tell them. */
export function dealProjection(factory: Address): Projection {
  return {
    name: 'deals',
    reset,
    apply: async (tx, event) => {
      if (event.address === factory && event.name === 'DealCreated') await create(tx, event);
      if (event.contract === 'Deal') await applyDeal(tx, event);
      if (event.contract === 'TrancheToken') await applyToken(tx, event);
    },
  };
}

/** The deals of a factory and their tokens: the index reads them from their creation on. */
export function dealOffspring(factory: Address): Offspring {
  return {
    parent: factory,
    event: 'DealCreated',
    abis: { Deal: dealAbi, TrancheToken: trancheTokenAbi },
    childrenOf: (event) => [
      { contract: 'Deal', address: textOf(event, 'deal') },
      ...listOf(event, 'tokens').map((token) => ({ contract: 'TrancheToken', address: token })),
    ],
  };
}

async function reset(tx: Tx, chainId: number): Promise<void> {
  const where = { chainId };
  await tx.deal.deleteMany({ where });
  await tx.dealClass.deleteMany({ where });
  await tx.dealPeriod.deleteMany({ where });
  await tx.dealRestatement.deleteMany({ where });
  await tx.trancheHolding.deleteMany({ where });
}

async function create(tx: Tx, event: IndexedEvent): Promise<void> {
  const { chainId, blockNumber, blockTime, txHash } = event;
  const terms = structOf<RawTerms>(event, 'terms');
  const deal = textOf(event, 'deal');
  const { trustee, residualAccount, servicerKey, documentHash, image } = terms;
  await tx.deal.create({
    data: {
      chainId,
      address: deal,
      originator: textOf(event, 'originator'),
      asset: textOf(event, 'asset'),
      trustee,
      residualAccount,
      servicerKey,
      documentHash,
      image,
      payees: canonicalJson(terms.payees),
      offeringEnd: BigInt(terms.offeringEnd),
      loanCount: Number(terms.loanCount),
      status: 'structuring',
      createdTime: blockTime,
      blockNumber,
      txHash,
    },
  });
  const tokens = listOf(event, 'tokens');
  await tx.dealClass.createMany({
    data: terms.classes.map(({ name, symbol, investorClasses }, place) => ({
      chainId,
      deal,
      class: place,
      token: tokens[place] ?? '',
      name,
      symbol,
      investorClasses: Number(investorClasses),
    })),
  });
  await tx.dealDraft.updateMany({ where: { documentHash, state: 'ordered' }, data: { state: 'created', deal } });
  await announce(tx, event, deal, { status: 'structuring' });
}

async function applyDeal(tx: Tx, event: IndexedEvent): Promise<void> {
  const { chainId, address: deal } = event;
  const where = { chainId_address: { chainId, address: deal } };
  const change = (data: Parameters<typeof tx.deal.update>[0]['data']) => tx.deal.update({ where, data });
  switch (event.name) {
    case 'OfferingOpened':
      await change({ status: 'offering' });
      return announce(tx, event, deal, { status: 'offering' });
    case 'DealClosed':
      return close(tx, event);
    case 'DealCancelled':
      await change({ status: 'cancelled' });
      return announce(tx, event, deal, { status: 'cancelled' });
    case 'PeriodClosed': {
      const status = await applyPeriod(tx, event);
      return announce(tx, event, deal, { status, period: textOf(event, 'period') });
    }
    case 'PeriodRestated':
      return restate(tx, event);
    case 'ReportLate':
      await change({ latePeriod: Number(textOf(event, 'period')) });
      return announce(tx, event, deal, { late: textOf(event, 'period') });
    case 'AccelerationDeclared':
      return announce(tx, event, deal, { acceleration: textOf(event, 'reason') });
    case 'ServicerDefaultDeclared':
      await change({ isServicerDefault: true });
      return announce(tx, event, deal, { servicerDefault: textOf(event, 'reason') });
    case 'ServicerKeyChanged':
      await change({ nextServicerKey: textOf(event, 'key'), nextServicerFrom: BigInt(textOf(event, 'from')) });
      return announce(tx, event, deal, { servicerKey: textOf(event, 'key') });
    case 'HoldersPaid':
      return addClaimed(tx, event);
    case 'RestPaid':
      return payRest(tx, event);
    case 'DustSwept':
      await sweepDust(tx, event);
      return announce(tx, event, deal, { swept: textOf(event, 'amount') });
    case 'DealRedeemed':
      await change({ status: 'redeemed' });
      return announce(tx, event, deal, { status: 'redeemed' });
    default:
  }
}

async function close(tx: Tx, event: IndexedEvent): Promise<void> {
  const { chainId, address: deal, blockTime } = event;
  const where = { chainId_address: { chainId, address: deal } };
  const { image } = await tx.deal.findUniqueOrThrow({ where });
  const machine = openingMachine(image);
  const status = statusOf(image, machine);
  await tx.deal.update({
    where,
    data: {
      status,
      machine,
      closedTime: blockTime,
      reserveAtClosing: textOf(event, 'reserve'),
      proceeds: textOf(event, 'proceeds'),
    },
  });
  for (const [place, { original }] of imageOf(image).classes.entries()) {
    const offered = String(original);
    await tx.dealClass.update({ where: { chainId_deal_class: { chainId, deal, class: place } }, data: { offered } });
  }
  await announce(tx, event, deal, { status });
}

async function addClaimed(tx: Tx, event: IndexedEvent): Promise<void> {
  const { chainId, address: deal } = event;
  const where = { chainId_deal_class: { chainId, deal, class: Number(textOf(event, 'class')) } };
  const { claimed } = await tx.dealClass.findUniqueOrThrow({ where });
  await tx.dealClass.update({ where, data: { claimed: String(BigInt(claimed) + BigInt(textOf(event, 'amount'))) } });
}

async function restate(tx: Tx, event: IndexedEvent): Promise<void> {
  await tx.dealRestatement.create({
    data: {
      chainId: event.chainId,
      deal: event.address,
      period: Number(textOf(event, 'period')),
      version: Number(textOf(event, 'version')),
      previous: textOf(event, 'previous'),
      restated: textOf(event, 'restated'),
      reason: textOf(event, 'reason'),
      time: event.blockTime,
      txHash: event.txHash,
    },
  });
  await announce(tx, event, event.address, { restated: textOf(event, 'period') });
}

async function announce(tx: Tx, event: IndexedEvent, deal: string, detail: Record<string, string>): Promise<void> {
  const payload: Json = { ...detail, event: event.name, deal, block: String(event.blockNumber) };
  await appendOutbox(tx, { topic: 'deal.changed', key: deal, payload });
}

import { securitizationPlace, type SecuritizationDeps, type SecuritizationPlace } from '../open-securitization.ts';
import { assetOf } from '../deals/asset-view.ts';
import { imageOf } from '../deals/deal-machine.ts';
import { readMachine } from '../domain/machine-text.ts';
import { isLive } from '../deals/deal-status.ts';
import type { AssetView } from '../deals/schemas.ts';
import { type ClassRecord, type DealRecord, findClass, findDeal } from '../deals/store.ts';
import { DomainError } from '../../kernel/errors.ts';
import { type Outstanding, shareOfBalance } from '../domain/desk/order-price.ts';
import { WAD } from '../domain/integer-division.ts';

/** A class of a deal as something that is traded. */
export interface Market {
  readonly place: SecuritizationPlace;
  readonly deal: DealRecord;
  readonly record: ClassRecord;
  readonly asset: AssetView;
  readonly outstanding: ClassOutstanding;
}

export interface ClassOutstanding extends Outstanding {
  /** Whether a price is a share of the outstanding balance: a residual class and one that was paid back have none. */
  readonly isPricedOnBalance: boolean;
}

/** Units of a class and the balance behind them, as the deal stands. */
export function outstandingOf({ image: imageHex, machine }: Pick<DealRecord, 'image' | 'machine'>, place: number): ClassOutstanding {
  const terms = imageOf(imageHex).classes[place];
  const units = terms?.original ?? 0n;
  const balance = machine === null ? 0n : (readMachine(machine).classes[place]?.balance ?? 0n);
  return { units, balance, isPricedOnBalance: balance > 0n && units > 0n && terms?.isResidual === false };
}

/** A price as a share of the outstanding balance, wad; null where there is none to compare with. */
export function shareText(price: bigint, outstanding: ClassOutstanding): string | null {
  return outstanding.isPricedOnBalance ? String(shareOfBalance(price, outstanding)) : null;
}

/** What prices of a class are given in when they are entered: the outstanding balance, else the face. */
export function pricedOn({ isPricedOnBalance, balance, units }: ClassOutstanding): Outstanding {
  return isPricedOnBalance ? { balance, units } : { balance: WAD, units: WAD };
}

/** @throws {@link DomainError} `deal_unknown`, `class_unknown` */
export async function openMarket(deps: SecuritizationDeps, target: string, place: number): Promise<Market> {
  const deal = await findDeal(deps, target);
  return {
    place: await securitizationPlace(deps),
    deal,
    record: await findClass(deps.database, deal, place),
    asset: await assetOf(deps, deal.asset),
    outstanding: outstandingOf(deal, place),
  };
}

/** @throws {@link DomainError} `deal_state_wrong` */
export function requireTraded({ status, address }: DealRecord): void {
  if (isLive(status)) return;
  throw new DomainError(
    'deal_state_wrong',
    'conflict',
    `Notes are traded from the closing of the offering to the end of the deal; it is ${status}.`,
    {
      params: { status, deal: address },
    },
  );
}

import type { Database } from '../../platform/database/database.ts';
import type { SecuritizationDeps } from '../open-securitization.ts';
import type { DoubleView } from '../pools/schemas.ts';
import { viewDoubles } from '../pools/tape-standing.ts';
import { type DealRecord, findDeal } from './store.ts';

/** Loans of a deal that were proven to be registered before, also those that left it since. @throws {@link DomainError} `deal_unknown` */
export async function doublesOfDeal(deps: SecuritizationDeps, target: string): Promise<DoubleView[]> {
  return frozenLoans(deps.database, await findDeal(deps, target));
}

async function frozenLoans({ client }: Database, { chainId, address: pool }: DealRecord): Promise<DoubleView[]> {
  return viewDoubles(client, chainId, await client.doubleLoan.findMany({ where: { chainId, pool }, orderBy: { later: 'asc' } }));
}

/** How many frozen loans a deal still has. */
export async function frozenCount(database: Database, deal: DealRecord): Promise<number> {
  return (await frozenLoans(database, deal)).filter(({ isPledged }) => isPledged).length;
}

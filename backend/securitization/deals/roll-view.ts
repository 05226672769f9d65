import { BUCKETS } from '../domain/loans/delinquency.ts';
import { type BookedLoan, readBookLine } from '../domain/servicing/period-book.ts';
import { classifyLoans, rollHistory } from '../domain/servicing/roll-history.ts';
import type { SecuritizationDeps } from '../open-securitization.ts';
import { linesOfPeriod, numberedLoans } from './period-pool.ts';
import type { RollView } from './schemas.ts';
import { findDeal } from './store.ts';

/**
 * How the loans of a deal rolled from bucket to bucket over its periods, as their files say it, and how they are classified now. Periods
 * that were reported by totals end it: nothing is known of the loans since.
 * @throws {@link DomainError} `deal_unknown`, `pool_missing`, `tape_not_committed`
 */
export async function viewRolls({ database, chain }: Pick<SecuritizationDeps, 'database' | 'chain'>, target: string): Promise<RollView> {
  const { client } = database;
  const deal = await findDeal({ database, chain }, target);
  const loans = await numberedLoans(client, deal);
  const periods: (readonly BookedLoan[])[] = [];
  let last: readonly string[] = [];
  for (let period = 1; period <= deal.lastPeriod; period++) {
    const lines = await linesOfPeriod(client, deal, period);
    if (lines.length === 0) break;
    periods.push(lines.map(readBookLine));
    last = lines;
  }
  const { byBalance, byCount, seen, left } = rollHistory(loans, periods);
  const texts = (matrix: typeof byBalance) => matrix.map((row) => row.map(String));
  return {
    periods: periods.length,
    lastPeriod: deal.lastPeriod,
    buckets: [...BUCKETS],
    byBalance: texts(byBalance),
    byCount: texts(byCount),
    seen: [...seen],
    left: [...left],
    categories: classifyLoans(loans, last).map((share) => ({ ...share, balanceMinor: String(share.balanceMinor) })),
  };
}

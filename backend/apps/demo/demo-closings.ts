import { DomainError } from '../../kernel/errors.ts';
import { ClosingPage, ClosingView } from '../../securitization/deals/schemas.ts';
import type { ApiClient } from '../cli/api-client.ts';
import type { PastPeriod } from './demo-past.ts';
import { until } from './demo-orders.ts';

/** The two people of a closing. */
export interface Pair {
  readonly preparer: ApiClient;
  readonly approver: ApiClient;
}

/** Closes one period as two people do; goes on with a report that was prepared or approved before. */
export async function closePeriod({ preparer, approver }: Pair, deal: string, period: number, past: PastPeriod): Promise<void> {
  const [newest] = (await preparer.get(ClosingPage, '/v1/period-closings', { deal, limit: '1' })).data;
  const isUnderWay = newest?.period === period && (newest.state === 'prepared' || newest.state === 'approved');
  const closing = isUnderWay ? newest : await preparer.post(ClosingView, `/v1/deals/${deal}/closings`, reportOf(past));
  const path = `/v1/period-closings/${closing.id}`;
  if (closing.state === 'prepared')
    await approver.post(ClosingView, `${path}/decision`, { decision: 'approve', note: 'Agrees with the tape.' });
  await until(async () => {
    const { state, transaction } = await preparer.get(ClosingView, path);
    if (state === 'failed')
      throw new DomainError('demo_incomplete', 'unavailable', `Period ${period} was not closed: ${transaction?.error ?? 'refused'}`);
    return state === 'closed';
  });
}

/** A quarter as the API takes it. */
export function reportOf({ interest, principal, recoveries, defaults, poolEnd, late, loanCount, tapeRoot }: PastPeriod) {
  const amounts = { interest, principal, recoveries, defaults, poolEnd };
  const texts = Object.fromEntries(Object.entries(amounts).map(([name, amount]) => [name, String(amount)]));
  return { ...texts, late: late.map(String), loanCount, tapeRoot };
}

/** Cash that the servicer pays with a report. */
export function cashOf({ interest, principal, recoveries }: PastPeriod): bigint {
  return interest + principal + recoveries;
}

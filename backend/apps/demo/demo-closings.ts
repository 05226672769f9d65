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
  const closing = isUnderWay ? newest : await preparePeriod(preparer, deal, period, past);
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

/** Hands over a quarter as its servicer does, with the file of its loans. */
export function preparePeriod(api: ApiClient, deal: string, period: number, { file }: PastPeriod): Promise<ClosingView> {
  const path = `/v1/deals/${deal}/period-file/closing`;
  return api.upload(ClosingView, path, { fileName: `period-${period}.csv` }, new TextEncoder().encode(file), 'text/csv');
}

/** Cash that the servicer pays with a report. */
export function cashOf({ interest, principal, recoveries }: PastPeriod): bigint {
  return interest + principal + recoveries;
}

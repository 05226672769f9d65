import { address, hash32 } from '../../kernel/hex.ts';
import { DomainError } from '../../kernel/errors.ts';
import type { DatabaseClient } from '../../platform/database/database.ts';
import { cursorDate, decodeCursor, toPage } from '../../platform/http/page.ts';
import { type SecuritizationDeps, securitizationPlace } from '../open-securitization.ts';
import { reportView } from './period-views.ts';
import { readReport } from './report-args.ts';
import type { ClosingView } from './schemas.ts';
import type { z } from 'zod';
import type { ClosingPage } from './schemas.ts';
import { headBehind } from './closing-document.ts';
import type { ClosingRecord } from './store.ts';

/** A document holds a line for each loan: it is read where it is needed only. */
const WITHOUT_DOCUMENT = { document: true } as const;

interface ClosingFilter {
  readonly deal?: string | undefined;
  readonly state?: string | undefined;
  readonly cursor?: string | undefined;
}

/** Closings, the newest first. */
export async function listClosings(deps: SecuritizationDeps, filter: ClosingFilter, limit: number): Promise<z.infer<typeof ClosingPage>> {
  const { client } = deps.database;
  const { chainId } = await securitizationPlace(deps);
  const { deal, state, cursor } = filter;
  const rows = await client.periodClosing.findMany({
    where: { chainId, ...(deal === undefined ? {} : { deal }), ...(state === undefined ? {} : { state }), ...before(cursor) },
    omit: WITHOUT_DOCUMENT,
    orderBy: [{ preparedAt: 'desc' }, { id: 'desc' }],
    take: limit + 1,
  });
  const page = toPage(
    rows,
    limit,
    (row) => [row.preparedAt.getTime(), row.id],
    (row) => row,
  );
  return { ...page, data: await Promise.all(page.data.map((row) => viewOf(client, row))) };
}

function before(cursor: string | undefined) {
  if (cursor === undefined) return {};
  const [time, id = ''] = decodeCursor(cursor, 2);
  const preparedAt = cursorDate(time);
  return { OR: [{ preparedAt: { lt: preparedAt } }, { preparedAt, id: { lt: id } }] };
}

/** @throws {@link DomainError} `closing_unknown` */
export async function viewClosing({ database }: SecuritizationDeps, id: string): Promise<ClosingView> {
  const record = await database.client.periodClosing.findUnique({ where: { id }, omit: WITHOUT_DOCUMENT });
  if (record === null) throw new DomainError('closing_unknown', 'not_found', 'There is no closing with this id.');
  return viewOf(database.client, record);
}

/** What became of it follows from the deal's periods and from its transaction; the row keeps what people decided. */
async function viewOf(client: DatabaseClient, record: Omit<ClosingRecord, 'document'>): Promise<ClosingView> {
  const { id, deal, period, version, transactionId } = record;
  const transaction = transactionId === null ? null : await client.chainTransaction.findUnique({ where: { id: transactionId } });
  const closed = await onChain(client, record);
  const isClosed = record.state === 'approved' && closed !== null && closed.txHash === transaction?.txHash;
  const state = isClosed ? 'closed' : record.state === 'approved' && transaction?.state === 'failed' ? 'failed' : record.state;
  return {
    id,
    deal: address(deal),
    period,
    version,
    state: state as ClosingView['state'],
    report: reportView(readReport(record.report)),
    ...(await headBehind(client, id)),
    digest: hash32(record.digest),
    note: record.note,
    preparedBy: record.preparedBy,
    preparedAt: record.preparedAt.toISOString(),
    decidedBy: record.decidedBy,
    decidedAt: record.decidedAt?.toISOString() ?? null,
    transaction:
      transaction === null
        ? null
        : {
            id: transaction.id,
            state: transaction.state,
            hash: transaction.txHash === null ? null : hash32(transaction.txHash),
            error: transaction.error,
          },
  };
}

/** The period or the restatement that a closing came to be. */
function onChain(
  client: DatabaseClient,
  { chainId, deal, period, version }: Omit<ClosingRecord, 'document'>,
): Promise<{ readonly txHash: string } | null> {
  const place = { chainId, deal, period };
  return version === 0
    ? client.dealPeriod.findUnique({ where: { chainId_deal_period: place } })
    : client.dealRestatement.findUnique({ where: { chainId_deal_period_version: { ...place, version } } });
}

import { address, hash32 } from '../../kernel/hex.ts';
import { DomainError } from '../../kernel/errors.ts';
import { type Actor, fourEyesOf } from '../../platform/auth/another-person.ts';
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
  readonly limit: number;
}

/** Who looks: whether that one may decide is told with a closing. */
type Reader = Actor['caller'];

/** Closings, the newest first, as `reader` sees them. */
export async function listClosings(
  deps: SecuritizationDeps,
  { deal, state, cursor, limit }: ClosingFilter,
  reader: Reader,
): Promise<z.infer<typeof ClosingPage>> {
  const { client } = deps.database;
  const { chainId } = await securitizationPlace(deps);
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
  const preparers = page.data.map((row) => row.preparedBy);
  const mayDecide = await fourEyesOf(client, reader, preparers);
  return { ...page, data: await Promise.all(page.data.map((row) => viewOf(client, row, mayDecide))) };
}

function before(cursor: string | undefined) {
  if (cursor === undefined) return {};
  const [time, id = ''] = decodeCursor(cursor, 2);
  const preparedAt = cursorDate(time);
  return { OR: [{ preparedAt: { lt: preparedAt } }, { preparedAt, id: { lt: id } }] };
}

/** @throws {@link DomainError} `closing_unknown` */
export async function viewClosing({ database }: SecuritizationDeps, id: string, reader: Reader): Promise<ClosingView> {
  const record = await database.client.periodClosing.findUnique({ where: { id }, omit: WITHOUT_DOCUMENT });
  if (record === null) throw new DomainError('closing_unknown', 'not_found', 'There is no closing with this id.');
  return viewOf(database.client, record, await fourEyesOf(database.client, reader, [record.preparedBy]));
}

/** What became of it follows from the deal's periods and from its transaction; the row keeps what people decided. */
async function viewOf(
  client: DatabaseClient,
  record: Omit<ClosingRecord, 'document'>,
  mayDecide: (preparedBy: string) => boolean,
): Promise<ClosingView> {
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
    decidable: state === 'prepared' && mayDecide(record.preparedBy),
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

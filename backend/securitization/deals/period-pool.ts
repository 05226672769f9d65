import { DomainError } from '../../kernel/errors.ts';
import { type NumberedLoan, standAfter } from '../domain/servicing/period-book.ts';
import type { SecuritizationDeps } from '../open-securitization.ts';
import { readPoolLoans } from '../pools/select-pool.ts';
import { closingBehind, documentOf, linesOf } from './closing-document.ts';
import { readReport } from './report-args.ts';
import type { DealRecord } from './store.ts';

type Client = SecuritizationDeps['database']['client'];

/**
 * The loans of a deal with their registry numbers, as they stood at the end of its last period.
 * @throws {@link DomainError} `pool_missing`, `tape_not_committed`, `period_lines_missing`
 */
export async function poolBefore(
  { database: { client } }: Pick<SecuritizationDeps, 'database'>,
  deal: DealRecord,
): Promise<NumberedLoan[]> {
  const loans = await numberedLoans(client, deal);
  if (deal.lastPeriod === 0) return loans;
  const lines = await lastLines(client, deal);
  return standAfter(loans, lines);
}

/**
 * The loans of a deal at the cut-off with their registry numbers.
 * @throws {@link DomainError} `pool_missing`, `tape_not_committed`
 */
export async function numberedLoans(
  client: Client,
  { chainId, originator, documentHash, address: deal }: DealRecord,
): Promise<NumberedLoan[]> {
  const draft = await client.dealDraft.findFirst({ where: { documentHash, deal }, orderBy: { createdAt: 'desc' } });
  if (draft?.poolId == null)
    throw new DomainError('pool_missing', 'unprocessable', 'This installation knows no pool of the deal; report its totals without loans.');
  const { loans, places } = await readPoolLoans(client, draft.poolId);
  const firsts = new Map<string, bigint>();
  for (const tapeId of new Set(places.map((place) => place.tapeId))) {
    const { root } = (await client.tape.findUnique({ where: { id: tapeId }, select: { root: true } })) ?? { root: null };
    const known = await client.registryTape.findFirst({ where: { chainId, root: root ?? '', originator } });
    if (known === null)
      throw new DomainError('tape_not_committed', 'conflict', 'The registry has no such tape of ours; commit it first.', {
        params: { tape: tapeId },
      });
    firsts.set(tapeId, known.first);
  }
  return loans.map((loan, at) => {
    const place = places[at];
    return { number: (firsts.get(place?.tapeId ?? '') ?? 0n) + BigInt(place?.position ?? 0), loan };
  });
}

/** Lines of a closed period, none where it was reported by totals. */
export async function linesOfPeriod(client: Client, { chainId, address: deal }: DealRecord, period: number): Promise<readonly string[]> {
  const place = { chainId, deal, period };
  const { report } = await client.dealPeriod.findUniqueOrThrow({ where: { chainId_deal_period: place } });
  const closing = await closingBehind(client, place, readReport(report).documentHash);
  return closing === null ? [] : linesOf(await documentOf(client, closing));
}

async function lastLines(client: Client, deal: DealRecord): Promise<readonly string[]> {
  const { lastPeriod: period } = deal;
  const lines = await linesOfPeriod(client, deal, period);
  if (lines.length > 0) return lines;
  throw new DomainError(
    'period_lines_missing',
    'conflict',
    `Period ${period} was reported by totals without loans, so that nothing is known of them since; report by totals again.`,
    { params: { period } },
  );
}

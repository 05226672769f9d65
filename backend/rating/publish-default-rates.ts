import { encodeFunctionData } from 'viem';
import { DomainError } from '../kernel/errors.ts';
import type { Tx } from '../platform/database/database.ts';
import { appendAudit } from '../platform/audit-log/audit-log.ts';
import { ratingBookAbi } from '../platform/chain/abi/rating-book.ts';
import { type RatingDeps, ratingPlace } from './open-rating.ts';
import { enqueue, type Order } from './publish-rating.ts';
import { readBook } from './rating-client.ts';
import type { PublishDefaultRates } from './schemas.ts';
import { ownAgency, readScale } from './store.ts';

const DEFAULT_RATES_KIND = 'rating.default-rates';
const COUNT_MAX = 2n ** 53n;

/**
 * Orders the publication of the default rates of a year, or their restatement as the next version.
 * @throws {@link DomainError} `default_rates_incomplete`, `year_not_over`, `rating_pending`, `scale_unknown`, `agency_unknown`
 */
export async function publishDefaultRates(
  deps: RatingDeps,
  request: PublishDefaultRates,
  order: Order,
): Promise<{ year: number; version: number; transactionId: string }> {
  const place = await ratingPlace(deps);
  const { chainId } = place;
  const sender = deps.signer('rating').address;
  const agencyId = await ownAgency(readBook(deps.chain, place.book), sender);
  const scale = await readScale(deps.database.client, chainId, request.scale);
  const rows = request.grades.map(({ rated, defaulted }) => ({ rated: BigInt(rated), defaulted: BigInt(defaulted) }));
  requireComplete(rows, scale.grades.length);
  const now = new Date(Number((await deps.chain.readHead()).timestamp) * 1_000);
  if (request.year >= now.getUTCFullYear())
    throw new DomainError('year_not_over', 'conflict', 'Default rates are published when the year is over.', {
      params: { year: request.year },
    });
  const { year } = request;
  const refId = `${agencyId}:${request.scale}:${year}`;
  return deps.database.write(async (tx) => {
    await requireQuiet(tx, refId);
    const where = { chainId, agencyId, scaleId: request.scale, year };
    const { _max } = await tx.ratingDefaultRate.aggregate({ where, _max: { version: true } });
    const version = (_max.version ?? 0) + 1;
    const args = [request.scale, year, version, rows.map(({ rated }) => rated), rows.map(({ defaulted }) => defaulted)] as const;
    const data = encodeFunctionData({ abi: ratingBookAbi, functionName: 'publishDefaultRates', args });
    const transactionId = await enqueue(tx, { place, sender, refId, data, kind: DEFAULT_RATES_KIND });
    await appendAudit(tx, {
      actor: order.actor,
      action: 'default-rates.ordered',
      entity: 'default-rates',
      entityId: refId,
      outcome: 'ok',
      requestId: order.requestId,
      detail: { year, version },
      at: new Date(),
    });
    return { year, version, transactionId };
  });
}

function requireComplete(rows: readonly { rated: bigint; defaulted: bigint }[], grades: number): void {
  const wrong = rows.findIndex(({ rated, defaulted }) => defaulted > rated || rated >= COUNT_MAX);
  if (rows.length === grades && wrong < 0) return;
  const fault =
    rows.length === grades
      ? { pointer: `/grades/${wrong}`, code: 'out_of_range', detail: 'holds more defaults than rated subjects' }
      : { pointer: '/grades', code: 'wrong_count', detail: `has one row for each of the ${grades} grades` };
  throw new DomainError(
    'default_rates_incomplete',
    'invalid',
    'Default rates have one row for each grade, with defaults among the rated.',
    {
      params: { grades },
      faults: [fault],
    },
  );
}

/** The version is read from the index, which may know of the block before the submitter does, or after it. */
async function requireQuiet(tx: Tx, refId: string): Promise<void> {
  const latest = await tx.chainTransaction.findFirst({ where: { kind: DEFAULT_RATES_KIND, refId }, orderBy: { createdAt: 'desc' } });
  if (latest === null || latest.state === 'failed') return;
  const { txHash } = latest;
  if (txHash !== null && (await tx.ratingDefaultRate.findFirst({ where: { txHash } })) !== null) return;
  throw new DomainError('rating_pending', 'conflict', 'Default rates of this year are on their way to the chain; try again later.', {
    retryable: true,
  });
}

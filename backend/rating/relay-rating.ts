import { encodeFunctionData } from 'viem';
import { address, hash32, type Hex } from '../kernel/hex.ts';
import { appendAudit } from '../platform/audit-log/audit-log.ts';
import { ratingBookAbi } from '../platform/chain/abi/rating-book.ts';
import { ratingOrder, type RatingWords } from './domain/rating-order.ts';
import { ACTIONS, OUTLOOKS, WATCHES } from './domain/vocabulary.ts';
import { type RatingDeps, ratingPlace } from './open-rating.ts';
import { type RatingOrder, RatingTypedData, type SignedRating } from './order-schemas.ts';
import { enqueue, type Order, requireQuiet } from './publish-rating.ts';
import type { PublishAccepted } from './schemas.ts';

function wordsOf(order: RatingOrder): RatingWords {
  return {
    agency: order.agency,
    subject: hash32(order.subject),
    scale: order.scale,
    grade: order.grade,
    outlook: OUTLOOKS.indexOf(order.outlook),
    watch: WATCHES.indexOf(order.watch),
    action: ACTIONS.indexOf(order.action) + 1,
    pd: BigInt(order.pdWad),
    modelHash: hash32(order.modelHash),
    reportHash: hash32(order.reportHash),
    validUntil: BigInt(order.validUntil),
    sequence: BigInt(order.sequence),
  };
}

/** What the key of an agency signs for `order`. */
export async function typedDataOf(deps: RatingDeps, order: RatingOrder): Promise<RatingTypedData> {
  const typed = ratingOrder(await ratingPlace(deps), { rating: wordsOf(order), deadline: BigInt(order.deadline) });
  const { rating, deadline } = typed.message;
  const texts = Object.entries(rating).map(([name, value]) => [name, typeof value === 'bigint' ? String(value) : value]);
  return RatingTypedData.parse({ ...typed, message: { rating: Object.fromEntries(texts), deadline: String(deadline) } });
}

/**
 * Brings a publication that another agency's key has signed to the book; the house pays for the transaction and says
 * nothing itself. The contract is asked first, so that only what it takes is sent.
 * @throws {@link DomainError} `rating_pending`, and what the contract refuses
 */
export async function relayRating(deps: RatingDeps, { order, key, signature }: SignedRating, by: Order): Promise<PublishAccepted> {
  const place = await ratingPlace(deps);
  const sender = deps.signer('rating').address;
  const args = [wordsOf(order), BigInt(order.deadline), address(key), signature as Hex] as const;
  const data = encodeFunctionData({ abi: ratingBookAbi, functionName: 'publishBySig', args });
  const refId = `${order.agency}:${order.subject}`;
  await deps.database.write((tx) => requireQuiet(tx, refId));
  await deps.chain.estimateGas({ from: sender, to: place.book, data }, ratingBookAbi);
  return deps.database.write(async (tx) => {
    await requireQuiet(tx, refId);
    const transactionId = await enqueue(tx, { place, sender, refId, data });
    await appendAudit(tx, {
      actor: by.actor,
      action: 'rating.relayed',
      entity: 'rating',
      entityId: order.subject,
      outcome: 'ok',
      requestId: by.requestId,
      detail: { agency: order.agency, sequence: order.sequence, key },
      at: new Date(),
    });
    return { subject: order.subject, sequence: order.sequence, action: order.action, transactionId };
  });
}

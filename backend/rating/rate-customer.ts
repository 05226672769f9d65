import { encodeFunctionData } from 'viem';
import { credentialPlace, placeKey, readStandings } from '../attestation/credential-standing.ts';
import { openCustomerKey } from '../intake/customer-keys.ts';
import { DomainError } from '../kernel/errors.ts';
import { hash32 } from '../kernel/hex.ts';
import { appendAudit } from '../platform/audit-log/audit-log.ts';
import { ratingBoardAbi } from '../platform/chain/abi/rating-board.ts';
import { enqueueTransaction } from '../platform/chain/submitter/enqueue-transaction.ts';
import type { DatabaseClient, Tx } from '../platform/database/database.ts';
import type { RateAccepted, RateCustomer } from './schemas.ts';
import { viewKey } from './domain/board-mask.ts';
import { CUSTOMER_GRADES } from './domain/customer-grades.ts';
import { maskRating, packSlot, slotKey } from './domain/rating-slot.ts';
import { type RatingDeps, ratingPlace } from './open-rating.ts';
import type { Order } from './publish-rating.ts';
import { readSlot } from './rating-client.ts';
import { houseIssuer } from './read-board.ts';

const SLOT_KIND = 'rating.slot';

/**
 * Orders the newest rating of a customer into their slot on chain: what their newest anchored credential says, masked, or
 * that they have no rating any more.
 * @throws {@link DomainError} `credential_not_anchored`, `credential_out_of_force`, `rating_pending`, `customer_erased`
 */
export async function rateCustomer(deps: RatingDeps, { customerId, status }: RateCustomer, order: Order): Promise<RateAccepted> {
  const { client } = deps.database;
  const where = await ratingPlace(deps);
  const { chainId, board } = where;
  const issuerId = await houseIssuer(deps, where);
  const credential = await newestCredential(client, { chainId, issuerId, customerId });
  if (status === 'in-force' && !credential.isLive) {
    throw new DomainError(
      'credential_out_of_force',
      'conflict',
      'The newest credential of this customer is not in force; issue a new one.',
    );
  }
  const customerKey = await openCustomerKey(client, deps.wrap, customerId);
  const tag = hash32(credential.tag);
  const sequence = (await readSlot(deps.chain, board, { issuerId, tag })).seq + 1n;
  const grade = CUSTOMER_GRADES.indexOf(credential.score.grade);
  const isRated = status === 'in-force' && grade >= 0;
  const key = slotKey(viewKey(customerKey, issuerId), sequence);
  const { place, issuedAt, expiry } = credential;
  const masks = maskRating(isRated ? grade : null, isRated ? credential.score.score : 0, key);
  const slot = packSlot({
    ...masks,
    status,
    batch: place.batch,
    index: BigInt(credential.position),
    issued: issuedAt,
    expiry,
    seq: sequence,
  });
  const refId = `${issuerId}:${tag}`;
  return deps.database.write(async (tx) => {
    const earlier = await earlierOrders(tx, { chainId, board, refId });
    const transactionId = await enqueueTransaction(tx, {
      chainId,
      kind: SLOT_KIND,
      refId,
      idempotencyKey: `${SLOT_KIND}:${chainId}:${board}:${refId}:${earlier}`,
      sender: deps.signer('issuer').address,
      target: board,
      data: encodeFunctionData({ abi: ratingBoardAbi, functionName: 'rate', args: [tag, slot] }),
    });
    await appendAudit(tx, {
      actor: order.actor,
      action: 'rating-slot.ordered',
      entity: 'customer',
      entityId: customerId,
      outcome: 'ok',
      requestId: order.requestId,
      detail: { issuer: issuerId, sequence: String(sequence), status },
      at: new Date(),
    });
    return { issuerId, tag, sequence: String(sequence), transactionId };
  });
}

/** The credential under the customer's own tag; unlinkable copies have tags of their own. */
async function newestCredential(
  client: DatabaseClient,
  { chainId, issuerId, customerId }: { readonly chainId: number; readonly issuerId: number; readonly customerId: string },
) {
  const batch = { chainId, issuerId, batch: { not: null } };
  const row = await client.credential.findFirst({
    where: { customerId, copy: 0, batch },
    orderBy: { seq: 'desc' },
    select: {
      tag: true,
      position: true,
      issuedAt: true,
      expiry: true,
      score: { select: { score: true, grade: true } },
      batch: { select: { chainId: true, issuerId: true, batch: true, firstLeaf: true } },
    },
  });
  const place = row === null ? null : credentialPlace(row);
  if (row === null || row.position === null || place === null) {
    throw new DomainError(
      'credential_not_anchored',
      'conflict',
      'This customer has no credential on the ledger that a rating could point at.',
    );
  }
  const isLive = !(await readStandings(client, [place])).has(placeKey(place));
  return { ...row, position: row.position, place, isLive };
}

/** Number of orders so far; two on their way would want the same sequence number. */
async function earlierOrders(
  tx: Tx,
  { chainId, board, refId }: { readonly chainId: number; readonly board: string; readonly refId: string },
) {
  const where = { kind: SLOT_KIND, refId, chainId, target: board };
  const pending = await tx.chainTransaction.findFirst({ where: { ...where, state: { in: ['new', 'signed'] } }, select: { id: true } });
  if (pending === null) return tx.chainTransaction.count({ where });
  throw new DomainError('rating_pending', 'conflict', 'A rating of this customer is on its way to the chain; try again once it is there.', {
    params: { transaction: pending.id },
    retryable: true,
  });
}

import { subjectTag } from '../attestation/domain/customer-secrets.ts';
import { openCustomerKey } from '../intake/customer-keys.ts';
import { type Hash32, toHex } from '../kernel/hex.ts';
import { decodeCursor, type Page, toPage } from '../platform/http/page.ts';
import { OwnSlotView, SlotRow, SlotView } from './schemas.ts';
import { viewKey } from './domain/board-mask.ts';
import { CUSTOMER_GRADES } from './domain/customer-grades.ts';
import { slotKey, unmaskRating, unpackSlot } from './domain/rating-slot.ts';
import { type RatingDeps, ratingPlace } from './open-rating.ts';
import { readSlot } from './rating-client.ts';
import { timeText } from './rating-views.ts';
import { houseIssuer } from './read-board.ts';

type Deps = Pick<RatingDeps, 'database' | 'chain'>;

/** Slots that were ever written, by tag, as the index has them. */
export async function listSlots(
  deps: RatingDeps,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<Page<SlotRow>> {
  const place = await ratingPlace(deps);
  const issuerId = await houseIssuer(deps, place);
  const [after] = cursor === undefined ? [] : decodeCursor(cursor, 1);
  const rows = await deps.database.client.ratingSlot.findMany({
    where: { chainId: place.chainId, issuerId, ...(after === undefined ? {} : { tag: { gt: after } }) },
    orderBy: { tag: 'asc' },
    take: limit + 1,
  });
  return toPage(
    rows,
    limit,
    ({ tag }) => [tag],
    ({ tag, packed, blockNumber }) => {
      const { status, expiry, seq } = unpackSlot(BigInt(packed));
      return SlotRow.parse({ issuerId, tag, status, expiry: timeText(expiry), sequence: String(seq), block: String(blockNumber) });
    },
  );
}

/** The slot as the contract has it now. */
export async function viewSlot(deps: Deps, { issuerId, tag }: { readonly issuerId: number; readonly tag: Hash32 }): Promise<SlotView> {
  const { chainId, board } = await ratingPlace(deps);
  const head = await deps.chain.readHead();
  const { seq, batch, index, issued, expiry, ...slot } = await readSlot(deps.chain, board, { issuerId, tag, at: head.number });
  const isWritten = slot.status !== 'none';
  return SlotView.parse({
    chainId,
    contract: board,
    issuerId,
    tag,
    ...slot,
    isInForce: slot.status === 'in-force' && head.timestamp < expiry,
    batch: String(batch),
    index: String(index),
    issued: isWritten ? timeText(issued) : null,
    expiry: isWritten ? timeText(expiry) : null,
    sequence: String(seq),
    asOfBlock: String(head.number),
  });
}

/** The slot of a customer of the house, opened with their key, and the key that opens it for others. @throws {@link DomainError} `customer_erased` */
export async function viewOwnSlot(deps: RatingDeps, customerId: string): Promise<OwnSlotView> {
  const issuerId = await houseIssuer(deps, await ratingPlace(deps));
  const customerKey = await openCustomerKey(deps.database.client, deps.wrap, customerId);
  const view = await viewSlot(deps, { issuerId, tag: subjectTag(customerKey, issuerId, 0) });
  const key = slotKey(viewKey(customerKey, issuerId), BigInt(view.sequence));
  const opened = view.status === 'in-force' ? unmaskRating(view, key, CUSTOMER_GRADES.length) : null;
  const grade = opened === null ? null : (CUSTOMER_GRADES[opened.grade] ?? null);
  return OwnSlotView.parse({ ...view, grade, score: opened?.score ?? null, key: toHex(key) });
}

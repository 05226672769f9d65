import { openCustomerKey } from '../intake/customer-keys.ts';
import { DomainError } from '../kernel/errors.ts';
import { fromHex, toHex } from '../kernel/hex.ts';
import { creditLedgerAbi } from '../platform/chain/abi/credit-ledger.ts';
import { epochKey, PAGE_WORDS, unmaskGrade, viewKey, WORD_PLACES } from './domain/board-mask.ts';
import { CUSTOMER_GRADES } from './domain/customer-grades.ts';
import { type RatingDeps, type RatingPlace, ratingPlace } from './open-rating.ts';
import { readWritings, writerOf } from './board-writings.ts';
import { readBoardPage, readBoardPlace } from './rating-client.ts';
import { BoardPlaceView, BoardReading, BoardView, ViewKeyView } from './schemas.ts';

type Deps = Pick<RatingDeps, 'database' | 'chain'>;

/** The house's board as everybody sees it, and what its last writing took. */
export async function viewBoard(deps: RatingDeps): Promise<BoardView> {
  const place = await ratingPlace(deps);
  const issuerId = await houseIssuer(deps, place);
  const where = { chainId: place.chainId, issuerId };
  const { _count, _max } = await deps.database.client.ratingBoardWord.aggregate({ where, _count: true, _max: { blockNumber: true } });
  const page = await readBoardPage(deps.chain, place.board, { issuerId, firstWord: 0n });
  const places = await deps.database.client.ratingBoardPlace.count({ where });
  return BoardView.parse({
    chainId: place.chainId,
    contract: place.board,
    issuerId,
    epoch: String(page.epoch),
    words: _count,
    places,
    updatedBlock: _max.blockNumber === null ? null : String(_max.blockNumber),
    ...(await readWritings(deps.database.client, { chainId: place.chainId, board: place.board, issuerId, places })),
  });
}

/** One masked byte with its page, and whether the events say the same. */
export async function viewPlace(
  deps: Deps,
  { issuerId, place }: { readonly issuerId: number; readonly place: number },
): Promise<BoardPlaceView> {
  const { chainId, board } = await ratingPlace(deps);
  const { number: at } = await deps.chain.readHead();
  const word = Math.floor(place / WORD_PLACES);
  const first = BigInt(Math.floor(word / PAGE_WORDS) * PAGE_WORDS);
  const [{ masked, epoch }, page] = await Promise.all([
    readBoardPlace(deps.chain, board, { issuerId, place, at }),
    readBoardPage(deps.chain, board, { issuerId, firstWord: first, at }),
  ]);
  const { client } = deps.database;
  const where = { chainId_issuerId_word: { chainId, issuerId, word: BigInt(word) } };
  const indexed = await client.ratingBoardWord.findUnique({ where });
  const isIndexed = indexed !== null && indexed.blockNumber === page.writtenBlock;
  return BoardPlaceView.parse({
    chainId,
    contract: board,
    issuerId,
    place,
    epoch: String(epoch),
    masked,
    grades: [...CUSTOMER_GRADES],
    asOfBlock: String(at),
    writtenBlock: String(page.writtenBlock),
    transaction: await writerOf(client, { chainId, board, page: `${issuerId}:${first}`, block: page.writtenBlock }),
    sameInEvents: isIndexed ? fromHex(indexed.bits)[place % WORD_PLACES] === masked : null,
  });
}

/** Reads one grade with a key that its holder gave away; anyone can do the same with the chain alone. */
export async function readBoard(
  deps: Deps,
  { issuerId, place, key }: { readonly issuerId: number; readonly place: number; readonly key: string },
): Promise<BoardReading> {
  const { board } = await ratingPlace(deps);
  const { number: at } = await deps.chain.readHead();
  const { masked, epoch } = await readBoardPlace(deps.chain, board, { issuerId, place, at });
  const grade = epoch === 0n ? null : unmaskGrade(masked, fromHex(key), place, CUSTOMER_GRADES.length);
  const label = grade === null ? null : (CUSTOMER_GRADES[grade] ?? null);
  return BoardReading.parse({ issuerId, place, epoch: String(epoch), grade: label, asOfBlock: String(at) });
}

/**
 * The key that opens a customer's place in the present epoch, to be handed to those who may read it.
 * @throws {@link DomainError} `not_on_board`, `customer_erased`
 */
export async function deriveViewKey(deps: RatingDeps, customerId: string): Promise<ViewKeyView> {
  const where = await ratingPlace(deps);
  const { chainId, board } = where;
  const issuerId = await houseIssuer(deps, where);
  const found = await deps.database.client.ratingBoardPlace.findUnique({
    where: { chainId_issuerId_customerId: { chainId, issuerId, customerId } },
  });
  const notThere = () => new DomainError('not_on_board', 'not_found', 'This customer has no place on the rating board yet.');
  if (found === null) throw notThere();
  const first = BigInt(Math.floor(found.place / WORD_PLACES / PAGE_WORDS) * PAGE_WORDS);
  const { epoch } = await readBoardPage(deps.chain, board, { issuerId, firstWord: first });
  if (epoch === 0n) throw notThere();
  const customerKey = await openCustomerKey(deps.database.client, deps.wrap, customerId);
  const key = toHex(epochKey(viewKey(customerKey, issuerId), epoch));
  return ViewKeyView.parse({ chainId, contract: board, issuerId, place: found.place, epoch: String(epoch), key });
}

/** @throws {@link DomainError} `no_customer` when the account belongs to no customer */
export async function customerOfLogin({ database }: Deps, caller: { readonly kind: string; readonly id: string }): Promise<string> {
  const login = caller.kind === 'user' ? await database.client.customerLogin.findUnique({ where: { userId: caller.id } }) : null;
  if (login === null) throw new DomainError('no_customer', 'not_found', 'This account belongs to no customer.');
  return login.customerId;
}

/** Number of the house on the ledger. */
export async function houseIssuer({ chain, signer }: RatingDeps, { ledger }: RatingPlace): Promise<number> {
  const args = [signer('issuer').address] as const;
  return (await chain.readView({ address: ledger, abi: creditLedgerAbi, functionName: 'keyOf', args }))[0];
}

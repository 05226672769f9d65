import { DomainError } from '../kernel/errors.ts';
import type { Address, Hash32 } from '../kernel/hex.ts';
import { ratingBoardAbi } from '../platform/chain/abi/rating-board.ts';
import { ratingBookAbi } from '../platform/chain/abi/rating-book.ts';
import type { ChainClient } from '../platform/chain/chain-client.ts';
import { type RatingSlot, unpackSlot } from './domain/rating-slot.ts';
import { ACTIONS, OUTLOOKS, type RatingState, RATING_STATES, WATCHES } from './domain/vocabulary.ts';

/** One publication as the contract keeps it. */
export interface BookEntry {
  readonly key: Address;
  readonly time: bigint;
  readonly validUntil: bigint;
  readonly action: string;
  readonly grade: number;
  readonly scaleId: number;
  readonly outlook: string;
  readonly watch: string;
  readonly pd: bigint;
  readonly modelHash: string;
  readonly reportHash: string;
}

type RawEntry = {
  readonly key: string;
  readonly time: number;
  readonly validUntil: number;
  readonly action: number;
  readonly grade: number;
  readonly scale: number;
  readonly outlook: number;
  readonly watch: number;
  readonly pd: bigint;
  readonly modelHash: string;
  readonly reportHash: string;
};

function entryOf(raw: RawEntry): BookEntry {
  return {
    key: raw.key.toLowerCase() as Address,
    time: BigInt(raw.time),
    validUntil: BigInt(raw.validUntil),
    action: ACTIONS[raw.action - 1] ?? '',
    grade: raw.grade,
    scaleId: raw.scale,
    outlook: OUTLOOKS[raw.outlook] ?? '',
    watch: WATCHES[raw.watch] ?? '',
    pd: raw.pd,
    modelHash: raw.modelHash.toLowerCase(),
    reportHash: raw.reportHash.toLowerCase(),
  };
}

/** What the book says of an agency and a subject at one block; null for an entry that does not exist. */
export interface BookReader {
  entry(agencyId: number, subject: Hash32, sequence: bigint): Promise<BookEntry | null>;
  standing(agencyId: number, subject: Hash32): Promise<{ state: RatingState; sequence: bigint; entry: BookEntry }>;
  /** Agency that the key belongs to, 0 for none. */
  agencyOfKey(key: Address): Promise<number>;
}

export function readBook(chain: ChainClient, book: Address, at: bigint | 'latest' = 'latest'): BookReader {
  const view = { address: book, abi: ratingBookAbi, at } as const;
  return {
    entry: async (agencyId, subject, sequence) => {
      try {
        return entryOf(await chain.readView({ ...view, functionName: 'ratingAt', args: [agencyId, subject, sequence] }));
      } catch (error) {
        if (error instanceof DomainError && error.params['error'] === 'BookEntryUnknown') return null;
        throw error;
      }
    },
    standing: async (agencyId, subject) => {
      const [state, sequence, entry] = await chain.readView({ ...view, functionName: 'ratingOf', args: [agencyId, subject] });
      return { state: RATING_STATES[state] ?? 'not-rated', sequence, entry: entryOf(entry) };
    },
    agencyOfKey: async (key) => (await chain.readView({ ...view, functionName: 'keyOf', args: [key] }))[0],
  };
}

/** One masked byte of an issuer's board, with the number of its masks. */
export async function readBoardPlace(
  chain: ChainClient,
  board: Address,
  { issuerId, place, at }: { readonly issuerId: number; readonly place: number; readonly at: bigint },
): Promise<{ masked: number; epoch: bigint }> {
  const args = [issuerId, BigInt(place)] as const;
  const [masked, epoch] = await chain.readView({ address: board, abi: ratingBoardAbi, functionName: 'denseOf', args, at });
  return { masked, epoch };
}

/** State of the page of an issuer's board that begins with `firstWord`. */
export async function readBoardPage(
  chain: ChainClient,
  board: Address,
  { issuerId, firstWord, at = 'latest' }: { readonly issuerId: number; readonly firstWord: bigint; readonly at?: bigint | 'latest' },
) {
  return chain.readView({ address: board, abi: ratingBoardAbi, functionName: 'pageOf', args: [issuerId, firstWord], at });
}

/** Newest rating of the customer with this tag. */
export async function readSlot(
  chain: ChainClient,
  board: Address,
  { issuerId, tag, at = 'latest' }: { readonly issuerId: number; readonly tag: Hash32; readonly at?: bigint | 'latest' },
): Promise<RatingSlot> {
  return unpackSlot(await chain.readView({ address: board, abi: ratingBoardAbi, functionName: 'latestOf', args: [issuerId, tag], at }));
}

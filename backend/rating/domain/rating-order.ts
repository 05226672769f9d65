import type { Address, Hash32 } from '../../kernel/hex.ts';

/** One publication in the numbers of the contract. */
export interface RatingWords {
  readonly agency: number;
  readonly subject: Hash32;
  readonly scale: number;
  readonly grade: number;
  readonly outlook: number;
  readonly watch: number;
  readonly action: number;
  readonly pd: bigint;
  readonly modelHash: Hash32;
  readonly reportHash: Hash32;
  readonly validUntil: bigint;
  readonly sequence: bigint;
}

const RATING_TYPE = [
  { name: 'agency', type: 'uint32' },
  { name: 'subject', type: 'bytes32' },
  { name: 'scale', type: 'uint32' },
  { name: 'grade', type: 'uint8' },
  { name: 'outlook', type: 'uint8' },
  { name: 'watch', type: 'uint8' },
  { name: 'action', type: 'uint8' },
  { name: 'pd', type: 'uint64' },
  { name: 'modelHash', type: 'bytes32' },
  { name: 'reportHash', type: 'bytes32' },
  { name: 'validUntil', type: 'uint64' },
  { name: 'sequence', type: 'uint64' },
] as const;

/** What a key of an agency signs (EIP-712), so that anybody may bring its publication to the book. */
export function ratingOrder(
  { chainId, book }: { readonly chainId: number; readonly book: Address },
  { rating, deadline }: { readonly rating: RatingWords; readonly deadline: bigint },
) {
  return {
    domain: { name: 'Credence Rating Book', version: '1', chainId, verifyingContract: book },
    types: {
      PublishRating: [
        { name: 'rating', type: 'Rating' },
        { name: 'deadline', type: 'uint64' },
      ],
      Rating: RATING_TYPE,
    },
    primaryType: 'PublishRating',
    message: { rating, deadline },
  } as const;
}

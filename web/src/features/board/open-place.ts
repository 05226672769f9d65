import { fromHex } from '../../../../backend/kernel/hex.ts';
import type { BoardPlaceView, ViewKeyView } from '../../../../backend/rating/schemas.ts';
import { unmaskGrade } from '../../../../backend/rating/domain/board-mask.ts';

export const CHECKS = ['sameBoard', 'sameEpoch', 'sameInEvents', 'opens'] as const;

export interface OpenedPlace {
  /** Null when the key opens nothing here. */
  readonly grade: string | null;
  readonly checks: readonly { readonly id: (typeof CHECKS)[number]; readonly status: 'pass' | 'fail' | 'unknown' }[];
}

/** Opens a masked place with a view key, in this browser; a grade counts only when the key is for this writing of this board. */
export function openPlace(view: ViewKeyView, place: BoardPlaceView): OpenedPlace {
  const isBoard = view.chainId === place.chainId && view.contract === place.contract;
  const isEpoch = isBoard && view.epoch === place.epoch;
  const grade = isEpoch ? unmaskGrade(place.masked, fromHex(view.key as `0x${string}`), place.place, place.grades.length) : null;
  const said = (holds: boolean) => (holds ? 'pass' : 'fail');
  return {
    grade: grade === null ? null : (place.grades[grade] ?? null),
    checks: [
      { id: 'sameBoard', status: said(isBoard) },
      { id: 'sameEpoch', status: isBoard ? said(isEpoch) : 'unknown' },
      { id: 'sameInEvents', status: place.sameInEvents === null ? 'unknown' : said(place.sameInEvents) },
      { id: 'opens', status: isEpoch ? said(grade !== null) : 'unknown' },
    ],
  };
}

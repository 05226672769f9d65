import { OUTLOOKS, SUBJECT_KINDS, WATCHES } from '../../../../backend/rating/domain/vocabulary.ts';
import type { PublishRating, ScaleView } from '../../../../backend/rating/schemas.ts';
import { percentToWad } from './percent-to-wad.ts';

/** What stands in the form; `action` is empty where it follows from the change. */
export interface Draft {
  kind: string;
  name: string;
  scale: string;
  grade: string;
  outlook: string;
  watch: string;
  isWithdrawn: boolean;
  pd: string;
  modelHash: string;
  reportHash: string;
  validDays: string;
}

export function emptyDraft(scale: ScaleView | undefined): Draft {
  return {
    kind: SUBJECT_KINDS[0],
    name: '',
    scale: String(scale?.id ?? ''),
    grade: scale?.grades[0] ?? '',
    outlook: OUTLOOKS[0],
    watch: WATCHES[0],
    isWithdrawn: false,
    pd: '',
    modelHash: '',
    reportHash: '',
    validDays: '365',
  };
}

/** The request of a form; what is not well-formed goes as it is, so that the API names the reason. */
export function requestOf(draft: Draft): Record<keyof PublishRating, unknown> {
  return {
    kind: draft.kind,
    name: draft.name,
    scale: Number(draft.scale),
    grade: draft.grade,
    outlook: draft.outlook,
    watch: draft.watch,
    action: draft.isWithdrawn ? 'withdrawn' : undefined,
    pdWad: percentToWad(draft.pd) ?? draft.pd,
    modelHash: draft.modelHash.trim().toLowerCase(),
    reportHash: draft.reportHash.trim().toLowerCase(),
    validDays: Number(draft.validDays),
  };
}

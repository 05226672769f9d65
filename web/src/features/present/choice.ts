import type { z } from 'zod';
import type { PresentationOrder, Scope, ShownField, WantedClaim } from '../../../../backend/holder/schemas.ts';

/** Fields that a person may show, those that a lender asks for first. */
export const FIELDS: readonly ShownField[] = [
  'score',
  'grade',
  'pdWad',
  'reasonCodes',
  'issuedAt',
  'expiry',
  'modelHash',
  'subjectTag',
  'inputHash',
  'seq',
  'previous',
  'holder',
  'sourceHash',
  'consentHash',
];
/** Below this place stand technical fields, folded until wanted. */
export const PLAIN_FIELDS = 4;

export interface Choice {
  fields: readonly ShownField[];
  scoreAtLeast: number | null;
  pdAtMostBps: number | null;
}

export const NOTHING: Choice = { fields: [], scoreAtLeast: null, pdAtMostBps: null };

export function choiceOf({ fields, claims }: z.infer<typeof Scope>): Choice {
  const threshold = (kind: WantedClaim['kind']): number | null => {
    const found = claims.find((claim) => claim.kind === kind);
    return found === undefined ? null : Number(found.threshold);
  };
  return { fields, scoreAtLeast: threshold('scoreAtLeast'), pdAtMostBps: threshold('pdAtMost') };
}

export function scopeOf({ fields, scoreAtLeast, pdAtMostBps }: Choice): Pick<Required<PresentationOrder>, 'fields' | 'claims'> {
  return {
    fields: FIELDS.filter((field) => fields.includes(field)),
    claims: [
      ...(scoreAtLeast === null ? [] : [{ kind: 'scoreAtLeast' as const, threshold: String(scoreAtLeast) }]),
      ...(pdAtMostBps === null ? [] : [{ kind: 'pdAtMost' as const, threshold: String(pdAtMostBps) }]),
    ],
  };
}

export function isEmpty({ fields, scoreAtLeast, pdAtMostBps }: Choice): boolean {
  return fields.length === 0 && scoreAtLeast === null && pdAtMostBps === null;
}

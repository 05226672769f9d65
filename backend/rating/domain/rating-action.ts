import { DomainError } from '../../kernel/errors.ts';
import type { Outlook, RatingActionName, RatingState, Watch } from './vocabulary.ts';

/** What changes with a publication. */
export interface Standing {
  readonly scaleId: number;
  readonly grade: number;
  readonly outlook: Outlook;
  readonly watch: Watch;
}

/**
 * The action that says what changes from `last` to `next`; the contract takes no other. An affirmation may change
 * outlook and watch together.
 * @throws {@link DomainError} `rating_scale_differs`
 */
export function actionFor(last: Standing | null, next: Standing): RatingActionName {
  if (last === null) return 'assigned';
  if (last.scaleId !== next.scaleId) {
    throw new DomainError(
      'rating_scale_differs',
      'conflict',
      'The rating stands on another scale; withdraw it first and assign it anew on this one.',
      { params: { scale: last.scaleId } },
    );
  }
  if (next.grade < last.grade) return 'upgraded';
  if (next.grade > last.grade) return 'downgraded';
  const isOutlookNew = next.outlook !== last.outlook;
  const isWatchNew = next.watch !== last.watch;
  if (isOutlookNew === isWatchNew) return 'affirmed';
  return isOutlookNew ? 'outlook-changed' : 'watch-changed';
}

/** What a rating is worth at `now`, seconds, as `ratingOf` on chain answers. */
export function stateOf(
  entry: { readonly action: string; readonly validUntil: bigint },
  isAgencyActive: boolean,
  now: bigint,
): RatingState {
  if (entry.action === 'withdrawn') return 'withdrawn';
  if (!isAgencyActive) return 'agency-suspended';
  return now < entry.validUntil ? 'current' : 'expired';
}

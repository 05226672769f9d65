/** What can be rated. Each list below is in the order of the numbers on chain, where 0 stands for none. */
export const SUBJECT_KINDS = ['enterprise', 'deal', 'tranche'] as const;
export type SubjectKind = (typeof SUBJECT_KINDS)[number];

/** Where a rating is likely to go within a year or two; numbered from 0 on chain. */
export const OUTLOOKS = ['stable', 'positive', 'negative', 'developing'] as const;
export type Outlook = (typeof OUTLOOKS)[number];

/** Whether a rating is under review; numbered from 0 on chain. */
export const WATCHES = ['none', 'positive', 'negative'] as const;
export type Watch = (typeof WATCHES)[number];

/** What a publication does to a rating; numbered from 1 on chain. */
export const ACTIONS = ['assigned', 'affirmed', 'upgraded', 'downgraded', 'outlook-changed', 'watch-changed', 'withdrawn'] as const;
export type RatingActionName = (typeof ACTIONS)[number];

/** What a rating is worth now; numbered from 0 on chain. */
export const RATING_STATES = ['not-rated', 'current', 'expired', 'withdrawn', 'agency-suspended'] as const;
export type RatingState = (typeof RATING_STATES)[number];

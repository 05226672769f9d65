/** Grounds of an erasure; words of its own could name the person in a log that is never erased. */
export const ERASURE_REASONS = ['requested', 'consent-withdrawn', 'no-longer-needed', 'unlawful', 'legal-duty'] as const;
export type ErasureReason = (typeof ERASURE_REASONS)[number];

/** The sixteen fields of a credential, in the order of its tree. */
export const SLOT_NAMES = [
  'subjectTag',
  'score',
  'grade',
  'pdWad',
  'modelHash',
  'inputHash',
  'reasonCodes',
  'issuedAt',
  'expiry',
  'seq',
  'previous',
  'holder',
  'sourceHash',
  'consentHash',
  'scoreAtLeast',
  'pdAtMost',
] as const;

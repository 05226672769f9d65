/** Words of `ILedgerInspector.CheckReason`, in its order. */
export const CHECK_REASONS = [
  'Ok',
  'UnknownIssuer',
  'IssuerSuspended',
  'BatchUnknown',
  'BatchMismatch',
  'LogPathInvalid',
  'NotIncluded',
  'BatchFrozen',
  'BatchRevoked',
  'BatchSuperseded',
  'Revoked',
  'Superseded',
  'Suspended',
  'Expired',
] as const;
export type CheckReason = (typeof CHECK_REASONS)[number];

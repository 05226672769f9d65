import type { CheckId } from '../../../../backend/attestation/schemas.ts';

/** The questions by what they are about. */
export const GROUPS = [
  { name: 'file', checks: ['wellFormed', 'rightChain', 'rightContract', 'fieldsMatchRoot'] },
  { name: 'issuer', checks: ['signatureValid', 'issuerAccreditedAtSigning', 'issuerAccreditedNow'] },
  { name: 'ledger', checks: ['rootAnchored', 'included'] },
  { name: 'status', checks: ['batchInForce', 'notRevoked', 'notSuperseded', 'notSuspended', 'isNewest', 'notExpired'] },
  { name: 'holder', checks: ['presentedToYou', 'thresholdsMet'] },
  { name: 'terms', checks: ['accepted'] },
] as const satisfies readonly { name: string; checks: readonly CheckId[] }[];

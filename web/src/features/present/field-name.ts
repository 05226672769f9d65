import type { TFunction } from 'i18next';

const KNOWN = [
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
  'issuer',
  'model',
  'chain',
  'ledger',
  'credentialRoot',
  'holderKey',
  'batch',
  'index',
] as const;

/** A field in the language of the screen; one that we have no word for stays as the API wrote it. */
export function fieldName(t: TFunction, name: string): string {
  const known = KNOWN.find((field) => field === name);
  return known === undefined ? name : t(`verify.field.${known}`);
}

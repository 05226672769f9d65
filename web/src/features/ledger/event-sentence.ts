import type { TFunction } from 'i18next';
import type { z } from 'zod';
import type { LedgerEventView } from '../../../../backend/attestation/schemas.ts';
import { shortHash } from '../../lib/format.ts';

export type LedgerEvent = z.infer<typeof LedgerEventView>;

const EVENTS = [
  'IssuerRegistered',
  'IssuerStatusChanged',
  'KeyAdded',
  'KeyRemoved',
  'Anchored',
  'Revoked',
  'WordRevoked',
  'WordHeld',
  'BatchStateChanged',
  'BatchesFrozen',
  'BatchesThawed',
  'SuccessorSet',
  'AuthorityUpdated',
  'RoleGranted',
  'RoleRevoked',
] as const;

/** What a sentence may name; an event of an older contract may lack one. */
const NO_ARGS = {
  issuer: '?',
  name: '?',
  status: '?',
  key: '?',
  batch: '?',
  leaves: '?',
  index: '?',
  reason: '?',
  word: '?',
  from: '?',
  until: '?',
  successor: '?',
  state: '?',
  authority: '?',
  roleId: '?',
  account: '?',
};

function shortArgs(args: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(args).map(([name, value]) => [name, value.startsWith('0x') ? shortHash(value) : value]));
}

/** Codes of the contract: 1 and 2 for the status, 1 to 6 for the reason of a revocation, 0 to 3 for a batch. */
const STATUSES = ['active', 'suspended'] as const;
const REASONS = ['error', 'fraud', 'withdrawn', 'keyCompromise', 'other', 'superseded'] as const;
const STANDINGS = ['live', 'superseded', 'revoked', 'frozen'] as const;

function codesInWords(t: TFunction, args: Record<string, string>): Record<string, string> {
  const status = STATUSES[Number(args['status']) - 1];
  const reason = REASONS[Number(args['reason']) - 1];
  const standing = STANDINGS[Number(args['state'] ?? -1)];
  return {
    ...(standing === undefined ? {} : { state: t(`ledger.standing.${standing}`) }),
    ...(status === undefined ? {} : { status: t(`ledger.issuerStatus.${status}`) }),
    ...(reason === undefined ? {} : { reason: t(`ledger.revokeReason.${reason}`) }),
  };
}

/** What happened, in one sentence; an event this console does not know keeps its own name. */
export function eventSentence(t: TFunction, event: LedgerEvent): string {
  const known = EVENTS.find((name) => name === event.name);
  return known === undefined
    ? `${event.contract}.${event.name}`
    : t(`ledger.event.${known}`, { ...NO_ARGS, ...shortArgs(event.args), ...codesInWords(t, event.args) });
}

import { useTranslation } from 'react-i18next';
import type { BatchRow, CredentialRow } from '../../../../backend/attestation/schemas.ts';
import type { z } from 'zod';
import { StatusBadge, type Tone } from '../../ui/StatusBadge.tsx';

const BATCH_TONES: Record<BatchRow['state'], Tone> = { built: 'mute', submitted: 'wait', anchored: 'pass', final: 'pass' };

export function BatchState({ state }: { state: BatchRow['state'] }) {
  const { t } = useTranslation();
  return <StatusBadge tone={BATCH_TONES[state]}>{t(`ledger.batchState.${state}`)}</StatusBadge>;
}

/** Marks a batch whose credentials stand in files of the issuer. */
export function BatchOfFile() {
  const { t } = useTranslation();
  return <StatusBadge tone="mute">{t('ledger.ofFile')}</StatusBadge>;
}

const STANDING_TONES: Record<BatchRow['standing'], Tone> = { live: 'pass', superseded: 'warn', revoked: 'fail', frozen: 'fail' };

/** What the ledger says of a batch as a whole. */
export function BatchStanding({ standing }: { standing: BatchRow['standing'] }) {
  const { t } = useTranslation();
  return <StatusBadge tone={STANDING_TONES[standing]}>{t(`ledger.standing.${standing}`)}</StatusBadge>;
}

type CredentialStateName = z.infer<typeof CredentialRow>['state'];
const CREDENTIAL_TONES: Record<CredentialStateName, Tone> = {
  ...BATCH_TONES,
  pending: 'wait',
  overdue: 'fail',
  revoked: 'fail',
  superseded: 'warn',
  suspended: 'warn',
  frozen: 'fail',
};

export function CredentialState({ state }: { state: CredentialStateName }) {
  const { t } = useTranslation();
  return <StatusBadge tone={CREDENTIAL_TONES[state]}>{t(`ledger.credentialState.${state}`)}</StatusBadge>;
}

const TRANSACTION_TONES: Record<string, Tone> = { new: 'mute', signed: 'wait', mined: 'pass', final: 'pass', failed: 'fail' };
const TRANSACTION_STATES = ['new', 'signed', 'mined', 'final', 'failed'] as const;

export function TransactionState({ state }: { state: string }) {
  const { t } = useTranslation();
  const known = TRANSACTION_STATES.find((name) => name === state);
  return <StatusBadge tone={TRANSACTION_TONES[state] ?? 'mute'}>{known === undefined ? state : t(`ledger.txState.${known}`)}</StatusBadge>;
}

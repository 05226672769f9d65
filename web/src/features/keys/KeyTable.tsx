import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { IssuerView } from '../../../../backend/attestation/schemas.ts';
import { readTime } from '../../lib/format.ts';
import { type Column, DataTable } from '../../ui/DataTable.tsx';
import { Hash } from '../../ui/Hash.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { StatusBadge, type Tone } from '../../ui/StatusBadge.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import { TypedConfirm } from '../../ui/TypedConfirm.tsx';
import { keyRole } from '../ledger/key-role.ts';
import { TransactionFate } from '../ledger/TransactionFate.tsx';
import { order } from './order.ts';

type Key = IssuerView['keys'][number];
type Phase = 'active' | 'waits' | 'past';
const TONES: Record<Phase, Tone> = { active: 'pass', waits: 'wait', past: 'mute' };
/** How much of an address is typed to confirm. */
const TAIL = 6;

function phaseOf(key: Key): Phase {
  if (key.active) return 'active';
  return (readTime(key.validFrom)?.getTime() ?? 0) > Date.now() ? 'waits' : 'past';
}

/** Every key with its window; a key in force can be ended at once. */
export function KeyTable({ issuer }: { issuer: IssuerView }) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState<Key | null>(null);
  const end = useMutation({
    mutationFn: (key: Key) => order(`/v1/issuer/keys/${key.address}/removal`, {}),
    onSuccess: () => setChosen(null),
  });
  const columns = useColumns(setChosen);
  return (
    <Panel
      title={t('ledger.keys')}
      note={t('keys.listNote')}
      flush
      {...(end.data === undefined ? {} : { foot: <TransactionFate id={end.data.transaction} /> })}
    >
      <DataTable caption={t('ledger.keys')} columns={columns} rows={issuer.keys} rowKey={(row) => `${row.address}:${row.validFrom}`} />
      {chosen !== null && (
        <TypedConfirm
          title={t('keys.end.title')}
          word={chosen.address.slice(-TAIL)}
          label={t('keys.end.type', { word: chosen.address.slice(-TAIL) })}
          action={t('keys.end.action')}
          isPending={end.isPending}
          error={end.error}
          onConfirm={() => end.mutate(chosen)}
          onClose={() => {
            end.reset();
            setChosen(null);
          }}
        >
          {t('keys.end.text')} <Hash value={chosen.address} full copy={false} />
        </TypedConfirm>
      )}
    </Panel>
  );
}

function useColumns(choose: (key: Key) => void): Column<Key>[] {
  const { t } = useTranslation();
  return useMemo(
    () => [
      { id: 'address', header: t('ledger.keyAddress'), cell: (row) => <Hash value={row.address} /> },
      {
        id: 'state',
        header: t('ledger.state'),
        cell: (row) => <StatusBadge tone={TONES[phaseOf(row)]}>{t(`keys.phase.${phaseOf(row)}`)}</StatusBadge>,
      },
      { id: 'roles', header: t('ledger.keyRoles'), wideOnly: true, cell: (row) => row.roles.map((role) => keyRole(t, role)).join(', ') },
      { id: 'from', header: t('ledger.validFrom'), wideOnly: true, cell: (row) => <TimeText value={row.validFrom} /> },
      {
        id: 'until',
        header: t('ledger.validUntil'),
        wideOnly: true,
        cell: (row) => (row.validUntil === null ? t('ledger.openEnd') : <TimeText value={row.validUntil} />),
      },
      {
        id: 'end',
        header: t('keys.end.column'),
        cell: (row) =>
          phaseOf(row) === 'past' ? (
            '–'
          ) : (
            <Button size="compact-xs" variant="default" onClick={() => choose(row)}>
              {t('keys.end.action')}
            </Button>
          ),
      },
    ],
    [t, choose],
  );
}

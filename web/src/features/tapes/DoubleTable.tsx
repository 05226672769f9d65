import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { DoubleView, RegisteredLoanView } from '../../../../backend/securitization/pools/schemas.ts';
import { type Column, DataTable } from '../../ui/DataTable.tsx';
import { Hash } from '../../ui/Hash.tsx';
import { StatusBadge } from '../../ui/StatusBadge.tsx';
import { TextLink } from '../../ui/TextLink.tsx';
import { TimeText } from '../../ui/TimeText.tsx';

/** Loans that are frozen, because another registration of the same loan came before. */
export function DoubleTable({ rows }: { rows: DoubleView[] }) {
  const { t } = useTranslation();
  const columns = useMemo(
    (): Column<DoubleView>[] => [
      { id: 'later', header: t('tapes.frozenLoan'), cell: (row) => <LoanText loan={row.later} /> },
      { id: 'why', header: t('tapes.frozenWhy'), cell: (row) => <LoanText loan={row.earlier} /> },
      {
        id: 'pool',
        header: t('tapes.pledgedTo'),
        cell: ({ pool, isPledged }) =>
          pool === null ? (
            '–'
          ) : (
            <>
              <TextLink to="/deals/$address" params={{ address: pool }} size="sm">
                <Hash value={pool} copy={false} />
              </TextLink>{' '}
              <StatusBadge tone={isPledged ? 'fail' : 'mute'}>{t(isPledged ? 'tapes.stillPledged' : 'tapes.left')}</StatusBadge>
            </>
          ),
      },
      { id: 'key', header: t('tapes.key'), wideOnly: true, cell: (row) => <Hash value={row.key} /> },
      {
        id: 'at',
        header: t('tapes.provenAt'),
        wideOnly: true,
        cell: (row) => (
          <TextLink to="/ledger/transactions/$hash" params={{ hash: row.transaction }} size="sm">
            <TimeText value={row.at} />
          </TextLink>
        ),
      },
    ],
    [t],
  );
  return <DataTable caption={t('tapes.doubles')} columns={columns} rows={rows} rowKey={(row) => row.later.number} />;
}

/** A loan of the registry, by its own name where its tape is kept here. */
export function LoanText({ loan: { loanId, number, registryTape, position } }: { loan: RegisteredLoanView }) {
  const { t } = useTranslation();
  return (
    <span title={t('tapes.registryPlace', { tape: String(registryTape), position: String(position) })}>
      {loanId ?? t('tapes.unknownLoan')} · {t('tapes.numbered', { number })}
    </span>
  );
}

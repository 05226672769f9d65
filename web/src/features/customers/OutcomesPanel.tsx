import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import type { OutcomeRow } from '../../../../backend/intake/schemas.ts';
import { formatPlainDay } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { type Column, DataTable } from '../../ui/DataTable.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { StatusBadge } from '../../ui/StatusBadge.tsx';
import { TimeText } from '../../ui/TimeText.tsx';

type Outcome = Omit<z.infer<typeof OutcomeRow>, 'importId'>;

/** How a customer turned out, as the source told it since the import: the outcome that counts, and those before it. */
export function OutcomesPanel({ outcomes }: { outcomes: readonly Outcome[] }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const columns = useMemo((): Column<Outcome>[] => {
    const show = (value: Outcome['value']): string => {
      if (value === 1) return t('customers.outcomes.bad');
      return value === 0 ? t('customers.outcomes.good') : String(value);
    };
    return [
      { id: 'outcome', header: t('customers.outcomes.outcome'), cell: ({ value }) => show(value) },
      { id: 'observedOn', header: t('customers.outcomes.observedOn'), cell: (row) => formatPlainDay(row.observedOn, language) },
      { id: 'createdAt', header: t('customers.outcomes.toldAt'), wideOnly: true, cell: (row) => <TimeText value={row.createdAt} /> },
      {
        id: 'state',
        header: t('customers.outcomes.state'),
        cell: ({ isNewest }) => (
          <StatusBadge tone={isNewest ? 'pass' : 'mute'}>{t(`customers.outcomes.${isNewest ? 'counts' : 'superseded'}`)}</StatusBadge>
        ),
      },
    ];
  }, [t, language]);
  if (outcomes.length === 0) return null;
  return (
    <Panel title={t('customers.outcomes.title')} note={t('customers.outcomes.note')} flush>
      <DataTable
        caption={t('customers.outcomes.title')}
        columns={columns}
        rows={outcomes.toReversed()}
        rowKey={(row) => `${row.createdAt}:${row.observedOn}`}
      />
    </Panel>
  );
}

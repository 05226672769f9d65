import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConsentView } from '../../../../backend/holder/schemas.ts';
import { type Column, DataTable } from '../../ui/DataTable.tsx';
import { Loaded } from '../../ui/Loaded.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Empty } from '../../ui/states.tsx';
import { StatusBadge, type Tone } from '../../ui/StatusBadge.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import { ScopeList } from '../me/ScopeList.tsx';
import { customerConsentsQuery } from './queries.ts';

const TONES: Record<ConsentView['state'], Tone> = { active: 'pass', withdrawn: 'mute', expired: 'warn' };

/** What the customer agreed to show, to whom and until when. */
export function CustomerConsents({ customerId }: { customerId: string }) {
  const { t } = useTranslation();
  const query = useQuery(customerConsentsQuery(customerId));
  const columns = useMemo(
    (): Column<ConsentView>[] => [
      { id: 'who', header: t('customers.consent.who'), cell: (row) => row.verifierName },
      {
        id: 'state',
        header: t('ledger.state'),
        cell: (row) => <StatusBadge tone={TONES[row.state]}>{t(`me.consents.state.${row.state}`)}</StatusBadge>,
      },
      { id: 'purpose', header: t('customers.consent.purpose'), wideOnly: true, cell: (row) => row.purpose },
      { id: 'scope', header: t('customers.consent.scope'), wideOnly: true, cell: (row) => <ScopeList scope={row.scope} /> },
      { id: 'signed', header: t('customers.consent.signed'), wideOnly: true, cell: (row) => <TimeText value={row.signedAt} dayOnly /> },
      { id: 'until', header: t('customers.consent.until'), wideOnly: true, cell: (row) => <TimeText value={row.until} dayOnly /> },
    ],
    [t],
  );
  return (
    <Panel title={t('customers.consent.title')} note={t('customers.consent.note')} flush>
      <Loaded query={query}>
        {({ data }) =>
          data.length === 0 ? (
            <Empty title={t('customers.consent.none')}>{t('customers.consent.noneWhy')}</Empty>
          ) : (
            <DataTable caption={t('customers.consent.title')} columns={columns} rows={data} rowKey={(row) => row.id} />
          )
        }
      </Loaded>
    </Panel>
  );
}

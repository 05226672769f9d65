import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { DealRow } from '../../../../backend/securitization/deals/schemas.ts';
import { formatCount, formatWad, unitsToNumber } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import type { Column } from '../../ui/DataTable.tsx';
import { GradeBadge } from '../../ui/GradeBadge.tsx';
import { Page } from '../../ui/Page.tsx';
import { PagedTable } from '../../ui/PagedTable.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { RowLink } from '../../ui/RowLink.tsx';
import { Empty } from '../../ui/states.tsx';
import { TextLink } from '../../ui/TextLink.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import { DealStatusBadge } from './DealStatusBadge.tsx';
import classes from './deals.module.css';
import { Money } from './Money.tsx';
import { dealsQuery } from './queries.ts';

/** All deals side by side: what they hold, how they fare, what is late. */
export function DealsPage() {
  const { t } = useTranslation();
  const { cursor } = useSearch({ from: '/shell/member/deals' });
  const query = useQuery(dealsQuery({ limit: 50, cursor }));
  const columns = useColumns();
  return (
    <Page title={t('deals.title')} purpose={t('deals.purpose')} actions={<TextLink to="/deals/compare">{t('outlook.compare')}</TextLink>}>
      <Panel title={t('deals.list')} note={t('deals.listNote')} flush>
        <PagedTable
          query={query}
          caption={t('deals.list')}
          columns={columns}
          rowKey={(row) => row.address}
          empty={<Empty title={t('deals.none')}>{t('deals.noneWhy')}</Empty>}
        />
      </Panel>
    </Page>
  );
}

function useColumns(): Column<DealRow>[] {
  const { t } = useTranslation();
  const language = useLanguage();
  return useMemo(
    () => [
      {
        id: 'name',
        header: t('deals.deal'),
        sortBy: (row) => row.name,
        cell: (row) => (
          <RowLink to="/deals/$address" params={{ address: row.address }}>
            {row.name}
          </RowLink>
        ),
      },
      { id: 'status', header: t('deals.statusLabel'), cell: (row) => <DealStatusBadge status={row.status} /> },
      {
        id: 'rating',
        header: t('deals.seniorRating'),
        wideOnly: true,
        cell: (row) => (row.classes[0]?.rating ? <GradeBadge grade={row.classes[0].rating.grade} /> : '–'),
      },
      {
        id: 'pool',
        header: t('deals.pool'),
        align: 'end',
        sortBy: (row) => unitsToNumber(row.pool, row.asset.decimals),
        cell: (row) => <Money units={row.pool} asset={row.asset} isShort />,
      },
      { id: 'loans', header: t('deals.loans'), align: 'end', wideOnly: true, cell: (row) => formatCount(row.loanCount, language) },
      {
        id: 'enhancement',
        header: t('deals.seniorEnhancement'),
        align: 'end',
        wideOnly: true,
        cell: (row) => (row.classes[0] === undefined ? '–' : formatWad(row.classes[0].enhancement, language, 1)),
      },
      { id: 'cnl', header: t('deals.cnl'), align: 'end', cell: (row) => formatWad(row.cumulativeNetLoss, language) },
      {
        id: 'overdue',
        header: t('deals.overdue'),
        align: 'end',
        cell: (row) => (row.delinquency === null ? '–' : formatWad(row.delinquency, language)),
      },
      {
        id: 'triggers',
        header: t('deals.triggersActive'),
        align: 'end',
        wideOnly: true,
        cell: (row) => formatCount(row.activeTriggers, language),
      },
      {
        id: 'period',
        header: t('deals.period'),
        align: 'end',
        wideOnly: true,
        cell: (row) => (
          <span className={classes.whole}>{`${formatCount(row.lastPeriod, language)} / ${formatCount(row.periods, language)}`}</span>
        ),
      },
      { id: 'reported', header: t('deals.reported'), wideOnly: true, cell: (row) => <TimeText value={row.reportedAt} dayOnly /> },
    ],
    [t, language],
  );
}

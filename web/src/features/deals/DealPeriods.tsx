import { Anchor, Group, Select, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { DealView, PeriodRow, PeriodView, ReportFile } from '../../../../backend/securitization/deals/schemas.ts';
import { formatCount, formatPlainDay } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { type Column, DataTable } from '../../ui/DataTable.tsx';
import { Facts } from '../../ui/Facts.tsx';
import { Hash } from '../../ui/Hash.tsx';
import { Loaded } from '../../ui/Loaded.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Empty } from '../../ui/states.tsx';
import { StatusBadge } from '../../ui/StatusBadge.tsx';
import { RowLink } from '../../ui/RowLink.tsx';
import { TextLink } from '../../ui/TextLink.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import classes from './deals.module.css';
import { Money } from './Money.tsx';
import { PostingsTable } from './PostingsTable.tsx';
import { periodQuery } from './queries.ts';
import { Restatements } from './Restatements.tsx';
import { WaterfallSankey } from './WaterfallSankey.tsx';

export function DealPeriods({ deal }: { deal: DealView }) {
  const { t } = useTranslation();
  const { period: wanted } = useSearch({ from: '/shell/member/deals/$address' });
  const last = deal.periodRows.at(-1)?.period;
  if (last === undefined) return <Empty title={t('deals.noPeriods')}>{t('deals.noPeriodsWhy')}</Empty>;
  const period = deal.periodRows.find((row) => String(row.period) === wanted)?.period ?? last;
  return (
    <Stack gap="md">
      <PeriodList deal={deal} />
      <OnePeriod deal={deal} period={period} />
    </Stack>
  );
}

function PeriodList({ deal }: { deal: DealView }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const rows = useMemo(() => deal.periodRows.toReversed(), [deal.periodRows]);
  const columns = useMemo(
    (): Column<PeriodRow>[] => [
      {
        id: 'period',
        header: t('deals.period'),
        cell: (row) => (
          <RowLink
            to="/deals/$address"
            params={{ address: deal.address }}
            search={{ tab: 'periods', period: String(row.period) }}
            resetScroll={false}
          >
            {row.period}
          </RowLink>
        ),
      },
      {
        id: 'restated',
        header: t('deals.restatements'),
        align: 'end',
        wideOnly: true,
        cell: (row) => (row.restatements === 0 ? '–' : <StatusBadge tone="warn">{row.restatements}</StatusBadge>),
      },
      { id: 'day', header: t('deals.paymentDay'), wideOnly: true, cell: (row) => formatPlainDay(row.paymentDay, language) },
      { id: 'in', header: t('deals.collections'), align: 'end', cell: (row) => <Money units={collected(row)} asset={deal.asset} bare /> },
      {
        id: 'defaults',
        header: t('deals.defaults'),
        align: 'end',
        wideOnly: true,
        cell: (row) => <Money units={row.report.defaults} asset={deal.asset} bare />,
      },
      {
        id: 'late',
        header: t('deals.overdue'),
        align: 'end',
        wideOnly: true,
        cell: (row) => <Money units={row.report.delinquent} asset={deal.asset} bare />,
      },
      { id: 'paid', header: t('deals.toHolders'), align: 'end', cell: (row) => <Money units={distributed(row)} asset={deal.asset} bare /> },
      {
        id: 'fees',
        header: t('deals.fees'),
        align: 'end',
        wideOnly: true,
        cell: (row) => <Money units={row.fees} asset={deal.asset} bare />,
      },
      {
        id: 'agreed',
        header: t('deals.recomputed'),
        wideOnly: true,
        cell: (row) => (
          <StatusBadge tone={row.isAgreed ? 'pass' : 'fail'}>{t(row.isAgreed ? 'deals.agreed' : 'deals.differs')}</StatusBadge>
        ),
      },
    ],
    [t, language, deal.address, deal.asset],
  );
  return (
    <Panel title={t('deals.periods')} note={t('deals.periodsNote')} flush>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard (WCAG 2.1.1). */}
      <section className={classes.periodList} tabIndex={0} aria-label={t('deals.periods')}>
        <DataTable caption={t('deals.periods')} columns={columns} rows={rows} rowKey={(row) => String(row.period)} />
      </section>
    </Panel>
  );
}

function collected({ report }: PeriodRow): string {
  return String(BigInt(report.interest) + BigInt(report.principal) + BigInt(report.recoveries));
}

function distributed({ payments }: PeriodRow): string {
  return String(
    payments.reduce((sum, { interest, principal, residual }) => sum + BigInt(interest) + BigInt(principal) + BigInt(residual), 0n),
  );
}

function OnePeriod({ deal, period }: { deal: DealView; period: number }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const navigate = useNavigate();
  const query = useQuery(periodQuery(deal.address, period));
  return (
    <>
      <Group gap="xs">
        <Select
          label={t('deals.period')}
          size="xs"
          w={160}
          allowDeselect={false}
          data={deal.periodRows.map((row) => ({
            value: String(row.period),
            label: `${row.period} · ${formatPlainDay(row.paymentDay, language)}`,
          }))}
          value={String(period)}
          onChange={(value) =>
            void navigate({
              to: '/deals/$address',
              params: { address: deal.address },
              search: { tab: 'periods', ...(value === null ? {} : { period: value }) },
            })
          }
        />
      </Group>
      <Loaded query={query}>{(view) => <PeriodDetail deal={deal} view={view} />}</Loaded>
    </>
  );
}

function PeriodDetail({ deal, view }: { deal: DealView; view: PeriodView }) {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <Stack gap="md">
      <WaterfallSankey deal={deal} period={view} />
      <Panel title={t('deals.postings')} note={t('deals.postingsNote')} flush>
        <PostingsTable postings={view.postings} asset={deal.asset} />
      </Panel>
      {view.skipped.length > 0 && (
        <Panel title={t('deals.skipped')}>
          <Facts items={view.skipped.map((row) => ({ name: `${row.step + 1} · ${row.name[language]}`, value: row.words[language] }))} />
        </Panel>
      )}
      <Panel title={t('deals.proof')} note={t('deals.proofNote')}>
        <Facts
          items={[
            { name: t('deals.closedAt'), value: <TimeText value={view.closedAt} /> },
            {
              name: t('deals.transaction'),
              value: (
                <TextLink to="/ledger/transactions/$hash" params={{ hash: view.transaction }} size="sm">
                  <Hash value={view.transaction} copy={false} />
                </TextLink>
              ),
            },
            { name: t('deals.reportHash'), value: <Hash value={view.reportHash} /> },
            { name: t('deals.tapeRoot'), value: <Hash value={view.report.tapeRoot} /> },
            { name: t('deals.documentHash'), value: <Document deal={deal} view={view} /> },
            ...(view.file === null ? [] : [{ name: t('deals.periodFile'), value: <FileText file={view.file} /> }]),
            { name: t('deals.restatements'), value: String(view.restated.length) },
          ]}
        />
      </Panel>
      {view.restated.length > 0 && <Restatements deal={deal} view={view} />}
    </Stack>
  );
}

function Document({ deal, view }: { deal: DealView; view: PeriodView }) {
  const { t } = useTranslation();
  return (
    <Group gap="xs">
      <Hash value={view.report.documentHash} />
      {view.file !== null && (
        <Anchor size="sm" href={`/v1/deals/${deal.address}/periods/${view.period}/document`} download={`period-${view.period}.txt`}>
          {t('deals.periodDocument')}
        </Anchor>
      )}
    </Group>
  );
}

function FileText({ file }: { file: ReportFile }) {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <Group gap="xs">
      {t('deals.periodFileRows', { name: file.name, rows: formatCount(file.rows, language) })}
      <Hash value={file.hash} />
    </Group>
  );
}

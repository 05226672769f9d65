import { MultiSelect, Stack, Text } from '@mantine/core';
import { useQueries, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DealRow } from '../../../../backend/securitization/deals/schemas.ts';
import type { OutlookBasis } from '../../../../backend/securitization/outlook/schemas.ts';
import { formatCount, formatWad } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { type Column, DataTable } from '../../ui/DataTable.tsx';
import { GradeBadge } from '../../ui/GradeBadge.tsx';
import { Loaded } from '../../ui/Loaded.tsx';
import { Page } from '../../ui/Page.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { dealsQuery } from '../deals/queries.ts';
import { behaviourOf } from './behaviour-of.ts';
import { type ExpectationRow, expectationsOf, useExpectationColumns } from './ClassExpectations.tsx';
import type { DealSource } from './deal-source.ts';
import { outlookQuery } from './queries.ts';
import type { Study } from './study-worker.ts';
import { useStudy } from './use-study.ts';

const DEALS_MAX = 4;

/** Classes of several deals side by side: yield never without expected loss, life, cushion and what is breached. */
export function ComparePage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { deals: named } = useSearch({ from: '/shell/member/deals/compare' });
  const query = useQuery(dealsQuery({ limit: 100 }));
  const rows = query.data?.data ?? [];
  const wanted = named?.split(',') ?? rows.slice(0, 2).map(({ address }) => address);
  const chosen = rows.filter(({ address }) => wanted.includes(address)).slice(0, DEALS_MAX);
  return (
    <Page title={t('outlook.compare')} purpose={t('outlook.compareNote')} crumbs={[{ label: t('deals.title'), to: '/deals' }]}>
      <Loaded query={query}>
        {({ data }) => (
          <Stack gap="md">
            <MultiSelect
              label={t('outlook.choose')}
              description={t('outlook.chooseUpTo', { count: DEALS_MAX })}
              maxValues={DEALS_MAX}
              data={data.map((row) => ({ value: row.address, label: row.name }))}
              value={chosen.map(({ address }) => address)}
              onChange={(value) => void navigate({ to: '/deals/compare', search: { deals: value.join(',') } })}
            />
            <Comparison deals={chosen} />
            <Text size="xs" c="dimmed">
              {t('outlook.own')}
            </Text>
          </Stack>
        )}
      </Loaded>
    </Page>
  );
}

function Comparison({ deals }: { deals: readonly DealRow[] }) {
  const bases = useQueries({ queries: deals.map(({ address }) => outlookQuery(address)) });
  return deals.map((deal, at) => {
    const query = bases[at];
    return query === undefined ? null : (
      <Loaded key={deal.address} query={query}>
        {(basis) => <Compared deal={deal} basis={basis} />}
      </Loaded>
    );
  });
}

interface ComparedRow extends ExpectationRow {
  readonly view: DealRow['classes'][number] | undefined;
}

function Compared({ deal, basis }: { deal: DealRow; basis: OutlookBasis }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const [assumed] = useState(() => behaviourOf(basis));
  const source = useMemo((): DealSource | null => (basis.basis === 'tape' ? { kind: 'running', basis } : null), [basis]);
  const { study } = useStudy(source, assumed, assumed.correlation);
  const columns = useComparedColumns();
  const rows = rowsOf(study, deal);
  const note = `CPR ${assumed.cpr} %, CDR ${assumed.cdr} %, ${t('outlook.recoveryOf', { share: `${assumed.recovery} %` })}; ${t('outlook.triggers')}: ${formatCount(deal.activeTriggers, language)}; ${t('deals.cnl')}: ${formatWad(deal.cumulativeNetLoss, language)}`;
  return (
    <Panel title={deal.name} note={note} flush>
      {rows.length === 0 ? (
        <Text size="sm" c="dimmed" p="md">
          {t(source === null ? 'outlook.noneWhy' : 'outlook.waiting')}
        </Text>
      ) : (
        <div data-study={study?.deep == null ? 'waiting' : 'complete'}>
          <DataTable caption={deal.name} columns={columns} rows={rows} rowKey={(row) => row.outlook.id} />
        </div>
      )}
    </Panel>
  );
}

function rowsOf(study: Study | null, deal: DealRow): ComparedRow[] {
  return study === null ? [] : expectationsOf(study).map((row, at) => ({ ...row, view: deal.classes[at] }));
}

function useComparedColumns(): Column<ComparedRow>[] {
  const { t } = useTranslation();
  const language = useLanguage();
  const expectations = useExpectationColumns();
  return useMemo(() => {
    const [first, ...rest] = expectations as Column<ComparedRow>[];
    const own: Column<ComparedRow>[] = [
      {
        id: 'rating',
        header: t('outlook.rating'),
        wideOnly: true,
        cell: ({ view }) => (view?.rating ? <GradeBadge grade={view.rating.grade} /> : '–'),
      },
      {
        id: 'enhancement',
        header: t('outlook.enhancement'),
        align: 'end',
        wideOnly: true,
        cell: ({ view }) => (view === undefined ? '–' : formatWad(view.enhancement, language, 1)),
      },
    ];
    return first === undefined ? [] : [first, ...own, ...rest];
  }, [t, language, expectations]);
}

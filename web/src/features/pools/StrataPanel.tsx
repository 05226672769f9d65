import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import type { StratumView } from '../../../../backend/securitization/pools/schemas.ts';
import { formatCount, formatMoney, formatWad } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { type Column, DataTable } from '../../ui/DataTable.tsx';
import { Loaded } from '../../ui/Loaded.tsx';
import { Panel } from '../../ui/Panel.tsx';
import classes from './pools.module.css';
import { strataQuery } from './queries.ts';
import { stratumLabel } from './stratum-label.ts';

type Stratum = z.infer<typeof StratumView>;
const FIELDS = [
  'balance',
  'rate',
  'remainingMonths',
  'grade',
  'pd',
  'daysPastDue',
  'region',
  'industry',
  'product',
  'origination',
  'obligor',
] as const;
const MINOR_PLACES = 2;
const WAD = 1e18;

interface StrataPanelProps {
  of: 'tapes' | 'pools';
  id: string;
  by: string | undefined;
  currency: string;
  onBy: (by: string) => void;
}

/** How the loans are made up by one of their fields. */
export function StrataPanel({ of, id, by: wanted, currency, onBy }: StrataPanelProps) {
  const { t } = useTranslation();
  const by = FIELDS.find((name) => name === wanted) ?? 'balance';
  const query = useQuery(strataQuery(of, id, by));
  const columns = useColumns(by, currency);
  return (
    <Panel
      title={t('pools.strata')}
      note={t('pools.strataNote')}
      flush
      actions={
        <Select
          aria-label={t('pools.by')}
          size="xs"
          w={170}
          allowDeselect={false}
          data={FIELDS.map((value) => ({ value, label: t(`pools.field.${value}`) }))}
          value={by}
          onChange={(value) => value !== null && onBy(value)}
        />
      }
    >
      <Loaded query={query}>
        {({ strata }) => <DataTable caption={t('pools.strata')} columns={columns} rows={strata} rowKey={(row) => row.label} />}
      </Loaded>
    </Panel>
  );
}

function useColumns(by: string, currency: string): Column<Stratum>[] {
  const { t } = useTranslation();
  const language = useLanguage();
  return useMemo(
    () => [
      { id: 'label', header: t('pools.stratum'), cell: (row) => stratumLabel(row.label, by, language) },
      { id: 'loans', header: t('deals.loans'), align: 'end', sortBy: (row) => row.loans, cell: (row) => formatCount(row.loans, language) },
      {
        id: 'balance',
        header: `${t('tapes.balance')}${currency === '' ? '' : ` (${currency})`}`,
        align: 'end',
        wideOnly: true,
        cell: (row) => <span className="num">{formatMoney(row.balanceMinor, MINOR_PLACES, language)}</span>,
      },
      {
        id: 'share',
        header: t('pools.share'),
        align: 'end',
        cell: (row) => (
          <span className={classes.share}>
            <span className={classes.bar} style={{ inlineSize: `${Number(row.shareWad) / (WAD / 100)}%` }} aria-hidden="true" />
            <span className="num">{formatWad(row.shareWad, language, 1)}</span>
          </span>
        ),
      },
      {
        id: 'rate',
        header: t('pools.rate'),
        align: 'end',
        wideOnly: true,
        cell: (row) => (row.rateWad === null ? '–' : formatWad(row.rateWad, language)),
      },
      {
        id: 'months',
        header: t('pools.months'),
        align: 'end',
        wideOnly: true,
        cell: (row) => (row.remainingMonths === null ? '–' : formatCount(row.remainingMonths, language)),
      },
      {
        id: 'pd',
        header: t('pools.pd'),
        align: 'end',
        wideOnly: true,
        cell: (row) => (row.pdWad === null ? '–' : formatWad(row.pdWad, language)),
      },
    ],
    [t, language, by, currency],
  );
}

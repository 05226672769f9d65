import { Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type CSSProperties, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { RollView } from '../../../../backend/securitization/deals/schemas.ts';
import { formatCount, formatMoney, formatWad, wadToNumber } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { type Column, DataTable } from '../../ui/DataTable.tsx';
import { Loaded } from '../../ui/Loaded.tsx';
import heat from '../../ui/HeatTable.module.css';
import { Panel } from '../../ui/Panel.tsx';
import classes from './deals.module.css';
import { rollsQuery } from './queries.ts';

const MINOR_PLACES = 2;
type Share = RollView['categories'][number];

/** How loans went from bucket to bucket in a period, and how those that are left are classified. */
export function RollPanel({ address, currency }: { address: string; currency: string }) {
  const { t } = useTranslation();
  const query = useQuery(rollsQuery(address));
  return (
    <Loaded query={query}>
      {(rolls) => (
        <Stack gap="md">
          <Panel
            title={t('deals.rolls')}
            note={t('deals.rollsNote', { known: String(rolls.periods), last: String(rolls.lastPeriod) })}
            foot={t('deals.rollsFoot')}
          >
            {rolls.periods === 0 ? (
              <Text size="sm" c="dimmed">
                {t('deals.noRolls')}
              </Text>
            ) : (
              <RollTable rolls={rolls} />
            )}
          </Panel>
          <Categories shares={rolls.categories} currency={currency} />
        </Stack>
      )}
    </Loaded>
  );
}

function RollTable({ rolls }: { rolls: RollView }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const name = (bucket: string) => (bucket === 'default' ? t('deals.defaulted') : bucket);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard (WCAG 2.1.1).
    <section className={classes.scroll} tabIndex={0} aria-label={t('deals.rollsTable')}>
      <table className={heat.table}>
        <thead>
          <tr>
            <th scope="col">{t('deals.rolledFrom')}</th>
            {rolls.buckets.map((bucket) => (
              <th key={bucket} scope="col">
                {name(bucket)}
              </th>
            ))}
            <th scope="col">{t('deals.observations')}</th>
            <th scope="col">{t('deals.paidOff')}</th>
          </tr>
        </thead>
        <tbody>
          {rolls.buckets.slice(0, -1).map((bucket, at) => (
            <tr key={bucket}>
              <th scope="row">{bucket}</th>
              {rolls.buckets.map((to, place) => {
                const rate = rolls.byBalance[at]?.[place] ?? '0';
                const isSeen = (rolls.seen[at] ?? 0) > 0;
                return (
                  <td key={to} className={classes.roll} style={{ '--rate': isSeen ? wadToNumber(rate) : 0 } as CSSProperties}>
                    {isSeen ? formatWad(rate, language, 1) : '–'}
                  </td>
                );
              })}
              <td>{formatCount(rolls.seen[at] ?? 0, language)}</td>
              <td>{formatCount(rolls.left[at] ?? 0, language)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Categories({ shares, currency }: { shares: readonly Share[]; currency: string }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const columns = useMemo(
    (): Column<Share>[] => [
      { id: 'category', header: t('deals.categoryLabel'), cell: (row) => t(`deals.category.${row.category}`) },
      { id: 'loans', header: t('deals.loans'), align: 'end', cell: (row) => formatCount(row.loans, language) },
      {
        id: 'balance',
        header: t('deals.balanceIn', { currency }),
        align: 'end',
        cell: (row) => <span className="num">{formatMoney(row.balanceMinor, MINOR_PLACES, language)}</span>,
      },
    ],
    [t, language, currency],
  );
  return (
    <Panel title={t('deals.categories')} note={t('deals.categoriesNote')} flush>
      <DataTable caption={t('deals.categories')} columns={columns} rows={[...shares]} rowKey={(row) => row.category} />
    </Panel>
  );
}

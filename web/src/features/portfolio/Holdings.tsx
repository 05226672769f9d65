import { Button, Group, Stack } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { AssetView, HoldingList, HoldingView } from '../../../../backend/securitization/deals/schemas.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { type Column, DataTable } from '../../ui/DataTable.tsx';
import { Facts } from '../../ui/Facts.tsx';
import { Figure, FigureStrip } from '../../ui/Figure.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { RowLink } from '../../ui/RowLink.tsx';
import { StatusBadge } from '../../ui/StatusBadge.tsx';
import { Empty } from '../../ui/states.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import { DealStatusBadge } from '../deals/DealStatusBadge.tsx';
import { Money } from '../deals/Money.tsx';
import { OwnOrders } from '../trade/OwnOrders.tsx';
import { ClaimPanel } from './ClaimPanel.tsx';

/** The holdings of one account: what is outstanding, what waits to be claimed, and whether it may hold at all. */
export function Holdings({ list }: { list: HoldingList }) {
  const { t } = useTranslation();
  const columns = useColumns();
  return (
    <Stack gap="md">
      <Totals list={list} />
      <Panel title={t('portfolio.holdings')} note={t('portfolio.holdingsNote')} flush actions={<Statements account={list.account} />}>
        {list.data.length === 0 ? (
          <Empty title={t('portfolio.none')}>{t('portfolio.noneWhy')}</Empty>
        ) : (
          <DataTable caption={t('portfolio.holdings')} columns={columns} rows={list.data} rowKey={(row) => row.token} />
        )}
      </Panel>
      <ClaimPanel list={list} />
      <OwnOrders account={list.account} />
      <Panel title={t('portfolio.investor')} note={t('portfolio.investorNote')}>
        <Facts
          items={[
            {
              name: t('portfolio.eligible'),
              value: (
                <StatusBadge tone={list.investor.isEligible ? 'pass' : 'warn'}>
                  {t(
                    list.investor.isFrozen
                      ? 'portfolio.isFrozen'
                      : list.investor.isEligible
                        ? 'portfolio.isEligible'
                        : 'portfolio.isUnknown',
                  )}
                </StatusBadge>
              ),
            },
            { name: t('portfolio.until'), value: <TimeText value={list.investor.expiry} dayOnly /> },
          ]}
        />
      </Panel>
    </Stack>
  );
}

/** Every movement of the account, to calculate with and to file. */
function Statements({ account }: { account: string }) {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <Group gap="xs" wrap="nowrap">
      <Button component="a" size="compact-sm" variant="default" href={`/v1/holdings/statement.csv?account=${account}`} download>
        {t('portfolio.statementCsv')}
      </Button>
      <Button component="a" size="compact-sm" variant="default" href={`/v1/holdings/statement.pdf?account=${account}&lang=${language}`}>
        {t('portfolio.statementPdf')}
      </Button>
    </Group>
  );
}

/** Sums by settlement token: tokens of two currencies are never added. */
function Totals({ list }: { list: HoldingList }) {
  const { t } = useTranslation();
  const assets = new Map<string, AssetView>(list.data.map(({ asset }) => [asset.address, asset]));
  if (assets.size === 0) return null;
  const sum = (asset: AssetView, of: (row: HoldingView) => string): string =>
    String(list.data.filter((row) => row.asset.address === asset.address).reduce((total, row) => total + BigInt(of(row)), 0n));
  return (
    <FigureStrip>
      {[...assets.values()].flatMap((asset) =>
        (['outstanding', 'claimable', 'claimed'] as const).map((name) => (
          <Figure
            key={`${asset.address}:${name}`}
            label={t(`portfolio.total.${name}`)}
            value={<Money units={sum(asset, (row) => row[name])} asset={asset} bare isShort />}
            unit={asset.symbol}
            provenance="chain"
          />
        )),
      )}
    </FigureStrip>
  );
}

function useColumns(): Column<HoldingView>[] {
  const { t } = useTranslation();
  return useMemo(() => {
    const money = (of: (row: HoldingView) => string) => (row: HoldingView) => <Money units={of(row)} asset={row.asset} />;
    return [
      {
        id: 'deal',
        header: t('deals.deal'),
        sortBy: (row) => row.dealName,
        cell: (row) => (
          <RowLink to="/deals/$address" params={{ address: row.deal }}>
            {row.dealName}
          </RowLink>
        ),
      },
      { id: 'class', header: t('deals.class'), cell: (row) => row.symbol },
      { id: 'status', header: t('deals.statusLabel'), wideOnly: true, cell: (row) => <DealStatusBadge status={row.status} /> },
      { id: 'requested', header: t('portfolio.requested'), align: 'end', wideOnly: true, cell: money((row) => row.requested) },
      { id: 'outstanding', header: t('portfolio.outstanding'), align: 'end', cell: money((row) => row.outstanding) },
      { id: 'claimable', header: t('portfolio.claimable'), align: 'end', wideOnly: true, cell: money((row) => row.claimable) },
      { id: 'claimed', header: t('portfolio.claimed'), align: 'end', wideOnly: true, cell: money((row) => row.claimed) },
    ];
  }, [t]);
}

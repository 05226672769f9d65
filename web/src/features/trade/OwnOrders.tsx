import { Button, Group, Stack, Text } from '@mantine/core';
import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { WalletPlan } from '../../../../backend/securitization/deals/schemas.ts';
import type { OrderView } from '../../../../backend/securitization/desk/schemas.ts';
import { postJson } from '../../lib/api.ts';
import { ActionFault } from '../../ui/ActionFault.tsx';
import type { Column } from '../../ui/DataTable.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { RowLink } from '../../ui/RowLink.tsx';
import { Empty } from '../../ui/states.tsx';
import { StatusBadge, type Tone } from '../../ui/StatusBadge.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import { Money } from '../deals/Money.tsx';
import { type Prepared, WalletPlanCard } from '../deals/WalletPlanCard.tsx';
import { accountOf, isRejection } from '../present/wallet.ts';
import { useWallets, type Wallet } from '../sign-in/wallet-store.ts';
import { GrowingTable } from './GrowingTable.tsx';
import { Price } from './Price.tsx';
import { ownOrdersQuery } from './queries.ts';

const TONES: Record<OrderView['state'], Tone> = { open: 'wait', filled: 'pass', cancelled: 'mute', expired: 'mute' };

/** Orders of an account in all deals; its wallet cancels those that are open. */
export function OwnOrders({ account }: { account: string }) {
  const { t } = useTranslation();
  const query = useInfiniteQuery(ownOrdersQuery(account));
  const [chosen, setChosen] = useState<OrderView | null>(null);
  const columns = useColumns(setChosen);
  return (
    <Panel title={t('trade.own')} note={t('trade.ownNote')} flush>
      <GrowingTable
        query={query}
        caption={t('trade.own')}
        columns={columns}
        rowKey={(row) => row.hash}
        empty={<Empty title={t('trade.noOwn')}>{t('trade.noOwnWhy')}</Empty>}
      />
      {chosen !== null && <CancelOrder key={chosen.hash} order={chosen} onClose={() => setChosen(null)} />}
    </Panel>
  );
}

function useColumns(onCancel: (order: OrderView) => void): Column<OrderView>[] {
  const { t } = useTranslation();
  return useMemo(
    () => [
      {
        id: 'deal',
        header: t('deals.deal'),
        wideOnly: true,
        cell: (row) => (
          <RowLink to="/deals/$address" params={{ address: row.deal }} search={{ tab: 'trade' }}>
            {row.dealName}
          </RowLink>
        ),
      },
      { id: 'class', header: t('trade.class'), cell: (row) => row.symbol },
      { id: 'side', header: t('trade.side'), cell: (row) => t(`trade.sides.${row.side}`) },
      { id: 'price', header: t('trade.price'), align: 'end', cell: (row) => <Price {...row} /> },
      {
        id: 'left',
        header: t('trade.left'),
        align: 'end',
        wideOnly: true,
        cell: (row) => <Money units={row.left} asset={row.asset} bare />,
      },
      {
        id: 'filled',
        header: t('trade.filled'),
        align: 'end',
        wideOnly: true,
        cell: (row) => <Money units={row.filled} asset={row.asset} bare />,
      },
      { id: 'until', header: t('trade.until'), wideOnly: true, cell: (row) => <TimeText value={row.deadline} /> },
      {
        id: 'state',
        header: t('trade.stateLabel'),
        cell: (row) => <StatusBadge tone={TONES[row.state]}>{t(`trade.state.${row.state}`)}</StatusBadge>,
      },
      {
        id: 'act',
        header: t('deals.act'),
        align: 'end',
        cell: (row) =>
          row.state === 'open' && (
            <Button size="compact-xs" variant="default" onClick={() => onCancel(row)}>
              {t('trade.cancel')}
            </Button>
          ),
      },
    ],
    [t, onCancel],
  );
}

function CancelOrder({ order, onClose }: { order: OrderView; onClose: () => void }) {
  const { t } = useTranslation();
  const wallets = useWallets();
  const prepare = useMutation({
    mutationFn: async (wallet: Wallet): Promise<Prepared | null> => {
      const account = await accountOf(wallet);
      if (account !== order.maker) return null;
      const act = { action: 'cancel', account };
      return { account, wallet, plan: await postJson<WalletPlan>(`/v1/orders/${order.hash}/wallet-plan`, act) };
    },
  });
  return (
    <Stack gap={6} p="md">
      <Group gap="sm">
        <Text size="sm" fw={600}>
          {t('trade.cancelTitle')}: {order.symbol} <Price {...order} />
        </Text>
        {wallets.map((wallet) => (
          <Button key={wallet.info.uuid} size="xs" variant="default" loading={prepare.isPending} onClick={() => prepare.mutate(wallet)}>
            {t('trade.cancelWith', { wallet: wallet.info.name })}
          </Button>
        ))}
        <Button size="xs" variant="subtle" onClick={onClose}>
          {t('trade.close')}
        </Button>
      </Group>
      {wallets.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('trade.noWallet')}
        </Text>
      )}
      {prepare.data === null && (
        <Text size="sm" role="alert">
          {t('trade.otherAccount')}
        </Text>
      )}
      {prepare.data != null && <WalletPlanCard key={prepare.submittedAt} deal={order.deal} prepared={prepare.data} />}
      <ActionFault error={isRejection(prepare.error) ? null : prepare.error} />
    </Stack>
  );
}

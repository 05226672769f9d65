import { Button, Group, NumberInput, Select, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DealView, WalletOrder, WalletPlan } from '../../../../backend/securitization/deals/schemas.ts';
import { postJson } from '../../lib/api.ts';
import { ActionFault } from '../../ui/ActionFault.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { accountOf, isRejection } from '../present/wallet.ts';
import { useWallets, type Wallet } from '../sign-in/wallet-store.ts';
import { toUnits } from './to-units.ts';
import { type Prepared, WalletPlanCard } from './WalletPlanCard.tsx';

type Action = WalletOrder['action'];

const ACTIONS: Record<DealView['status'], readonly Action[]> = {
  structuring: [],
  offering: ['subscribe', 'withdraw'],
  revolving: ['claim-notes', 'claim-cash'],
  amortizing: ['claim-notes', 'claim-cash'],
  accelerated: ['claim-notes', 'claim-cash'],
  redeemed: ['claim-notes', 'claim-cash'],
  cancelled: ['withdraw'],
};

/** What an investor does with the own wallet: first it is said in words what will change, then it is signed. */
export function InvestPanel({ deal }: { deal: DealView }) {
  const { t } = useTranslation();
  const actions = ACTIONS[deal.status];
  const wallets = useWallets();
  if (actions.length === 0) return null;
  return (
    <Panel title={t('deals.invest')} note={t('deals.investNote')}>
      {wallets.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t('deals.noWallet')}
        </Text>
      ) : (
        <InvestForm deal={deal} actions={actions} wallets={wallets} />
      )}
    </Panel>
  );
}

function InvestForm({ deal, actions, wallets }: { deal: DealView; actions: readonly Action[]; wallets: readonly Wallet[] }) {
  const { t } = useTranslation();
  const [action, setAction] = useState<Action>(actions[0] ?? 'claim-cash');
  const [place, setPlace] = useState(0);
  const [amount, setAmount] = useState<number | string>('');
  const prepare = useMutation({
    mutationFn: async (wallet: Wallet): Promise<Prepared> => {
      const account = await accountOf(wallet);
      const order = { action, account, class: place, ...(action === 'subscribe' ? { amount: toUnits(amount, deal.asset.decimals) } : {}) };
      return { account, wallet, plan: await postJson<WalletPlan>(`/v1/deals/${deal.address}/wallet-plan`, order) };
    },
  });
  const { reset } = prepare;
  const change = <T,>(set: (value: T) => void, value: T): void => {
    set(value);
    reset();
  };
  return (
    <Stack gap="sm">
      <Group align="flex-end" gap="sm">
        <Select
          label={t('deals.act')}
          w={220}
          allowDeselect={false}
          data={actions.map((value) => ({ value, label: t(`deals.action.${value}`) }))}
          value={action}
          onChange={(value) => change(setAction, actions.find((each) => each === value) ?? action)}
        />
        <Select
          label={t('deals.class')}
          w={180}
          allowDeselect={false}
          data={deal.classes.filter((row) => row.original !== '0').map((row) => ({ value: String(row.class), label: row.symbol }))}
          value={String(place)}
          onChange={(value) => change(setPlace, Number(value ?? '0'))}
        />
        {action === 'subscribe' && (
          <NumberInput
            label={`${t('deals.amount')} (${deal.asset.symbol})`}
            w={200}
            min={0}
            decimalScale={deal.asset.decimals}
            thousandSeparator=","
            value={amount}
            onChange={(value) => change(setAmount, value)}
          />
        )}
        {wallets.map((wallet) => (
          <Button key={wallet.info.uuid} variant="default" loading={prepare.isPending} onClick={() => prepare.mutate(wallet)}>
            {t('deals.simulate', { wallet: wallet.info.name })}
          </Button>
        ))}
      </Group>
      <ActionFault error={isRejection(prepare.error) ? null : prepare.error} />
      {prepare.data !== undefined && <WalletPlanCard key={prepare.submittedAt} deal={deal.address} prepared={prepare.data} />}
    </Stack>
  );
}

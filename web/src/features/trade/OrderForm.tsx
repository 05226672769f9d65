import { Button, Group, NumberInput, SegmentedControl, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { MarketView, OrderPlan, SideName } from '../../../../backend/securitization/desk/schemas.ts';
import { postJson } from '../../lib/api.ts';
import { ActionFault } from '../../ui/ActionFault.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { toUnits } from '../deals/to-units.ts';
import { accountOf, isRejection } from '../present/wallet.ts';
import { useWallets, type Wallet } from '../sign-in/wallet-store.ts';
import { OrderPlanCard, type PreparedOrder } from './OrderPlanCard.tsx';

const DAYS = 30;

interface OrderFormProps {
  market: MarketView;
  own: MarketView['classes'][number];
}

/** An order of one's own: the server finds price and nonce, the wallet signs. */
export function OrderForm({ market, own }: OrderFormProps) {
  const { t } = useTranslation();
  const wallets = useWallets();
  return (
    <Panel title={t('trade.place')} note={t('trade.placeNote')}>
      {wallets.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t('trade.noWallet')}
        </Text>
      ) : (
        <Fields market={market} own={own} wallets={wallets} />
      )}
    </Panel>
  );
}

function Fields({ market: { deal, asset }, own, wallets }: OrderFormProps & { wallets: readonly Wallet[] }) {
  const { t } = useTranslation();
  const [side, setSide] = useState<SideName>('sell');
  const [amount, setAmount] = useState<number | string>('');
  const [percent, setPercent] = useState<number | string>('');
  const [days, setDays] = useState<number | string>(DAYS);
  const prepare = useMutation({
    mutationFn: async (wallet: Wallet): Promise<PreparedOrder> => {
      const account = await accountOf(wallet);
      const wish = {
        account,
        class: own.class,
        side,
        units: toUnits(amount, asset.decimals),
        percent: String(percent),
        days: Number(days),
      };
      return { account, wallet, plan: await postJson<OrderPlan>(`/v1/deals/${deal}/order-plan`, wish) };
    },
  });
  const change = <T,>(set: (value: T) => void) => {
    return (value: T): void => {
      set(value);
      prepare.reset();
    };
  };
  return (
    <Stack gap="sm">
      <Group align="flex-end" gap="sm">
        <SegmentedControl
          aria-label={t('trade.side')}
          data={(['sell', 'buy'] as const).map((value) => ({ value, label: t(`trade.${value}`) }))}
          value={side}
          onChange={(value) => change(setSide)(value === 'buy' ? 'buy' : 'sell')}
        />
        <NumberInput
          label={`${t('trade.notes')} (${own.symbol})`}
          w={190}
          min={0}
          decimalScale={asset.decimals}
          thousandSeparator=","
          value={amount}
          onChange={change(setAmount)}
        />
        <NumberInput
          label={t(own.isPricedOnBalance ? 'trade.percentOfBalance' : 'trade.percentOfFace')}
          w={270}
          min={0}
          max={900}
          decimalScale={6}
          value={percent}
          onChange={change(setPercent)}
        />
        <NumberInput label={t('trade.days')} w={100} min={1} max={366} allowDecimal={false} value={days} onChange={change(setDays)} />
        {wallets.map((wallet) => (
          <Button
            key={wallet.info.uuid}
            variant="default"
            disabled={amount === '' || percent === '' || days === ''}
            loading={prepare.isPending}
            onClick={() => prepare.mutate(wallet)}
          >
            {t('trade.prepare', { wallet: wallet.info.name })}
          </Button>
        ))}
      </Group>
      <ActionFault error={isRejection(prepare.error) ? null : prepare.error} />
      {prepare.data !== undefined && <OrderPlanCard key={prepare.submittedAt} prepared={prepare.data} />}
    </Stack>
  );
}

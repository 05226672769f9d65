import { Button, Group, NumberInput, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { WalletPlan } from '../../../../backend/securitization/deals/schemas.ts';
import type { OrderView } from '../../../../backend/securitization/desk/schemas.ts';
import { decimalText } from '../../../../backend/securitization/domain/deal/decimal-text.ts';
import { postJson } from '../../lib/api.ts';
import { ActionFault } from '../../ui/ActionFault.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { toUnits } from '../deals/to-units.ts';
import { type Prepared, WalletPlanCard } from '../deals/WalletPlanCard.tsx';
import { accountOf, isRejection } from '../present/wallet.ts';
import { useWallets, type Wallet } from '../sign-in/wallet-store.ts';
import { Price } from './Price.tsx';

/** Buys from an offer, or sells into a bid: all of it or a part. */
export function FillPanel({ order, onClose }: { order: OrderView; onClose: () => void }) {
  const { t } = useTranslation();
  const wallets = useWallets();
  const { asset, symbol } = order;
  const [amount, setAmount] = useState<number | string>(decimalText(BigInt(order.left), asset.decimals));
  const prepare = useMutation({
    mutationFn: async (wallet: Wallet): Promise<Prepared> => {
      const account = await accountOf(wallet);
      const act = { action: 'fill', account, units: toUnits(amount, asset.decimals) };
      return { account, wallet, plan: await postJson<WalletPlan>(`/v1/orders/${order.hash}/wallet-plan`, act) };
    },
  });
  const title = t(order.side === 'sell' ? 'trade.buyFrom' : 'trade.sellInto');
  return (
    <Panel
      title={title}
      note={t('trade.fillNote')}
      actions={
        <Button size="compact-sm" variant="subtle" onClick={onClose}>
          {t('trade.close')}
        </Button>
      }
    >
      <Stack gap="sm">
        <Group align="flex-end" gap="sm">
          <NumberInput
            label={`${t('trade.notes')} (${symbol})`}
            w={220}
            min={0}
            decimalScale={asset.decimals}
            thousandSeparator=","
            value={amount}
            onChange={(value) => {
              setAmount(value);
              prepare.reset();
            }}
          />
          <Text size="sm" pb={8}>
            <Price {...order} />
          </Text>
          {wallets.map((wallet) => (
            <Button key={wallet.info.uuid} variant="default" loading={prepare.isPending} onClick={() => prepare.mutate(wallet)}>
              {t('trade.simulate', { wallet: wallet.info.name })}
            </Button>
          ))}
        </Group>
        {wallets.length === 0 && (
          <Text size="sm" c="dimmed">
            {t('trade.noWallet')}
          </Text>
        )}
        <ActionFault error={isRejection(prepare.error) ? null : prepare.error} />
        {prepare.data !== undefined && <WalletPlanCard key={prepare.submittedAt} deal={order.deal} prepared={prepare.data} />}
      </Stack>
    </Panel>
  );
}

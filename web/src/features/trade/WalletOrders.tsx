import { Button, Group } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { accountOf } from '../present/wallet.ts';
import { useWallets, type Wallet } from '../sign-in/wallet-store.ts';
import { OwnOrders } from './OwnOrders.tsx';

/** The orders of the account that a wallet shows, once the person asks for them. */
export function WalletOrders() {
  const { t } = useTranslation();
  const wallets = useWallets();
  const ask = useMutation({ mutationFn: (wallet: Wallet) => accountOf(wallet) });
  if (ask.data !== undefined) return <OwnOrders account={ask.data} />;
  return (
    <Group gap="sm">
      {wallets.map((wallet) => (
        <Button key={wallet.info.uuid} variant="default" loading={ask.isPending} onClick={() => ask.mutate(wallet)}>
          {t('trade.ownOf', { wallet: wallet.info.name })}
        </Button>
      ))}
    </Group>
  );
}

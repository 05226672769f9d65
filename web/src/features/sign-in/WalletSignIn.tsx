import { Button, Divider, Stack, Text } from '@mantine/core';
import { IconWallet } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { publicConfigQuery } from '../../lib/queries.ts';
import { SignInError } from './SignInError.tsx';
import { signInWithWallet } from './sign-in.ts';
import { useSignIn } from './use-sign-in.ts';
import { useWallets } from './wallet-store.ts';

export function WalletSignIn({ onDone }: { onDone: () => Promise<void> }) {
  const { t } = useTranslation();
  const config = useQuery(publicConfigQuery);
  const chainId = config.data?.chainId ?? 0;
  const wallets = useWallets();
  const { busy, fault, attempt } = useSignIn(onDone);
  return (
    <Stack gap="sm">
      <Divider label={t('signIn.orWallet')} labelPosition="center" />
      {wallets.length === 0 && (
        <Text size="xs" c="dimmed" ta="center">
          {t('signIn.noWallet')}
        </Text>
      )}
      {wallets.map((wallet) => (
        <Button
          key={wallet.info.uuid}
          variant="default"
          fullWidth
          leftSection={<IconWallet size={16} />}
          loading={busy === wallet.info.uuid}
          onClick={() => void attempt(wallet.info.uuid, () => signInWithWallet(wallet, chainId))}
        >
          {wallet.info.name}
        </Button>
      ))}
      <SignInError fault={fault} />
    </Stack>
  );
}

import { Button, Group, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { HoldingList, HoldingView, WalletPlan } from '../../../../backend/securitization/deals/schemas.ts';
import { postJson } from '../../lib/api.ts';
import { ActionFault } from '../../ui/ActionFault.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Money } from '../deals/Money.tsx';
import { type Prepared, WalletPlanCard } from '../deals/WalletPlanCard.tsx';
import { accountOf, isRejection } from '../present/wallet.ts';
import { useWallets, type Wallet } from '../sign-in/wallet-store.ts';

/** What waits for the account; it is claimed by the account's own wallet only. What was begun stays, so that its outcome is seen. */
export function ClaimPanel({ list }: { list: HoldingList }) {
  const { t } = useTranslation();
  const wallets = useWallets();
  const [begun, setBegun] = useState<ReadonlySet<string>>(new Set());
  const waiting = list.data.filter((row) => row.claimable !== '0' || begun.has(row.token));
  if (waiting.length === 0) return null;
  return (
    <Panel title={t('portfolio.claims')} note={t('deals.investNote')}>
      <Stack gap="md">
        {waiting.map((row) => (
          <Claim
            key={row.token}
            row={row}
            account={list.account}
            wallets={row.claimable === '0' ? [] : wallets}
            onBegin={() => setBegun((tokens) => new Set([...tokens, row.token]))}
          />
        ))}
        {wallets.length === 0 && (
          <Text size="sm" c="dimmed">
            {t('deals.noWallet')}
          </Text>
        )}
      </Stack>
    </Panel>
  );
}

interface ClaimProps {
  row: HoldingView;
  account: string;
  wallets: readonly Wallet[];
  onBegin: () => void;
}

function Claim({ row, account, wallets, onBegin }: ClaimProps) {
  const { t } = useTranslation();
  const prepare = useMutation({
    onMutate: onBegin,
    mutationFn: async (wallet: Wallet): Promise<Prepared | null> => {
      if ((await accountOf(wallet)) !== account.toLowerCase()) return null;
      const order = { action: 'claim-cash', account, class: row.class };
      return { account, wallet, plan: await postJson<WalletPlan>(`/v1/deals/${row.deal}/wallet-plan`, order) };
    },
  });
  return (
    <Stack gap={6}>
      <Group gap="sm">
        <Text size="sm" fw={600}>
          {row.dealName} · {row.symbol}
        </Text>
        <Money units={row.claimable} asset={row.asset} />
        {wallets.map((wallet) => (
          <Button key={wallet.info.uuid} size="xs" variant="default" loading={prepare.isPending} onClick={() => prepare.mutate(wallet)}>
            {t('portfolio.claimWith', { wallet: wallet.info.name })}
          </Button>
        ))}
      </Group>
      {prepare.data === null && (
        <Text size="sm" role="alert">
          {t('portfolio.otherAccount')}
        </Text>
      )}
      {prepare.data != null && <WalletPlanCard key={prepare.submittedAt} deal={row.deal} prepared={prepare.data} />}
      <ActionFault error={isRejection(prepare.error) ? null : prepare.error} />
    </Stack>
  );
}

import { Button, Group, Stack, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { type SubmitEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ActionFault } from '../../ui/ActionFault.tsx';
import { Loaded } from '../../ui/Loaded.tsx';
import { Page } from '../../ui/Page.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Empty } from '../../ui/states.tsx';
import { holdingsQuery } from '../deals/queries.ts';
import { accountOf, isRejection } from '../present/wallet.ts';
import { useWallets, type Wallet } from '../sign-in/wallet-store.ts';
import { Holdings } from './Holdings.tsx';

const ACCOUNT = /^0x[0-9a-f]{40}$/;

/** What an account holds of all deals, and the cash that waits for it. */
export function PortfolioPage() {
  const { t } = useTranslation();
  const { account = '' } = useSearch({ from: '/shell/member/portfolio' });
  const isKnown = ACCOUNT.test(account);
  const query = useQuery(holdingsQuery(isKnown ? account : ''));
  return (
    <Page title={t('portfolio.title')} purpose={t('portfolio.purpose')}>
      <Stack gap="md">
        <Panel title={t('portfolio.account')} note={t('portfolio.accountNote')}>
          <AccountForm key={account} account={account} />
        </Panel>
        {isKnown ? (
          <Loaded query={query}>{(list) => <Holdings list={list} />}</Loaded>
        ) : (
          <Empty title={t('portfolio.noAccount')}>{t('portfolio.noAccountWhy')}</Empty>
        )}
      </Stack>
    </Page>
  );
}

function AccountForm({ account }: { account: string }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const wallets = useWallets();
  const [typed, setTyped] = useState(account);
  const text = typed.trim().toLowerCase();
  const go = (next: string): void => void navigate({ to: '/portfolio', search: { account: next } });
  const ask = useMutation({ mutationFn: (wallet: Wallet) => accountOf(wallet), onSuccess: go });
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (ACCOUNT.test(text)) go(text);
  };
  return (
    <form onSubmit={submit}>
      <Group align="flex-end" gap="sm">
        <TextInput
          label={t('portfolio.address')}
          placeholder="0x"
          maxLength={42}
          style={{ flex: '1 1 300px', maxWidth: 460 }}
          styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
          error={text !== '' && !ACCOUNT.test(text) ? t('portfolio.wrongAddress') : undefined}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <Button type="submit" disabled={!ACCOUNT.test(text)}>
          {t('portfolio.show')}
        </Button>
        {wallets.map((wallet) => (
          <Button key={wallet.info.uuid} variant="default" loading={ask.isPending} onClick={() => ask.mutate(wallet)}>
            {t('portfolio.fromWallet', { wallet: wallet.info.name })}
          </Button>
        ))}
      </Group>
      <ActionFault error={isRejection(ask.error) ? null : ask.error} />
    </form>
  );
}

import { Button, Group, NumberInput, Select, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DealView, WalletOrder, WalletPlan } from '../../../../backend/securitization/deals/schemas.ts';
import { postJson } from '../../lib/api.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { ActionFault } from '../../ui/ActionFault.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { accountOf, isRejection } from '../present/wallet.ts';
import { useWallets, type Wallet } from '../sign-in/wallet-store.ts';
import { type PlanStage, sendPlan } from './send-plan.ts';

type Action = WalletOrder['action'];
interface Prepared {
  readonly account: string;
  readonly wallet: Wallet;
  readonly plan: WalletPlan;
}

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
      {prepare.data !== undefined && <PlanCard deal={deal} prepared={prepare.data} />}
    </Stack>
  );
}

/** 12.5 of two decimals is "1250"; text that is no number gives "0", which the API refuses with its reason. */
function toUnits(amount: number | string, decimals: number): string {
  const [whole = '0', part = ''] = String(amount).split('.');
  const digits = `${whole}${part.slice(0, decimals).padEnd(decimals, '0')}`;
  return /^\d+$/.test(digits) ? String(BigInt(digits)) : '0';
}

function PlanCard({ deal, prepared }: { deal: DealView; prepared: Prepared }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const client = useQueryClient();
  const [stage, setStage] = useState<{ stage: PlanStage; place: number } | null>(null);
  const { plan, wallet, account } = prepared;
  const refusal = plan.calls.find((call) => call.refusal !== null)?.refusal ?? null;
  const send = useMutation({
    mutationFn: () => sendPlan(wallet, account, plan.calls, (next, place) => setStage({ stage: next, place })),
    onSuccess: () => client.invalidateQueries({ queryKey: ['deal', deal.address] }),
  });
  return (
    <Stack gap={6} data-testid="wallet-plan">
      {plan.effect.map((words) => (
        <Text key={words.en} size="sm">
          {words[language]}
        </Text>
      ))}
      {refusal !== null && (
        <Text size="sm" c="red" role="alert">
          {t('deals.wouldFail')} {refusal.words[language]}
        </Text>
      )}
      <Group gap="sm">
        <Button disabled={refusal !== null || send.isSuccess} loading={send.isPending} onClick={() => send.mutate()}>
          {t('deals.sign', { number: String(plan.calls.length) })}
        </Button>
        {stage !== null && (
          <Text size="sm" role="status">
            {t(`deals.stage.${stage.stage}`, { place: String(stage.place + 1), of: String(plan.calls.length) })}
          </Text>
        )}
      </Group>
      <ActionFault error={isRejection(send.error) ? null : send.error} />
    </Stack>
  );
}

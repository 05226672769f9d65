import { Button, Group, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { WalletPlan } from '../../../../backend/securitization/deals/schemas.ts';
import { ActionFault } from '../../ui/ActionFault.tsx';
import { isRejection } from '../present/wallet.ts';
import type { Wallet } from '../sign-in/wallet-store.ts';
import { PlanEffect, PlanRefusal, refusalOf } from './PlanWords.tsx';
import { type PlanStage, sendPlan } from './send-plan.ts';

/** An act that was simulated and waits for the signatures of its wallet. */
export interface Prepared {
  readonly account: string;
  readonly wallet: Wallet;
  readonly plan: WalletPlan;
}

/** What would change in words, then the signatures, one after the other. */
export function WalletPlanCard({ deal, prepared }: { deal: string; prepared: Prepared }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [stage, setStage] = useState<{ stage: PlanStage; place: number } | null>(null);
  const { plan, wallet, account } = prepared;
  const refusal = refusalOf(plan.calls);
  const send = useMutation({
    mutationFn: () => sendPlan(wallet, account, plan.calls, (next, place) => setStage({ stage: next, place })),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['deal', deal] });
      await client.invalidateQueries({ queryKey: ['holdings'] });
    },
  });
  return (
    <Stack gap={6} data-testid="wallet-plan">
      <PlanEffect lines={plan.effect} />
      <PlanRefusal refusal={refusal} />
      <Group gap="sm">
        <Button disabled={refusal !== null || send.isSuccess} loading={send.isPending} onClick={() => send.mutate()}>
          {t('deals.sign', { number: String(plan.calls.length) })}
        </Button>
        {stage !== null && (
          <Text size="sm" role="status" data-stage={stage.stage}>
            {t(`deals.stage.${stage.stage}`, { place: String(stage.place + 1), of: String(plan.calls.length) })}
          </Text>
        )}
      </Group>
      <ActionFault error={isRejection(send.error) ? null : send.error} />
    </Stack>
  );
}

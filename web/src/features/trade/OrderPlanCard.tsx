import { Button, Group, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { OrderPlan, ReceivedOrder } from '../../../../backend/securitization/desk/schemas.ts';
import { postJson } from '../../lib/api.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { ActionFault } from '../../ui/ActionFault.tsx';
import { PlanEffect, PlanRefusal, refusalOf } from '../deals/PlanWords.tsx';
import { sendPlan } from '../deals/send-plan.ts';
import { isRejection, signTypedData } from '../present/wallet.ts';
import type { Wallet } from '../sign-in/wallet-store.ts';

/** An order that was planned and waits for the wallet of its maker. */
export interface PreparedOrder {
  readonly account: string;
  readonly wallet: Wallet;
  readonly plan: OrderPlan;
}

type Stage = 'allowing' | 'signing' | 'received';

/** What the order says in words and what speaks against it now; then the permission, the signature, and the book. */
export function OrderPlanCard({ prepared: { account, wallet, plan } }: { prepared: PreparedOrder }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const client = useQueryClient();
  const [stage, setStage] = useState<Stage | null>(null);
  const refusal = refusalOf(plan.calls);
  const place = useMutation({
    mutationFn: async (): Promise<ReceivedOrder> => {
      if (plan.calls.length > 0) {
        setStage('allowing');
        await sendPlan(wallet, account, plan.calls, () => undefined);
      }
      setStage('signing');
      const { value } = await signTypedData(wallet, plan.typedData, account);
      return postJson<ReceivedOrder>('/v1/orders', { ...plan.order, signature: value });
    },
    onSuccess: async () => {
      setStage('received');
      for (const key of ['market', 'book', 'orders']) await client.invalidateQueries({ queryKey: [key] });
    },
  });
  const warnings = place.data?.warnings ?? plan.warnings;
  return (
    <Stack gap={6} data-testid="order-plan">
      <PlanEffect lines={[...plan.calls.map(({ words }) => words), ...plan.effect]} />
      {warnings.map((words) => (
        <Text key={words.en} size="sm" c="var(--app-warn)" role="alert">
          {words[language]}
        </Text>
      ))}
      <PlanRefusal refusal={refusal} />
      <Group gap="sm">
        <Button disabled={refusal !== null || place.isSuccess} loading={place.isPending} onClick={() => place.mutate()}>
          {t(plan.calls.length > 0 ? 'trade.allowAndSign' : 'trade.signOrder')}
        </Button>
        {stage !== null && !place.isError && (
          <Text size="sm" role="status" data-stage={stage}>
            {t(`trade.stage.${stage}`)}
          </Text>
        )}
      </Group>
      <ActionFault error={isRejection(place.error) ? null : place.error} />
    </Stack>
  );
}

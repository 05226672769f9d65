import { Button, NumberInput, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DraftView } from '../../../../backend/securitization/deals/schemas.ts';
import { createJson, putJson } from '../../lib/api.ts';
import { ActionFault } from '../../ui/ActionFault.tsx';
import { StatusBadge } from '../../ui/StatusBadge.tsx';
import { TextLink } from '../../ui/TextLink.tsx';
import { TypedConfirm } from '../../ui/TypedConfirm.tsx';
import type { Outlook } from './analyse-deal.ts';
import type { DraftFile } from './edit-deal.ts';
import styles from './structure.module.css';

const WORD = 'publish';

interface SaveBarProps {
  draft: DraftView;
  file: DraftFile;
  poolId: string | null;
  outlook: Outlook | null;
  isCurrent: boolean;
}

/** Whether the file compiles, whether it is kept, and the way to the chain. */
export function SaveBar({ draft, file, poolId, outlook, isCurrent }: SaveBarProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [kept, setKept] = useState<{ file: DraftFile; poolId: string | null }>({ file: draft.file, poolId: draft.poolId });
  const [isAsking, setIsAsking] = useState(false);
  const [days, setDays] = useState<number | string>(14);
  const isKept = kept.file === file && kept.poolId === poolId;
  const isGood = isCurrent && outlook !== null && outlook.faults.length === 0;
  const save = useMutation({
    mutationFn: () => putJson<DraftView>(`/v1/deal-drafts/${draft.id}`, { file, poolId }),
    onSuccess: async () => {
      setKept({ file, poolId });
      await client.invalidateQueries({ queryKey: ['drafts'] });
    },
  });
  const publish = useMutation({
    mutationFn: () => createJson<{ transactionId: string }>(`/v1/deal-drafts/${draft.id}/publication`, { offeringDays: Number(days) }),
    onSuccess: async () => {
      setIsAsking(false);
      await client.invalidateQueries({ queryKey: ['drafts'] });
      await client.invalidateQueries({ queryKey: ['draft', draft.id] });
    },
  });
  if (draft.state !== 'draft') {
    return (
      <div className={styles.bar}>
        <Text size="sm">{t(draft.deal === null ? 'structure.isOrdered' : 'structure.isCreated')}</Text>
        {draft.deal !== null && (
          <TextLink to="/deals/$address" params={{ address: draft.deal }} size="sm">
            {t('structure.openDeal')}
          </TextLink>
        )}
      </div>
    );
  }
  return (
    <div className={styles.bar}>
      <StatusBadge tone={!isCurrent ? 'wait' : isGood ? 'pass' : 'fail'}>
        {t(!isCurrent ? 'structure.checking' : isGood ? 'structure.noFaults' : 'structure.hasFaults')}
      </StatusBadge>
      <Button size="xs" disabled={isKept} loading={save.isPending} onClick={() => save.mutate()}>
        {t('action.save')}
      </Button>
      <Button size="xs" variant="default" disabled={!isGood || !isKept || poolId === null} onClick={() => setIsAsking(true)}>
        {t('structure.publish')}
      </Button>
      <Text size="sm" c="dimmed" role="status">
        {t(isKept ? (poolId === null ? 'structure.needsPool' : 'structure.isKept') : 'structure.isNotKept')}
      </Text>
      <ActionFault error={save.error} />
      {isAsking && (
        <TypedConfirm
          title={t('structure.publish')}
          word={WORD}
          label={t('servicing.typeToConfirm', { word: WORD })}
          action={t('structure.publish')}
          isPending={publish.isPending}
          error={publish.error}
          onClose={() => setIsAsking(false)}
          onConfirm={() => publish.mutate()}
        >
          {t('structure.publishWhat')}
          <NumberInput mt="sm" label={t('structure.offeringDays')} min={1} max={365} allowDecimal={false} value={days} onChange={setDays} />
        </TypedConfirm>
      )}
    </div>
  );
}

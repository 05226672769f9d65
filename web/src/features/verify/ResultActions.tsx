import { Button, Group, Stack, Text } from '@mantine/core';
import { IconBellPlus, IconChecklist, IconDownload, IconFileTypePdf, IconReceipt2 } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { ReceiptFile, WatchAdded } from '../../../../backend/reliance/schemas.ts';
import { createJson } from '../../lib/api.ts';
import { downloadText } from '../../lib/download-text.ts';
import { useCan } from '../../lib/use-can.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { ActionFault } from '../../ui/ActionFault.tsx';
import { Hash } from '../../ui/Hash.tsx';
import { TextLink } from '../../ui/TextLink.tsx';
import { profileQuery } from '../profile/queries.ts';
import classes from './Result.module.css';
import type { Outcome, Verify } from './use-verification.ts';

interface ResultActionsProps {
  outcome: Outcome;
  onVerify: Verify;
}

/** What a lender does with a verdict: apply the terms, keep a receipt, be told of changes. */
export function ResultActions({ outcome, onVerify }: ResultActionsProps) {
  const can = useCan();
  if (!can('reliance:read') || outcome.json === null || outcome.verdict === 'malformed') return null;
  return <Actions outcome={outcome} json={outcome.json} onVerify={onVerify} mayWrite={can('reliance:write')} />;
}

function Actions({ outcome, json, onVerify, mayWrite }: ResultActionsProps & { json: string; mayWrite: boolean }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const client = useQueryClient();
  const profile = useQuery(profileQuery);
  const applied = outcome.terms !== null;
  const receipt = useMutation({
    mutationFn: () => createJson<ReceiptFile>(`/v1/verification-receipts?profile=${applied ? 'own' : 'none'}`, json),
  });
  const watch = useMutation({
    mutationFn: () => createJson<WatchAdded>('/v1/watch-list', { credential: json, label: outcome.candidate.name.slice(0, 200) }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['watch'] }),
  });
  return (
    <Stack gap="xs">
      <Group gap="xs" className="no-print">
        <Button
          variant="default"
          leftSection={<IconChecklist size={15} />}
          aria-pressed={applied}
          disabled={profile.data === undefined}
          onClick={() => void onVerify(outcome.candidate, { terms: applied ? null : (profile.data?.terms ?? null) })}
        >
          {t(applied ? 'verify.withoutTerms' : 'verify.applyTerms')}
        </Button>
        <Button
          variant="default"
          leftSection={<IconReceipt2 size={15} />}
          disabled={!mayWrite || receipt.isSuccess}
          loading={receipt.isPending}
          onClick={() => receipt.mutate()}
        >
          {t('verify.makeReceipt')}
        </Button>
        <Button
          variant="default"
          leftSection={<IconBellPlus size={15} />}
          disabled={!mayWrite || watch.isSuccess}
          loading={watch.isPending}
          onClick={() => watch.mutate()}
        >
          {t('verify.addToWatch')}
        </Button>
      </Group>
      {receipt.data !== undefined && <Receipt file={receipt.data} />}
      {watch.data !== undefined && (
        <Text size="sm" role="status" data-testid="watched">
          {watch.data.refused[0]?.words[language] ?? t(watch.data.added > 0 ? 'verify.watched' : 'verify.watchedBefore')}{' '}
          <TextLink to="/watch">{t('bulk.openWatch')}</TextLink>
        </Text>
      )}
      <ActionFault error={receipt.error ?? watch.error} />
    </Stack>
  );
}

function Receipt({ file }: { file: ReceiptFile }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { id } = file.body;
  return (
    <div className={classes.receipt} role="status" data-testid="receipt">
      <Text size="sm" component="div">
        <strong>{t('verify.receiptMade')}</strong> {t('verify.receiptHash')} <Hash value={file.hash} /> {t('verify.receiptSigner')}{' '}
        <Hash value={file.signer} />
      </Text>
      <Group gap="xs">
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconDownload size={14} />}
          onClick={() => downloadText(`${id}.receipt.json`, JSON.stringify(file, null, 2))}
        >
          JSON
        </Button>
        <Button
          component="a"
          href={`/v1/verification-receipts/${id}/pdf?lang=${language}`}
          download
          size="compact-sm"
          variant="default"
          leftSection={<IconFileTypePdf size={14} />}
        >
          PDF
        </Button>
      </Group>
    </div>
  );
}

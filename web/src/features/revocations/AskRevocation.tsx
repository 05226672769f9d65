import { Button, Group, Modal, Select, Stack, Text, Textarea } from '@mantine/core';
import { IconBan } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type SubmitEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RevocationKind, RevocationReason, RevocationRequestView } from '../../../../backend/attestation/schemas.ts';
import { createJson } from '../../lib/api.ts';
import { useCan } from '../../lib/use-can.ts';
import { ActionFault } from '../../ui/ActionFault.tsx';

const KINDS = ['revoke', 'suspend', 'release'] as const satisfies readonly RevocationKind[];
const REASONS = ['error', 'fraud', 'withdrawn', 'key-compromise', 'other'] as const satisfies readonly RevocationReason[];

type Subject = { credentialId: string } | { batchId: string };

/** Asks for a revocation, a suspension or a release; nothing for those who may not. */
export function AskRevocation({ subject }: { subject: Subject }) {
  const { t } = useTranslation();
  const may = useCan()('credentials:revoke');
  const [isOpen, setOpen] = useState(false);
  const [isSent, setSent] = useState(false);
  if (!may) return null;
  return (
    <>
      <Button
        variant="default"
        size="compact-sm"
        leftSection={<IconBan size={14} />}
        onClick={() => {
          setSent(false);
          setOpen(true);
        }}
      >
        {t('credentialId' in subject ? 'revocations.ask' : 'revocations.askBatch')}
      </Button>
      {isSent && (
        <Text size="xs" role="status">
          {t('revocations.sent')}
        </Text>
      )}
      <Modal opened={isOpen} onClose={() => setOpen(false)} title={t('revocations.askTitle')}>
        <AskForm
          subject={subject}
          onCancel={() => setOpen(false)}
          onSent={() => {
            setSent(true);
            setOpen(false);
          }}
        />
      </Modal>
    </>
  );
}

function AskForm({ subject, onCancel, onSent }: { subject: Subject; onCancel: () => void; onSent: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [kind, setKind] = useState<RevocationKind>('credentialId' in subject ? 'revoke' : 'revoke-batch');
  const [reason, setReason] = useState<RevocationReason>('error');
  const [note, setNote] = useState('');
  const ask = useMutation({
    mutationFn: () => createJson<RevocationRequestView>('/v1/revocation-requests', { kind, ...subject, reason, note }),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ['revocations'] });
      onSent();
    },
  });
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    ask.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <Text size="sm">{t('revocations.askPurpose')}</Text>
        {'credentialId' in subject && (
          <Select
            label={t('revocations.kindLabel')}
            allowDeselect={false}
            data={KINDS.map((value) => ({ value, label: t(`revocations.kind.${value}`) }))}
            value={kind}
            onChange={(value) => setKind(KINDS.find((each) => each === value) ?? 'revoke')}
          />
        )}
        <Select
          label={t('revocations.reasonLabel')}
          allowDeselect={false}
          data={REASONS.map((value) => ({ value, label: t(`revocations.reason.${value}`) }))}
          value={reason}
          onChange={(value) => setReason(REASONS.find((each) => each === value) ?? 'error')}
        />
        <Textarea
          label={t('revocations.note')}
          maxLength={500}
          autosize
          minRows={2}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        <ActionFault error={ask.error} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onCancel}>
            {t('revocations.cancel')}
          </Button>
          <Button type="submit" loading={ask.isPending}>
            {t('revocations.send')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

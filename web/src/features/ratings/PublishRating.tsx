import { Button, Checkbox, Group, Select, Stack, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type SubmitEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import { OUTLOOKS, SUBJECT_KINDS, WATCHES } from '../../../../backend/rating/domain/vocabulary.ts';
import type { PublishAccepted, ScaleView } from '../../../../backend/rating/schemas.ts';
import { createJson } from '../../lib/api.ts';
import { ActionFault } from '../../ui/ActionFault.tsx';
import { TextLink } from '../../ui/TextLink.tsx';
import { TransactionFate } from '../ledger/TransactionFate.tsx';
import { HashInput } from './HashInput.tsx';
import { percentToWad } from './percent-to-wad.ts';
import { type Draft, emptyDraft, requestOf } from './rating-draft.ts';

/** Publishes one rating with the key of the house's agency. */
export function PublishRating({ scales }: { scales: ScaleView[] }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [draft, setDraft] = useState(() => emptyDraft(scales[0]));
  const change = (part: Partial<Draft>): void => setDraft({ ...draft, ...part });
  const publish = useMutation({
    mutationFn: () => createJson<z.infer<typeof PublishAccepted>>('/v1/ratings', requestOf(draft)),
    onSuccess: () => client.invalidateQueries({ queryKey: ['ratings'] }),
  });
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    publish.mutate();
  };
  const pdFault = draft.pd !== '' && percentToWad(draft.pd) === null;
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <Group grow align="flex-start">
          <Select
            label={t('ratings.kindLabel')}
            allowDeselect={false}
            data={SUBJECT_KINDS.map((value) => ({ value, label: t(`ratings.kind.${value}`) }))}
            value={draft.kind}
            onChange={(kind) => kind !== null && change({ kind })}
          />
          <TextInput
            label={t('ratings.desk.name')}
            required
            maxLength={128}
            value={draft.name}
            onChange={(event) => change({ name: event.currentTarget.value })}
          />
        </Group>
        <GradeFields draft={draft} scales={scales} change={change} />
        <Group grow align="flex-start">
          <TextInput
            label={t('ratings.desk.pd')}
            required
            inputMode="decimal"
            placeholder="1.25"
            value={draft.pd}
            error={pdFault ? t('ratings.desk.pdFault') : null}
            onChange={(event) => change({ pd: event.currentTarget.value })}
          />
          <TextInput
            label={t('ratings.desk.validDays')}
            required
            inputMode="numeric"
            value={draft.validDays}
            onChange={(event) => change({ validDays: event.currentTarget.value })}
          />
        </Group>
        <HashInput label={t('ratings.desk.model')} value={draft.modelHash} onChange={(modelHash) => change({ modelHash })} />
        <HashInput label={t('ratings.desk.report')} value={draft.reportHash} onChange={(reportHash) => change({ reportHash })} />
        <Checkbox
          label={t('ratings.desk.withdraw')}
          checked={draft.isWithdrawn}
          onChange={(event) => change({ isWithdrawn: event.currentTarget.checked })}
        />
        <ActionFault error={publish.error} />
        {publish.data !== undefined && (
          <Stack gap={4} data-testid="published">
            <TransactionFate id={publish.data.transactionId} />
            <TextLink to="/ratings/$id" params={{ id: publish.data.subject }}>
              {t('ratings.desk.openSubject')}
            </TextLink>
          </Stack>
        )}
        <Group justify="flex-end">
          <Button type="submit" loading={publish.isPending} disabled={pdFault}>
            {t('ratings.desk.publish')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

interface GradeFieldsProps {
  draft: Draft;
  scales: ScaleView[];
  change: (part: Partial<Draft>) => void;
}

function GradeFields({ draft, scales, change }: GradeFieldsProps) {
  const { t } = useTranslation();
  const grades = scales.find(({ id }) => String(id) === draft.scale)?.grades ?? [];
  return (
    <>
      <Group grow>
        <Select
          label={t('ratings.scale')}
          allowDeselect={false}
          data={scales.map(({ id, name }) => ({ value: String(id), label: name }))}
          value={draft.scale}
          onChange={(scale) => scale !== null && change({ scale, grade: '' })}
        />
        <Select
          label={t('ratings.grade')}
          allowDeselect={false}
          data={grades}
          value={draft.grade}
          onChange={(grade) => grade !== null && change({ grade })}
        />
      </Group>
      <Group grow>
        <Select
          label={t('ratings.outlookLabel')}
          allowDeselect={false}
          data={OUTLOOKS.map((value) => ({ value, label: t(`ratings.outlook.${value}`) }))}
          value={draft.outlook}
          onChange={(outlook) => outlook !== null && change({ outlook })}
        />
        <Select
          label={t('ratings.watchLabel')}
          allowDeselect={false}
          data={WATCHES.map((value) => ({ value, label: t(`ratings.watch.${value}`) }))}
          value={draft.watch}
          onChange={(watch) => watch !== null && change({ watch })}
        />
      </Group>
    </>
  );
}

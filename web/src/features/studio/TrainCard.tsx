import { Button, Group, List, Stack, Text, TextInput } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type SubmitEvent, useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import type { JobAccepted } from '../../../../backend/platform/http/schemas.ts';
import type { TrainRequest } from '../../../../backend/scoring/schemas.ts';
import { createJson } from '../../lib/api.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { ActionFault } from '../../ui/ActionFault.tsx';
import { FormButton } from '../../ui/FormButton.tsx';
import { characteristicName } from '../customers/glossary.ts';
import { TrainingFate } from '../scorecard/TrainScorecard.tsx';
import { type Draft, editsOf, missingReasons } from './draft.ts';
import type { Subject } from './studio-queries.ts';

interface TrainCardProps {
  readonly subject: Subject;
  readonly draft: Draft;
}

interface TrainButtonProps extends TrainCardProps {
  /** There is nothing to train on yet. */
  readonly isDisabled: boolean;
}

/** Trains a card with the bins as they are now, and goes to its page when it is there. */
export function TrainCard({ subject, draft, isDisabled }: TrainButtonProps) {
  const { t } = useTranslation();
  return (
    <FormButton leftSection={<IconPlayerPlay size={15} />} disabled={isDisabled} label={t('studio.train')} title={t('studio.trainTitle')}>
      {() => <TrainForm subject={subject} draft={draft} />}
    </FormButton>
  );
}

function requestOf(name: string, subject: Subject, draft: Draft): z.input<typeof TrainRequest> {
  const edits = Object.entries(editsOf(draft)).map(([attribute, script]) => {
    const told = script.map((edit) => ({ ...edit, reason: edit.reason?.trim() ?? '' }));
    return [attribute, told] as const;
  });
  return { name, ...subject, edits: Object.fromEntries(edits) };
}

function TrainForm({ subject, draft }: TrainCardProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const navigate = useNavigate();
  const [name, setName] = useState('');
  const train = useMutation({
    mutationFn: () => createJson<z.infer<typeof JobAccepted>>('/v1/scorecards', requestOf(name.trim(), subject, draft)),
  });
  const open = useCallback((hash: string) => void navigate({ to: '/scorecards/$hash', params: { hash } }), [navigate]);
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    train.mutate();
  };
  const edits = Object.entries(editsOf(draft));
  const missing = missingReasons(draft);
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <TextInput
          label={t('studio.trainName')}
          data-autofocus
          required
          maxLength={100}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Text size="sm">{t(edits.length === 0 ? 'studio.trainNoEdits' : 'studio.trainEdits')}</Text>
        <List size="sm">
          {edits.map(([attribute, { length }]) => (
            <List.Item key={attribute}>
              {characteristicName(attribute, language)}: {t('studio.changedCount', { number: String(length) })}
            </List.Item>
          ))}
        </List>
        {missing.length > 0 && (
          <Text size="sm" role="alert">
            {t('studio.trainMissing', { names: missing.map((attribute) => characteristicName(attribute, language)).join(', ') })}
          </Text>
        )}
        <ActionFault error={train.error} />
        {train.data !== undefined && <TrainingFate key={train.data.jobId} jobId={train.data.jobId} onDone={open} />}
        <Group justify="flex-end">
          <Button type="submit" loading={train.isPending} disabled={missing.length > 0 || train.data !== undefined}>
            {t('studio.trainStart')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

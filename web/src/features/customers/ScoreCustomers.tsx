import { Button, Group, Stack, Text } from '@mantine/core';
import { IconCalculator } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type SubmitEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import type { JobAccepted } from '../../../../backend/platform/http/schemas.ts';
import { MODEL_ROLES } from '../../../../backend/scoring/domain/registry/model-life.ts';
import { createJson } from '../../lib/api.ts';
import { formatCount } from '../../lib/format.ts';
import { useCan } from '../../lib/use-can.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { ActionFault } from '../../ui/ActionFault.tsx';
import { FormButton } from '../../ui/FormButton.tsx';
import { JobFate } from '../../ui/JobFate.tsx';
import { TextLink } from '../../ui/TextLink.tsx';
import { SourceSelect } from './SourceSelect.tsx';
import { useUsualSource } from './use-usual-source.ts';

/** Scores the customers of a source with the models in use; nothing for those who may not. */
export function ScoreCustomers() {
  const { t } = useTranslation();
  const may = useCan()('scorecards:write');
  if (!may) return null;
  return (
    <FormButton leftSection={<IconCalculator size={15} />} label={t('customers.scoring.open')} title={t('customers.scoring.title')}>
      {() => <ScoreForm />}
    </FormButton>
  );
}

function ScoreForm() {
  const { t } = useTranslation();
  const usual = useUsualSource();
  const [chosen, setChosen] = useState<string | null>(null);
  const source = chosen ?? usual.source;
  const score = useMutation({
    mutationFn: () => createJson<z.infer<typeof JobAccepted>>('/v1/scorings', { source }),
  });
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    score.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <Text size="sm">{t('customers.scoring.note')}</Text>
        <SourceSelect label={t('customers.source')} value={source} onChange={setChosen} />
        <ActionFault error={score.error} />
        {score.data !== undefined && <ScoreFate key={score.data.jobId} jobId={score.data.jobId} />}
        <Group justify="flex-end">
          <Button type="submit" disabled={source === ''} loading={score.isPending}>
            {t('customers.scoring.start')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

const Scored = z.object({
  scored: z.int(),
  models: z.array(z.object({ runId: z.string(), scorecardHash: z.string(), role: z.enum(MODEL_ROLES), scored: z.int() })),
});

function ScoreFate({ jobId }: { jobId: string }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const client = useQueryClient();
  return (
    <JobFate
      jobId={jobId}
      words={{ queued: t('customers.scoring.queued'), running: t('customers.scoring.running'), failed: t('customers.scoring.failed') }}
      shape={Scored}
      onDone={() => {
        for (const key of ['customers', 'overview']) void client.invalidateQueries({ queryKey: [key] });
      }}
    >
      {({ scored, models }) => (
        <>
          <Text size="sm">{t('customers.scoring.done', { count: scored, scored: formatCount(scored, language) })}</Text>
          {models.map((model) => (
            <Group key={model.runId} gap="xs">
              <Text size="sm">
                {t(`registry.role.${model.role}`)} · {formatCount(model.scored, language)}
              </Text>
              <TextLink to="/scorecards/$hash" params={{ hash: model.scorecardHash }} size="sm">
                {model.scorecardHash.slice(0, 10)}
              </TextLink>
            </Group>
          ))}
        </>
      )}
    </JobFate>
  );
}

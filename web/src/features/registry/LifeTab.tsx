import { Button, Group, Stack, Text, TextInput, Timeline } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ModelLife } from '../../../../backend/scoring/registry/schemas.ts';
import type { ScorecardView } from '../../../../backend/scoring/schemas.ts';
import { createJson } from '../../lib/api.ts';
import { formatShare } from '../../lib/format.ts';
import { useCan } from '../../lib/use-can.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { PersonText } from '../../ui/PersonText.tsx';
import { ActionFault } from '../../ui/ActionFault.tsx';
import { Hash } from '../../ui/Hash.tsx';
import { Loaded } from '../../ui/Loaded.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import { lifeQuery, useRegistryStale } from './registry-queries.ts';

const NOTE_MIN = 3;
/** What one person may do alone, by the state of the card. */
const STEPS = {
  draft: ['validate', 'discard'],
  validated: ['discard'],
  approved: ['discard'],
  live: ['watch'],
  watch: ['release'],
  retired: [],
} as const satisfies Record<ScorecardView['state'], readonly string[]>;
type Act = 'validate' | 'watch' | 'release' | 'discard';
const KNOWN = ['validate', 'approve', 'record', 'watch', 'release', 'retire', 'discard'] as const;

/** Steps of a card from its training on, and those that may be taken next. */
export function LifeTab({ card }: { card: ScorecardView }) {
  const { t } = useTranslation();
  const may = useCan()('scorecards:write');
  const query = useQuery(lifeQuery(card.hash));
  const acts: readonly Act[] = STEPS[card.state];
  return (
    <Panel title={t('registry.lifeTitle')} note={t('registry.lifeNote')}>
      <Loaded query={query}>
        {(life) => (
          <Stack gap="lg">
            <Timeline active={life.steps.length} bulletSize={16} lineWidth={2}>
              <Timeline.Item title={t('registry.trained')}>
                <Text size="xs" c="dimmed">
                  <TimeText value={card.createdAt} />
                </Text>
              </Timeline.Item>
              {life.steps.map((step) => (
                <Timeline.Item key={`${step.at}:${step.act}`} title={<StepTitle step={step} />} data-step={step.act}>
                  <Step step={step} />
                </Timeline.Item>
              ))}
            </Timeline>
            {may && acts.length > 0 && <NextSteps hash={card.hash} acts={acts} />}
          </Stack>
        )}
      </Loaded>
    </Panel>
  );
}

type StepView = ModelLife['steps'][number];

function StepTitle({ step }: { step: StepView }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const act = KNOWN.find((known) => known === step.act);
  return (
    <>
      {act === undefined ? step.act : t(`registry.act.${act}`)}
      {act === 'record' && step.role !== null && ` · ${t(`registry.role.${step.role}`)}`}
      {act === 'record' && step.shareBps > 0 && ` · ${t('registry.share', { share: formatShare(step.shareBps / 10_000, language) })}`}
    </>
  );
}

function Step({ step }: { step: StepView }) {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <>
      <Text size="sm">{step.note}</Text>
      {step.findings.length > 0 && (
        <Text size="xs" c="dimmed">
          {t('registry.findings')}: {step.findings.map((finding) => finding[language]).join(' ')}
        </Text>
      )}
      {step.txHash !== null && (
        <Text size="xs" component="div">
          {t('registry.onChain')} <Hash value={step.txHash} />
        </Text>
      )}
      <Text size="xs" c="dimmed">
        <PersonText actor={step.actor} /> · <TimeText value={step.at} />
      </Text>
    </>
  );
}

function NextSteps({ hash, acts }: { hash: string; acts: readonly Act[] }) {
  const { t } = useTranslation();
  const stale = useRegistryStale();
  const [note, setNote] = useState('');
  const take = useMutation({
    mutationFn: (act: Act) => createJson<ModelLife>(`/v1/scorecards/${hash}/steps`, { act, note }),
    onSuccess: () => {
      setNote('');
      return stale();
    },
  });
  return (
    <>
      <Group align="end" gap="sm">
        <TextInput
          label={t('registry.stepNote')}
          w={420}
          maxLength={500}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        {acts.map((act, place) => (
          <Button
            key={act}
            variant={place === 0 ? 'filled' : 'default'}
            disabled={note.trim().length < NOTE_MIN}
            loading={take.isPending}
            onClick={() => take.mutate(act)}
          >
            {t(`registry.step.${act}`)}
          </Button>
        ))}
      </Group>
      <ActionFault error={take.error} />
    </>
  );
}

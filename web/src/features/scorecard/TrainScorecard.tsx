import { Button, Group, Select, SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type SubmitEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import type { JobAccepted } from '../../../../backend/platform/http/schemas.ts';
import { SHAPES } from '../../../../backend/scoring/domain/binning/optimal-merge.ts';
import {
  SCALE_NAMES,
  SCALES,
  type ScaleName,
  SCENARIO_NAMES,
  SCENARIOS,
  type ScenarioName,
} from '../../../../backend/scoring/domain/scorecard/presets.ts';
import type { TrainRequest } from '../../../../backend/scoring/schemas.ts';
import { SegmentationView } from '../../../../backend/scoring/segments/schemas.ts';
import { createJson } from '../../lib/api.ts';
import { formatNumber } from '../../lib/format.ts';
import { useCan } from '../../lib/use-can.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { ActionFault } from '../../ui/ActionFault.tsx';
import { FormButton } from '../../ui/FormButton.tsx';
import { JobFate } from '../../ui/JobFate.tsx';
import { TextLink } from '../../ui/TextLink.tsx';
import { SourceSelect } from '../customers/SourceSelect.tsx';
import { requestedSegments, type SegmentDraft } from './segment-draft.ts';
import { SegmentEditor } from './SegmentEditor.tsx';
import { verdict } from './SegmentsPanel.tsx';

const STEPWISE = ['none', 'aic', 'bic', 'auc'] as const;
const SHAPE_CHOICES = ['auto', ...SHAPES] as const;

interface Draft {
  readonly name: string;
  readonly source: string;
  readonly exclude: string;
  readonly segments: SegmentDraft;
  readonly scale: ScaleName;
  readonly scenario: ScenarioName;
  readonly shape: (typeof SHAPE_CHOICES)[number];
  readonly maxBins: string;
  readonly minBinShare: string;
  readonly minIv: string;
  readonly maxCorrelation: string;
  readonly stepwise: (typeof STEPWISE)[number];
}

function settingsOf(scenario: ScenarioName): Pick<Draft, 'scenario' | 'maxBins' | 'minBinShare' | 'minIv' | 'maxCorrelation' | 'stepwise'> {
  const { maxBins, minBinShare, minIv, maxCorrelation, stepwise } = SCENARIOS[scenario];
  return {
    scenario,
    maxBins: String(maxBins),
    minBinShare: String(minBinShare * 100),
    minIv: String(minIv),
    maxCorrelation: String(maxCorrelation),
    stepwise: stepwise ?? 'none',
  };
}

function requestOf(draft: Draft): z.input<typeof TrainRequest> {
  const criterion = draft.stepwise;
  return {
    name: draft.name.trim(),
    source: draft.source,
    exclude: draft.exclude
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== ''),
    ...SCALES[draft.scale],
    scenario: draft.scenario,
    segments: requestedSegments(draft.segments),
    binning: { shape: draft.shape, maxBins: Number(draft.maxBins), minBinShare: Number(draft.minBinShare) / 100 },
    selection: {
      minIv: Number(draft.minIv),
      maxCorrelation: Number(draft.maxCorrelation),
      stepwise: criterion === 'none' ? null : { direction: 'both', criterion },
    },
  };
}

/** Trains a card with chosen settings and follows the job; nothing for those who may not. */
export function TrainScorecard({ source }: { source: string }) {
  const { t } = useTranslation();
  const may = useCan()('scorecards:write');
  if (!may) return null;
  return (
    <FormButton isWide leftSection={<IconPlayerPlay size={15} />} label={t('scorecard.train.open')} title={t('scorecard.train.title')}>
      {() => <TrainForm source={source} />}
    </FormButton>
  );
}

function TrainForm({ source }: { source: string }) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState<Draft>({
    ...{ name: '', source, exclude: '', scale: 'house', shape: 'auto' },
    segments: { mode: 'none', splits: [] },
    ...settingsOf('new'),
  });
  const train = useMutation({
    mutationFn: () => createJson<z.infer<typeof JobAccepted>>('/v1/scorecards', requestOf(draft)),
  });
  const change = (part: Partial<Draft>): void => setDraft({ ...draft, ...part });
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    train.mutate();
  };
  const field = (name: 'name' | 'maxBins' | 'minBinShare' | 'minIv' | 'maxCorrelation') => (
    <TextInput
      label={t(`scorecard.train.${name}`)}
      required
      inputMode={name === 'name' ? 'text' : 'decimal'}
      value={draft[name]}
      onChange={(event) => change({ [name]: event.currentTarget.value })}
    />
  );
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
          {field('name')}
          <SourceSelect label={t('scorecard.train.source')} value={draft.source} onChange={(source) => change({ source })} />
          <Select
            label={t('scorecard.train.scenario')}
            data={SCENARIO_NAMES.map((value) => ({ value, label: t(`scorecard.train.scenarioName.${value}`) }))}
            value={draft.scenario}
            allowDeselect={false}
            onChange={(value) => {
              const chosen = SCENARIO_NAMES.find((name) => name === value) ?? 'new';
              change(settingsOf(chosen));
            }}
          />
          <Select
            label={t('scorecard.train.scale')}
            data={SCALE_NAMES.map((value) => ({ value, label: t(`scorecard.train.scaleName.${value}`) }))}
            value={draft.scale}
            allowDeselect={false}
            onChange={(value) => change({ scale: SCALE_NAMES.find((name) => name === value) ?? 'house' })}
          />
          <Select
            label={t('scorecard.train.shape')}
            data={SHAPE_CHOICES.map((value) => ({ value, label: t(`scorecard.train.shapeName.${value}`) }))}
            value={draft.shape}
            allowDeselect={false}
            onChange={(value) => change({ shape: SHAPE_CHOICES.find((name) => name === value) ?? 'auto' })}
          />
          <Select
            label={t('scorecard.train.stepwise')}
            data={STEPWISE.map((value) => ({ value, label: t(`scorecard.train.stepwiseName.${value}`) }))}
            value={draft.stepwise}
            allowDeselect={false}
            onChange={(value) => change({ stepwise: STEPWISE.find((name) => name === value) ?? 'none' })}
          />
          {field('maxBins')}
          {field('minBinShare')}
          {field('minIv')}
          {field('maxCorrelation')}
        </SimpleGrid>
        <TextInput
          label={t('scorecard.train.exclude')}
          description={t('scorecard.train.excludeHint')}
          value={draft.exclude}
          onChange={(event) => change({ exclude: event.currentTarget.value })}
        />
        <SegmentEditor draft={draft.segments} onChange={(segments) => change({ segments })} />
        <ActionFault error={train.error} />
        {train.data !== undefined && <TrainingFate key={train.data.jobId} jobId={train.data.jobId} />}
        <Group justify="flex-end">
          <Button type="submit" loading={train.isPending}>
            {t('scorecard.train.start')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

const Trained = z.object({ hash: z.string(), auc: z.number(), warnings: z.number(), segmentation: SegmentationView.nullable() });

/** How far the training is, and the way to the card once it is there; `onDone` is told its hash. */
export function TrainingFate({ jobId, onDone }: { jobId: string; onDone?: (hash: string) => void }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const client = useQueryClient();
  return (
    <JobFate
      jobId={jobId}
      words={{ queued: t('scorecard.train.queued'), running: t('scorecard.train.running'), failed: t('scorecard.train.failed') }}
      shape={Trained}
      onDone={({ hash }) => {
        void client.invalidateQueries({ queryKey: ['scorecards'] });
        onDone?.(hash);
      }}
    >
      {({ hash, auc, warnings, segmentation }) => (
        <>
          <Text size="sm">
            {t(warnings > 0 ? 'scorecard.train.doneWarned' : 'scorecard.train.done', { auc: formatNumber(auc, language, 4) })}
          </Text>
          {segmentation !== null && <Text size="sm">{verdict(t, segmentation, language)}</Text>}
          <TextLink to="/scorecards/$hash" params={{ hash }} size="sm">
            {t('scorecard.train.see')}
          </TextLink>
        </>
      )}
    </JobFate>
  );
}

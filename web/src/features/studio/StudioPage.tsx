import { SCENARIO_NAMES } from '../../../../backend/scoring/domain/scorecard/presets.ts';
import { Button, Group, Select, Stack, Text, Tooltip } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { StudioOverview } from '../../../../backend/scoring/studio/schemas.ts';
import { ApiFault } from '../../lib/api.ts';
import { formatCount } from '../../lib/format.ts';
import { useCan } from '../../lib/use-can.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { Page } from '../../ui/Page.tsx';
import { RefusalText } from '../../ui/RefusalText.tsx';
import { Empty, Fault, RowsSkeleton } from '../../ui/states.tsx';
import { SourceSelect } from '../customers/SourceSelect.tsx';
import { useUsualSource } from '../customers/use-usual-source.ts';
import { AttributeBench } from './AttributeBench.tsx';
import { AttributeList } from './AttributeList.tsx';
import { changesOf } from './draft.ts';
import classes from './Studio.module.css';
import { overviewQuery, type Subject } from './studio-queries.ts';
import { TrainCard } from './TrainCard.tsx';
import { type DraftHandle, useDraft } from './use-draft.ts';

/** Where a risk officer makes the bins of a card; the address holds source, kind of customer and attribute. */
export function StudioPage() {
  const { t } = useTranslation();
  const can = useCan();
  const search = useSearch({ strict: false });
  const usual = useUsualSource(search.source === undefined);
  const source = search.source ?? usual.source;
  const scenario = SCENARIO_NAMES.find((name) => name === search.scenario) ?? 'new';
  if (!can('scorecards:write'))
    return (
      <StudioFrame>
        <Empty title={t('studio.noRight')}>{t('studio.noRightWhy')}</Empty>
      </StudioFrame>
    );
  if (usual.isLoading)
    return (
      <StudioFrame>
        <RowsSkeleton />
      </StudioFrame>
    );
  if (source === '')
    return (
      <StudioFrame>
        <Empty title={t('studio.choose')} action={<ChooseSource source="" />}>
          {t('studio.chooseWhy')}
        </Empty>
      </StudioFrame>
    );
  return <Studio key={`${source} ${scenario}`} subject={{ source, scenario }} />;
}

function StudioFrame({ actions, children }: { actions?: React.ReactNode; children: React.ReactNode }) {
  const { t } = useTranslation();
  return (
    <Page
      title={t('studio.title')}
      purpose={t('studio.purpose')}
      crumbs={[{ label: t('scorecard.listTitle'), to: '/scorecards' }]}
      actions={actions}
    >
      {children}
    </Page>
  );
}

function ChooseSource({ source }: { source: string }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  return (
    <SourceSelect
      size="xs"
      label={t('studio.source')}
      value={source}
      onChange={(chosen) => void navigate({ to: '/scorecards/studio', search: { source: chosen } })}
    />
  );
}

function Studio({ subject }: { subject: Subject }) {
  const { t } = useTranslation();
  const handle = useDraft(subject.source);
  const now = changesOf(handle.draft);
  const [fitted, setFitted] = useState(now);
  const query = useQuery(overviewQuery(subject, fitted));
  const isFitted = JSON.stringify(fitted) === JSON.stringify(now);
  return (
    <StudioFrame
      actions={
        <>
          <Tooltip label={t('studio.refitHint')} multiline w={240}>
            <Button
              variant="default"
              leftSection={<IconRefresh size={15} />}
              disabled={isFitted}
              loading={query.isFetching}
              onClick={() => setFitted(now)}
            >
              {t('studio.refit')}
            </Button>
          </Tooltip>
          <TrainCard subject={subject} draft={handle.draft} isDisabled={query.data === undefined || query.isError} />
        </>
      }
    >
      {query.data !== undefined && !query.isError ? (
        <StudioBody subject={subject} overview={query.data} isFitted={isFitted && !query.isPlaceholderData} handle={handle} />
      ) : query.isError ? (
        <Unopened
          error={query.error}
          source={subject.source}
          onRetry={() => void query.refetch()}
          onDiscard={() => {
            handle.discard();
            setFitted({});
          }}
        />
      ) : (
        <Stack gap="xs">
          <Text size="sm" c="dimmed">
            {t('studio.opening')}
          </Text>
          <RowsSkeleton rows={14} />
        </Stack>
      )}
    </StudioFrame>
  );
}

interface UnopenedProps {
  readonly error: unknown;
  readonly source: string;
  readonly onRetry: () => void;
  readonly onDiscard: () => void;
}

/** Why a source does not open, and what helps: another source, or no changes that no longer fit. */
function Unopened({ error, source, onRetry, onDiscard }: UnopenedProps) {
  const { t } = useTranslation();
  const code = error instanceof ApiFault ? error.problem?.code : undefined;
  const isUnfit = code === 'bin_edit_invalid' || code === 'training_attribute_unknown';
  return (
    <>
      <Fault error={error} onRetry={onRetry} />
      {isUnfit && (
        <Empty title={t('studio.invalid')} action={<Button onClick={onDiscard}>{t('studio.discardInvalid')}</Button>}>
          {error instanceof ApiFault && error.problem !== null && <RefusalText refused={error.problem} />}
        </Empty>
      )}
      {code?.startsWith('dataset_') === true && <ChooseSource source={source} />}
    </>
  );
}

interface StudioBodyProps {
  readonly subject: Subject;
  readonly overview: StudioOverview;
  readonly isFitted: boolean;
  readonly handle: DraftHandle;
}

function StudioBody({ subject, overview, isFitted, handle }: StudioBodyProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const navigate = useNavigate();
  const search = useSearch({ strict: false });
  const { attributes } = overview;
  const chosen = (attributes.find(({ name }) => name === search.attribute) ?? attributes[0])?.name ?? '';
  const go = (change: { attribute?: string; scenario?: string }): void =>
    void navigate({ to: '.', search: { source: subject.source, ...search, ...change }, resetScroll: false, replace: true });
  return (
    <>
      <Text size="sm" hiddenFrom="sm">
        {t('studio.smallScreen')}
      </Text>
      <Group gap="md" align="end">
        <ChooseSource source={subject.source} />
        <Select
          size="xs"
          w={190}
          label={t('studio.scenario')}
          data={SCENARIO_NAMES.map((value) => ({ value, label: t(`scorecard.train.scenarioName.${value}`) }))}
          value={subject.scenario}
          allowDeselect={false}
          onChange={(value) => go({ scenario: value ?? 'new' })}
        />
        <Text size="sm" c="dimmed">
          {t('studio.rows')} {formatCount(overview.rows, language)} · {t('studio.bads', { bads: formatCount(overview.bads, language) })}
        </Text>
      </Group>
      <div className={classes.columns}>
        <AttributeList attributes={attributes} draft={handle.draft} chosen={chosen} onChoose={(attribute) => go({ attribute })} />
        <div className={classes.detail}>
          <AttributeBench key={chosen} subject={subject} name={chosen} handle={handle} fitted={overview} isFitted={isFitted} />
        </div>
      </div>
    </>
  );
}

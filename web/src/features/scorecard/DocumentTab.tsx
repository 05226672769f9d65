import { Button, Group, SimpleGrid, Stack, Text } from '@mantine/core';
import { IconCalculator } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ScorecardView } from '../../../../backend/scoring/schemas.ts';
import { getJson } from '../../lib/api.ts';
import { formatNumber } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { Facts } from '../../ui/Facts.tsx';
import { Hash } from '../../ui/Hash.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { StatusBadge } from '../../ui/StatusBadge.tsx';
import { ExportPanel } from './ExportPanel.tsx';
import type { Recomputed } from '../ledger/recompute.ts';

const FORMATS = ['pdf', 'html'] as const;

/** The document that the hash names, and the hash computed again. */
export function DocumentTab({ card }: { card: ScorecardView }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { scaling } = card;
  return (
    <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="md">
      <Stack gap="md">
        <HashPanel hash={card.hash} />
        {card.model === null && <ExportPanel hash={card.hash} />}
        <Panel title={t('scorecard.modelDocument')} note={t('scorecard.modelDocumentNote')}>
          <Group gap="sm">
            {FORMATS.map((format) => (
              <Button
                key={format}
                component="a"
                href={`/v1/scorecards/${card.hash}/model-document?lang=${language}&format=${format}`}
                download
                variant="default"
              >
                {t(`scorecard.modelDocumentGet.${format}`)}
              </Button>
            ))}
          </Group>
        </Panel>
      </Stack>
      <Panel title={t('scorecard.scaling')} note={t('scorecard.scalingNote')}>
        <Facts
          items={[
            { name: t('scorecard.baseScore'), value: scaling.baseScore },
            { name: t('scorecard.baseOdds'), value: `${scaling.baseOdds} : 1` },
            { name: t('scorecard.pdo'), value: scaling.pdo },
            { name: t('scorecard.factor'), value: formatNumber(scaling.factor, language, 4) },
            { name: t('scorecard.offset'), value: formatNumber(scaling.offset, language, 4) },
            ...(card.model === null
              ? [
                  { name: t('scorecard.basePoints'), value: scaling.basePoints ?? t('scorecard.bySegment') },
                  {
                    name: t('scorecard.intercept'),
                    value: card.intercept === null ? t('scorecard.bySegment') : formatNumber(card.intercept, language, 4),
                  },
                ]
              : []),
            { name: t('scorecard.datasetHash'), value: <Hash value={card.datasetHash} full /> },
          ]}
        />
      </Panel>
    </SimpleGrid>
  );
}

type State = { phase: 'idle' | 'busy' | 'failed' } | { phase: 'done'; result: Recomputed };

function HashPanel({ hash }: { hash: string }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const [state, setState] = useState<State>({ phase: 'idle' });
  const run = async (): Promise<void> => {
    setState({ phase: 'busy' });
    try {
      const [{ recompute }, document] = await Promise.all([
        import('../ledger/recompute.ts'),
        getJson<unknown>(`/v1/scorecards/${hash}/document`),
      ]);
      setState({ phase: 'done', result: recompute({ kind: 'document', document, expected: hash }) });
    } catch {
      setState({ phase: 'failed' });
    }
  };
  return (
    <Panel title={t('scorecard.hash')} note={t('scorecard.hashNote')}>
      <Hash value={hash} full />
      <Text size="sm" c="dimmed" my="sm">
        {t('scorecard.hashWhy')}
      </Text>
      <Button size="xs" leftSection={<IconCalculator size={15} />} loading={state.phase === 'busy'} onClick={() => void run()}>
        {t('evidence.recompute')}
      </Button>
      <div
        role="status"
        style={{ marginTop: 12 }}
        data-recompute={state.phase === 'done' ? (state.result.matches ? 'match' : 'mismatch') : state.phase}
      >
        {state.phase === 'failed' && <StatusBadge tone="warn">{t('evidence.failed')}</StatusBadge>}
        {state.phase === 'done' && (
          <>
            <StatusBadge tone={state.result.matches ? 'pass' : 'fail'}>
              {t(state.result.matches ? 'evidence.match' : 'evidence.mismatch')}
            </StatusBadge>
            <Facts
              items={[
                { name: t('evidence.computed'), value: <Hash value={state.result.value} full copy={false} /> },
                { name: t('evidence.expected'), value: <Hash value={state.result.expected} full copy={false} /> },
                { name: t('scorecard.took'), value: `${formatNumber(state.result.milliseconds, language, 1)} ms` },
              ]}
            />
          </>
        )}
      </div>
    </Panel>
  );
}

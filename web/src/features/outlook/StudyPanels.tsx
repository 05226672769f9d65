import { Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Panel } from '../../ui/Panel.tsx';
import { ClassExpectations } from './ClassExpectations.tsx';
import { LossChart } from './LossChart.tsx';
import styles from './outlook.module.css';
import { PathChart } from './PathChart.tsx';
import type { ScenarioMeasure } from './scenario-heat.ts';
import { ScenarioTable } from './ScenarioTable.tsx';
import type { Study } from './study-worker.ts';
import { TornadoChart } from './TornadoChart.tsx';

/** All that a study tells, as far as it is there. */
export function StudyPanels({ study, isCurrent }: { study: Study | null; isCurrent: boolean }) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState<number | null>(null);
  const [measure, setMeasure] = useState<ScenarioMeasure>('yield');
  if (study?.quick == null) {
    const text =
      study === null ? t('outlook.waiting') : study.refusal === null ? t('outlook.noDraft') : t('outlook.refused', { code: study.refusal });
    return (
      <Panel title={t('outlook.classes')}>
        <Text size="sm" c="dimmed">
          {text}
        </Text>
      </Panel>
    );
  }
  const { quick, deep } = study;
  const classes = quick.classes.map(({ id }) => id);
  // The most junior class that is owed something is the one that assumptions move.
  const place =
    chosen ??
    Math.max(
      0,
      quick.classes.findLastIndex(({ base }) => base.loss !== null),
    );
  const tornado = deep?.tornado[place];
  return (
    <div className={isCurrent ? undefined : styles.stale} data-study={isCurrent && deep !== null ? 'complete' : 'waiting'}>
      <Stack gap="md">
        <ClassExpectations study={study} />
        <div className={styles.pair}>
          <PathChart path={quick.path} classes={classes} />
          {deep !== null && <LossChart deep={deep} />}
        </div>
        {deep !== null && (
          <div className={styles.pair}>
            <ScenarioTable grid={deep.grid} classes={classes} place={place} measure={measure} onPlace={setChosen} onMeasure={setMeasure} />
            {tornado !== undefined && <TornadoChart id={classes[place] ?? ''} tornado={tornado} />}
          </div>
        )}
      </Stack>
    </div>
  );
}

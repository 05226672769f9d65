import { Button, Text } from '@mantine/core';
import { IconCalculator } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Recompute } from '../../../../backend/platform/http/schemas.ts';
import { formatNumber } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { Facts } from '../../ui/Facts.tsx';
import { StatusBadge } from '../../ui/StatusBadge.tsx';
import classes from './EvidenceDrawer.module.css';
import type { Recomputed } from './recompute.ts';

type State = { phase: 'idle' | 'busy' | 'failed' } | { phase: 'done'; result: Recomputed; inputs: number };

/** Computes the figure in this browser and says whether it comes out the same. */
export function RecomputeHere({ task }: { task: Recompute }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const [state, setState] = useState<State>({ phase: 'idle' });
  const run = async (): Promise<void> => {
    setState({ phase: 'busy' });
    try {
      const { recompute, inputCount } = await import('./recompute.ts');
      setState({ phase: 'done', result: recompute(task), inputs: inputCount(task) });
    } catch {
      setState({ phase: 'failed' });
    }
  };
  const hashes = String('leaves' in task && Array.isArray(task.leaves) ? task.leaves.length : 'terms' in task ? task.terms.length : 1);
  return (
    <section className={classes.recompute} aria-label={t('evidence.recompute')}>
      <Text size="sm" fw={600}>
        {t(`evidence.recomputeKind.${task.kind}`, { hashes })}
      </Text>
      <Text size="xs" c="dimmed" mb="xs">
        {t('evidence.recomputeWhy')}
      </Text>
      <Button size="xs" leftSection={<IconCalculator size={15} />} loading={state.phase === 'busy'} onClick={() => void run()}>
        {t('evidence.recompute')}
      </Button>
      <div
        role="status"
        className={classes.result}
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
                { name: t('evidence.computed'), value: <code className={classes.value}>{state.result.value}</code> },
                { name: t('evidence.expected'), value: <code className={classes.value}>{state.result.expected}</code> },
              ]}
            />
            <Text size="xs" c="dimmed" className="num">
              {t('evidence.took', { ms: formatNumber(state.result.milliseconds, language, 2), hashes: String(state.inputs) })}
            </Text>
          </>
        )}
      </div>
    </section>
  );
}

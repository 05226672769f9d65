import { Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Facts } from '../../ui/Facts.tsx';
import { Hash } from '../../ui/Hash.tsx';
import { StatusBadge } from '../../ui/StatusBadge.tsx';
import classes from './log.module.css';
import type { ProofTrace } from './proof-steps.ts';

interface ProofResultProps {
  trace: ProofTrace;
  kind: 'consistency' | 'inclusion';
}

/** Every hash that this browser computed, and whether the roots come out. */
export function ProofResult({ trace, kind }: ProofResultProps) {
  const { t } = useTranslation();
  return (
    <Stack gap="sm" align="stretch" role="status" data-proof={kind} data-holds={trace.holds}>
      <div>
        <StatusBadge tone={trace.holds ? 'pass' : 'fail'}>{t(`log.${kind}.${trace.holds ? 'holds' : 'fails'}`)}</StatusBadge>
      </div>
      <ol className={classes.steps}>
        <li>
          <b>{t(`log.${kind}.start`)}</b> <Hash value={trace.start} />
        </li>
        {trace.steps.map((step) => (
          <li key={step.newer}>
            {t(`log.step.${step.side}`)} <Hash value={step.given} />
            <div>
              → <Hash value={step.newer} />
              {step.older !== null && (
                <>
                  {' '}
                  · {t('log.step.older')} <Hash value={step.older} />
                </>
              )}
            </div>
          </li>
        ))}
      </ol>
      {trace.compared.map(({ what, computed, expected }) => (
        <div key={what}>
          <StatusBadge tone={computed === expected ? 'pass' : 'fail'}>
            {t(`log.compared.${what}.${computed === expected ? 'same' : 'differs'}`)}
          </StatusBadge>
          <Facts
            items={[
              { name: t('log.computedHere'), value: computed === '' ? '–' : <Hash value={computed} full /> },
              { name: t('log.stated'), value: <Hash value={expected} full /> },
            ]}
          />
        </div>
      ))}
    </Stack>
  );
}

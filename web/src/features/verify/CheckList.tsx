import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Check } from '../../../../backend/attestation/schemas.ts';
import type { z } from 'zod';
import { useLanguage } from '../../lib/use-language.ts';
import { Panel } from '../../ui/Panel.tsx';
import { StatusBadge, type Tone } from '../../ui/StatusBadge.tsx';
import classes from './Result.module.css';
import type { Outcome } from './use-verification.ts';

type CheckShape = z.infer<typeof Check>;
const TONES: Record<CheckShape['status'], Tone> = { pass: 'pass', fail: 'fail', unknown: 'unknown', skipped: 'mute' };

/** Each question with its answer, the reason and where the answer comes from. */
export function CheckList({ outcome }: { outcome: Outcome }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const checks: CheckShape[] = outcome.server?.checks ?? outcome.local.checks.map((check) => ({ ...check, params: { ...check.params } }));
  const sentences = useQuery({
    queryKey: ['sentences', checks],
    queryFn: async () => {
      const { sentenceOf } = await import('./in-browser.ts');
      return checks.map((check) => sentenceOf(check));
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
  const passed = checks.filter((check) => check.status === 'pass').length;
  return (
    <Panel title={t('verify.checks')} note={t('verify.checksNote', { passed: String(passed), all: String(checks.length) })} flush>
      <ol className={classes.checks}>
        {checks.map((check, place) => (
          <li key={check.id} className={classes.check} data-check={check.id} data-status={check.status}>
            <span>
              <StatusBadge tone={TONES[check.status]}>{t(`verify.status.${check.status}`)}</StatusBadge>
            </span>
            <div>
              <div className={classes.question}>{t(`verify.check.${check.id}`)}</div>
              <div className={classes.answer}>{sentences.data?.[place]?.[language] ?? check.reason}</div>
            </div>
            <span className={classes.source}>
              {t(`verify.source.${check.source}`)}
              <br />
              {hereWord(outcome, check) !== null && t(`verify.here.${hereWord(outcome, check) ?? 'same'}`)}
            </span>
          </li>
        ))}
      </ol>
    </Panel>
  );
}

/** Whether this browser came to the same answer; null where it could not ask or the server said nothing. */
function hereWord(outcome: Outcome, check: CheckShape): 'same' | 'differs' | null {
  if (outcome.server === null) return null;
  const mine = outcome.local.checks.find((candidate) => candidate.id === check.id);
  if (mine === undefined || mine.status === 'unknown' || mine.status === 'skipped') return null;
  return mine.status === check.status ? 'same' : 'differs';
}

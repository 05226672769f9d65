import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Check } from '../../../../backend/attestation/domain/check-list.ts';
import { formatCount } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { Panel } from '../../ui/Panel.tsx';
import { StatusBadge, type Tone } from '../../ui/StatusBadge.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import { GROUPS } from './groups.ts';
import classes from './Result.module.css';
import type { Outcome } from './use-verification.ts';

const TONES: Record<Check['status'], Tone> = { pass: 'pass', fail: 'fail', unknown: 'unknown', skipped: 'mute' };

/** Each question with its answer, the reason and where the answer comes from, grouped by what it is about. */
export function CheckList({ outcome }: { outcome: Outcome }) {
  const { t } = useTranslation();
  const { checks } = outcome;
  const passed = checks.filter((check) => check.status === 'pass').length;
  const asked = checks.filter((check) => check.status !== 'skipped').length;
  return (
    <Panel title={t('verify.checks')} note={t('verify.checksNote', { passed: String(passed), all: String(asked) })} flush>
      {GROUPS.map((group) => (
        <section key={group.name} aria-label={t(`verify.group.${group.name}`)} data-group={group.name}>
          <h3 className={classes.group}>{t(`verify.group.${group.name}`)}</h3>
          <ol className={classes.checks}>
            {checks
              .filter((check) => (group.checks as readonly string[]).includes(check.id))
              .map((check) => (
                <CheckRow key={check.id} check={check} outcome={outcome} />
              ))}
          </ol>
        </section>
      ))}
    </Panel>
  );
}

function CheckRow({ check, outcome }: { check: Check; outcome: Outcome }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const sentence = useQuery({
    queryKey: ['sentence', check.id, check.status, check.reason, check.params],
    queryFn: async () => (await import('./in-browser.ts')).sentenceOf(check),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const here = hereWord(outcome, check);
  const time = outcome.server?.asOf.time ?? null;
  return (
    <li className={classes.check} data-check={check.id} data-status={check.status}>
      <span>
        <StatusBadge tone={TONES[check.status]}>{t(`verify.status.${check.status}`)}</StatusBadge>
      </span>
      <div>
        <div className={classes.question}>{t(`verify.check.${check.id}`)}</div>
        <div className={classes.answer}>{sentence.data?.[language] ?? check.reason}</div>
      </div>
      <span className={classes.source}>
        {t(`verify.source.${check.source}`)}
        {check.block !== null && ` · #${formatCount(check.block, language)}`}
        {check.block !== null && time !== null && (
          <>
            <br />
            <TimeText value={time} />
          </>
        )}
        {here !== null && (
          <>
            <br />
            {t(`verify.here.${here}`)}
          </>
        )}
      </span>
    </li>
  );
}

/** Whether this browser came to the same answer; null where it could not ask or the server said nothing. */
function hereWord({ server, local }: Outcome, check: Check): 'same' | 'differs' | 'only' | null {
  if (server === null) return null;
  const mine = local.checks.find((candidate) => candidate.id === check.id);
  if (mine === undefined || mine.status === 'unknown' || mine.status === 'skipped') return null;
  const theirs = server.checks.find((candidate) => candidate.id === check.id);
  if (theirs === undefined || theirs.status === 'unknown' || theirs.status === 'skipped') return 'only';
  return mine.status === theirs.status ? 'same' : 'differs';
}

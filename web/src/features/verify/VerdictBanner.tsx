import { Text } from '@mantine/core';
import { IconAlertTriangle, IconShieldCheck, IconShieldX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { formatCount, formatNumber } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { TimeText } from '../../ui/TimeText.tsx';
import { agreement } from './agreement.ts';
import classes from './Result.module.css';
import type { Outcome } from './use-verification.ts';
import { toneOf } from './verdict-tone.ts';

const ICONS = { pass: IconShieldCheck, warn: IconAlertTriangle, fail: IconShieldX };

/** The verdict in one sentence, and who reached it. */
export function VerdictBanner({ outcome }: { outcome: Outcome }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const tone = toneOf(outcome.verdict);
  const Icon = ICONS[tone];
  const { computed, agrees } = agreement(outcome);
  const block = outcome.server?.asOf.block ?? null;
  return (
    <div className={classes.banner} data-tone={tone} data-verdict={outcome.verdict} role="status">
      <Icon size={34} stroke={1.6} aria-hidden="true" className={classes.mark} />
      <div>
        <div className={classes.sentence}>{outcome.words[language]}</div>
        <Text size="xs">{outcome.candidate.name}</Text>
      </div>
      <div className={classes.aside}>
        {outcome.server !== null && (
          <span>
            {t('verify.byServer')} · {block === null ? null : t('frame.block', { number: formatCount(block, language) })} ·{' '}
            <TimeText value={outcome.server.asOf.time} />
          </span>
        )}
        {outcome.server === null && <span>{t('verify.serverSilent')}</span>}
        <span data-agrees={agrees}>
          {t(outcome.server === null ? 'verify.hereAlone' : agrees ? 'verify.hereAgrees' : 'verify.hereDiffers', {
            computed: String(computed),
            ms: formatNumber(outcome.local.milliseconds, language, 1),
          })}
        </span>
      </div>
    </div>
  );
}

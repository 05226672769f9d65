import type { TFunction } from 'i18next';
import type { Language } from '../../lib/format.ts';
import { formatNumber } from '../../lib/format.ts';

const BPS_A_PERCENT = 100;

/** `score at least 680`, `PD at most 2.00 %`. */
export function claimText(t: TFunction, language: Language, claim: { kind: 'scoreAtLeast' | 'pdAtMost'; threshold: string }): string {
  return claim.kind === 'scoreAtLeast'
    ? t('present.claim.scoreAtLeast', { threshold: claim.threshold })
    : t('present.claim.pdAtMost', { percent: formatNumber(Number(claim.threshold) / BPS_A_PERCENT, language, 2) });
}

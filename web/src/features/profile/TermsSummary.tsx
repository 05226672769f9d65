import { Text } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { RelyingTerms } from '../../../../backend/reliance/schemas.ts';
import { formatNumber, shortHash } from '../../lib/format.ts';
import { issuersQuery } from '../../lib/queries.ts';
import { useLanguage } from '../../lib/use-language.ts';
import classes from './ProfilePage.module.css';

const BPS_A_PERCENT = 100;

/** The terms as a person would say them. */
export function TermsSummary({ terms }: { terms: RelyingTerms }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const issuers = useQuery(issuersQuery).data ?? [];
  const list = (items: string[]): string =>
    new Intl.ListFormat(language === 'zh' ? 'zh-CN' : 'en-GB', { type: 'disjunction' }).format(items);
  const nameOf = (id: number): string => issuers.find((issuer) => issuer.issuerId === id)?.name ?? String(id);
  const sentences = [
    terms.issuers === null ? t('profile.says.anyIssuer') : t('profile.says.issuers', { names: list(terms.issuers.map(nameOf)) }),
    terms.models === null ? null : t('profile.says.models', { names: list(terms.models.map((hash) => shortHash(hash))) }),
    terms.minScore === null ? null : t('profile.says.minScore', { score: String(terms.minScore) }),
    terms.maxPdBps === null ? null : t('profile.says.maxPd', { percent: formatNumber(terms.maxPdBps / BPS_A_PERCENT, language, 2) }),
    terms.grades === null ? null : t('profile.says.grades', { grades: list(terms.grades) }),
    terms.maxAgeDays === null ? null : t('profile.says.maxAge', { days: String(terms.maxAgeDays) }),
    terms.newestRequired ? t('profile.says.newest') : null,
    terms.presentationRequired ? t('profile.says.presentation') : null,
    terms.purposes === null ? null : t('profile.says.purposes', { purposes: list(terms.purposes) }),
  ].filter((sentence) => sentence !== null);
  return (
    <>
      <Text size="sm">{t('profile.says.start')}</Text>
      <ul className={classes.sentences} data-testid="terms-summary">
        {sentences.map((sentence) => (
          <li key={sentence}>
            <IconCheck size={15} aria-hidden="true" />
            <span>{sentence}</span>
          </li>
        ))}
      </ul>
    </>
  );
}

import { Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { RatingEntry } from '../../../../backend/rating/schemas.ts';
import { formatCount, formatWad } from '../../lib/format.ts';
import { useCan } from '../../lib/use-can.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { Facts } from '../../ui/Facts.tsx';
import { GradeBadge } from '../../ui/GradeBadge.tsx';
import { Hash } from '../../ui/Hash.tsx';
import { StatusBadge } from '../../ui/StatusBadge.tsx';
import { TextLink } from '../../ui/TextLink.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import { Prospect } from './rating-badges.tsx';
import classes from './ratings.module.css';

/** One publication: what it said, what its hashes are, and whether the chain says the same. */
export function HistoryEntry({ entry }: { entry: RatingEntry }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const seesLedger = useCan()('ledger:read');
  return (
    <li className={classes.entry}>
      <Group gap="sm">
        <GradeBadge grade={entry.grade} />
        <Text fw={600} size="sm">
          {t(`ratings.action.${entry.action}`)}
        </Text>
        <Text size="sm" c="dimmed">
          {t('ratings.outlookLabel')} <Prospect outlook={entry.outlook} watch={entry.watch} />
        </Text>
        <Text size="sm" c="dimmed">
          <TimeText value={entry.publishedAt} />
        </Text>
      </Group>
      <Facts
        columns
        items={[
          { name: t('ratings.pd'), value: formatWad(entry.pdWad, language) },
          { name: t('ratings.validUntil'), value: <TimeText value={entry.validUntil} dayOnly /> },
          { name: t('ratings.sequence'), value: entry.sequence },
          { name: t('ratings.block'), value: formatCount(entry.block, language) },
          { name: t('ratings.modelHash'), value: <Hash value={entry.modelHash} /> },
          { name: t('ratings.reportHash'), value: <Hash value={entry.reportHash} /> },
          { name: t('ratings.signedBy'), value: <Hash value={entry.key} /> },
          {
            name: t('ratings.transaction'),
            value: seesLedger ? (
              <TextLink to="/ledger/transactions/$hash" params={{ hash: entry.transaction }} size="sm">
                <Hash value={entry.transaction} copy={false} />
              </TextLink>
            ) : (
              <Hash value={entry.transaction} />
            ),
          },
        ]}
      />
      <ul className={classes.checks} aria-label={t('ratings.checks')}>
        {entry.checks.map((check) => (
          <li key={check.id} data-check={check.id} data-status={check.status}>
            <StatusBadge tone={check.status}>{t(`ratings.check.${check.id}.${check.status}`)}</StatusBadge>
          </li>
        ))}
      </ul>
    </li>
  );
}

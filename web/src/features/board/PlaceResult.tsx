import { Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { BoardPlaceView } from '../../../../backend/rating/schemas.ts';
import { formatCount } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { Facts } from '../../ui/Facts.tsx';
import { GradeBadge } from '../../ui/GradeBadge.tsx';
import { Hash } from '../../ui/Hash.tsx';
import { StatusBadge } from '../../ui/StatusBadge.tsx';
import { TextLink } from '../../ui/TextLink.tsx';
import classes from './board.module.css';
import type { OpenedPlace } from './open-place.ts';

const HEX = 16;

/** The grade, what was compared with the chain, and the bytes it was compared with. */
export function PlaceResult({ place, opened }: { place: BoardPlaceView; opened: OpenedPlace }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { transaction } = place;
  return (
    <Stack gap="sm" role="status" data-opened={opened.grade ?? 'nothing'}>
      <div className={classes.grade}>
        {opened.grade !== null && <GradeBadge grade={opened.grade} large />}
        <Text fw={600}>{opened.grade === null ? t('board.read.nothing') : t('board.read.grade', { grade: opened.grade })}</Text>
      </div>
      <ul className={classes.checks} aria-label={t('ratings.checks')}>
        {opened.checks.map(({ id, status }) => (
          <li key={id} data-check={id} data-status={status}>
            <StatusBadge tone={status}>{t(`board.check.${id}.${status}`)}</StatusBadge>
          </li>
        ))}
      </ul>
      <Facts
        items={[
          {
            name: t('board.read.place'),
            value: t('board.read.placeOf', { place: formatCount(place.place, language), issuer: String(place.issuerId) }),
          },
          { name: t('board.read.masked'), value: <code>0x{place.masked.toString(HEX).padStart(2, '0')}</code> },
          { name: t('board.epoch'), value: place.epoch },
          { name: t('board.read.asOf'), value: formatCount(place.asOfBlock, language) },
          { name: t('board.read.written'), value: formatCount(place.writtenBlock, language) },
          ...(transaction === null
            ? []
            : [
                {
                  name: t('ratings.transaction'),
                  value: (
                    <TextLink to="/ledger/transactions/$hash" params={{ hash: transaction }}>
                      <Hash value={transaction} copy={false} />
                    </TextLink>
                  ),
                },
              ]),
        ]}
      />
      <Text size="xs" c="dimmed">
        {t('board.read.worth')}
      </Text>
    </Stack>
  );
}

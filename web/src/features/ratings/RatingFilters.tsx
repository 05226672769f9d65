import { Group, Select, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { RATING_STATES, SUBJECT_KINDS } from '../../../../backend/rating/domain/vocabulary.ts';
import { agenciesQuery, scalesQuery } from './queries.ts';
import classes from './ratings.module.css';

const FILTERS = ['kind', 'agency', 'grade', 'state', 'q'] as const;

/** What the list shows; every choice stands in the address. */
export function RatingFilters() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const search = useSearch({ from: '/shell/ratings' });
  const agencies = useQuery(agenciesQuery).data?.data ?? [];
  const scales = useQuery(scalesQuery).data?.data ?? [];
  const grades = [...new Set(scales.flatMap((scale) => scale.grades))];
  const choose = (name: (typeof FILTERS)[number], value: string | null): void => {
    const { cursor: _, ...rest } = search;
    void navigate({ to: '/ratings', search: { ...rest, [name]: value === null || value === '' ? undefined : value }, replace: true });
  };
  const find = useDebouncedCallback((text: string) => choose('q', text), 250);
  return (
    <Group gap="xs" className={classes.filters}>
      <TextInput
        size="xs"
        aria-label={t('ratings.find')}
        placeholder={t('ratings.find')}
        defaultValue={search.q ?? ''}
        maxLength={100}
        onChange={(event) => find(event.currentTarget.value)}
      />
      <Select
        size="xs"
        w={150}
        clearable
        aria-label={t('ratings.kindLabel')}
        placeholder={t('ratings.anyKind')}
        data={SUBJECT_KINDS.map((value) => ({ value, label: t(`ratings.kind.${value}`) }))}
        value={search.kind ?? null}
        onChange={(value) => choose('kind', value)}
      />
      <Select
        size="xs"
        w={170}
        clearable
        aria-label={t('ratings.agency')}
        placeholder={t('ratings.anyAgency')}
        data={agencies.map(({ id, name }) => ({ value: String(id), label: name }))}
        value={search.agency ?? null}
        onChange={(value) => choose('agency', value)}
      />
      <Select
        size="xs"
        w={120}
        clearable
        searchable
        aria-label={t('ratings.grade')}
        placeholder={t('ratings.anyGrade')}
        data={grades}
        value={search.grade ?? null}
        onChange={(value) => choose('grade', value)}
      />
      <Select
        size="xs"
        w={150}
        clearable
        aria-label={t('ratings.stateLabel')}
        placeholder={t('ratings.anyState')}
        data={RATING_STATES.filter((state) => state !== 'not-rated').map((value) => ({ value, label: t(`ratings.state.${value}`) }))}
        value={search.state ?? null}
        onChange={(value) => choose('state', value)}
      />
    </Group>
  );
}

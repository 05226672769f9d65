import { Select, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { overviewQuery } from '../../lib/queries.ts';

interface CustomerFiltersProps {
  grade: string | undefined;
  q: string | undefined;
}

const TYPING_MS = 250;
const USUAL_GRADES = ['A', 'B', 'C', 'D', 'E'];

/** Filters of the list; they stand in the address, so that a link shows the same list. */
export function CustomerFilters({ grade, q }: CustomerFiltersProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [text, setText] = useState(q ?? '');
  const overview = useQuery(overviewQuery);
  const grades = overview.data?.gradeDistribution.map((row) => row.grade) ?? USUAL_GRADES;
  const show = (next: CustomerFiltersProps): void => {
    const search = { ...(next.grade ? { grade: next.grade } : {}), ...(next.q ? { q: next.q } : {}) };
    void navigate({ to: '/customers', search, replace: true });
  };
  const search = useDebouncedCallback((value: string) => show({ grade, q: value }), TYPING_MS);
  return (
    <>
      <TextInput
        size="xs"
        w={170}
        aria-label={t('customers.find')}
        placeholder={t('customers.find')}
        leftSection={<IconSearch size={13} />}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          search(event.currentTarget.value.trim());
        }}
      />
      <Select
        size="xs"
        w={120}
        aria-label={t('customers.grade')}
        placeholder={t('customers.allGrades')}
        clearable
        data={grades}
        value={grade ?? null}
        onChange={(value) => show({ grade: value ?? undefined, q })}
      />
    </>
  );
}

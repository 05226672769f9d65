import { Button, Group, Select, Stack, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type SubmitEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import type { DefaultRatesAccepted, ScaleView } from '../../../../backend/rating/schemas.ts';
import { createJson } from '../../lib/api.ts';
import { ActionFault } from '../../ui/ActionFault.tsx';
import { GradeBadge } from '../../ui/GradeBadge.tsx';
import { TransactionFate } from '../ledger/TransactionFate.tsx';
import classes from './ratings.module.css';

type Counts = Record<string, { rated: string; defaulted: string }>;
const NONE = { rated: '', defaulted: '' };
/** The newest year that is over. */
const lastYear = (): string => String(new Date().getUTCFullYear() - 1);

/** Publishes how many of each grade defaulted within a year; a later version restates an earlier one. */
export function PublishRates({ scales }: { scales: ScaleView[] }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [scaleId, setScale] = useState(String(scales[0]?.id ?? ''));
  const [year, setYear] = useState(lastYear);
  const [counts, setCounts] = useState<Counts>({});
  const grades = scales.find(({ id }) => String(id) === scaleId)?.grades ?? [];
  const publish = useMutation({
    mutationFn: () =>
      createJson<z.infer<typeof DefaultRatesAccepted>>('/v1/ratings/default-rates', {
        scale: Number(scaleId),
        year: Number(year),
        grades: grades.map((grade) => ({ rated: counts[grade]?.rated || '0', defaulted: counts[grade]?.defaulted || '0' })),
      }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['ratings', 'calibration'] }),
  });
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    publish.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <Group grow>
          <Select
            label={t('ratings.scale')}
            allowDeselect={false}
            data={scales.map(({ id, name }) => ({ value: String(id), label: name }))}
            value={scaleId}
            onChange={(value) => {
              if (value === null) return;
              setScale(value);
              setCounts({});
            }}
          />
          <TextInput
            label={t('ratings.desk.year')}
            required
            inputMode="numeric"
            maxLength={4}
            value={year}
            onChange={(event) => setYear(event.currentTarget.value)}
          />
        </Group>
        <RateFields grades={grades} counts={counts} onChange={setCounts} />
        <ActionFault error={publish.error} />
        {publish.data !== undefined && <TransactionFate id={publish.data.transactionId} />}
        <Group justify="flex-end">
          <Button type="submit" loading={publish.isPending}>
            {t('ratings.desk.publishRates')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

interface RateFieldsProps {
  grades: string[];
  counts: Counts;
  onChange: (counts: Counts) => void;
}

function RateFields({ grades, counts, onChange }: RateFieldsProps) {
  const { t } = useTranslation();
  return (
    <div className={classes.rates}>
      <span>{t('ratings.grade')}</span>
      <span>{t('ratings.calibration.rated')}</span>
      <span>{t('ratings.calibration.defaulted')}</span>
      {grades.flatMap((grade) => [
        <GradeBadge key={`${grade}:grade`} grade={grade} />,
        ...(['rated', 'defaulted'] as const).map((part) => (
          <TextInput
            key={`${grade}:${part}`}
            size="xs"
            inputMode="numeric"
            placeholder="0"
            aria-label={t(`ratings.desk.${part}Of`, { grade })}
            value={counts[grade]?.[part] ?? ''}
            onChange={(event) => onChange({ ...counts, [grade]: { ...NONE, ...counts[grade], [part]: event.currentTarget.value } })}
          />
        )),
      ])}
    </div>
  );
}

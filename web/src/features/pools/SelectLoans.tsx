import { Button, Group, MultiSelect, NumberInput, Select, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PoolView, SelectionView } from '../../../../backend/securitization/pools/schemas.ts';
import { createJson, postJson } from '../../lib/api.ts';
import { ActionFault } from '../../ui/ActionFault.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { tapesQuery } from '../tapes/queries.ts';
import { NO_WISH, orderOf, type PoolWish } from './pool-order.ts';
import { SelectionResult } from './SelectionResult.tsx';

const NUMBERS = ['lateMax', 'monthsMax', 'scoreMin', 'obligorMax', 'regionMax', 'seed'] as const satisfies readonly (keyof PoolWish)[];

/** Tries a selection as often as wanted; only opening the pool takes the loans. */
export function SelectLoans() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [wish, setWish] = useState<PoolWish>(NO_WISH);
  const tapes = useQuery(tapesQuery({ limit: 100 })).data?.data.filter((tape) => tape.accepted > 0) ?? [];
  const order = orderOf(wish);
  const attempt = useMutation({ mutationFn: (body: NonNullable<typeof order>) => postJson<SelectionView>('/v1/pools/selections', body) });
  const open = useMutation({
    mutationFn: (body: NonNullable<typeof order>) => createJson<PoolView>('/v1/pools', body),
    onSuccess: async ({ id }) => {
      await client.invalidateQueries({ queryKey: ['pools'] });
      await navigate({ to: '/pools/$id', params: { id } });
    },
  });
  const change = (part: Partial<PoolWish>): void => {
    setWish({ ...wish, ...part });
    attempt.reset();
    open.reset();
  };
  const chooseTapes = (ids: string[]): void => {
    const currency = tapes.find((tape) => tape.id === ids[0])?.currency;
    change({ tapes: ids, ...(currency == null ? {} : { currency }) });
  };
  return (
    <Panel title={t('pools.select')} note={t('pools.selectNote')}>
      <Stack gap="sm">
        <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
          <TextInput
            label={t('pools.name')}
            maxLength={120}
            value={wish.name}
            onChange={(event) => change({ name: event.currentTarget.value })}
          />
          <MultiSelect
            label={t('pools.tapes')}
            data={tapes.map((tape) => ({ value: tape.id, label: tape.name }))}
            value={[...wish.tapes]}
            onChange={chooseTapes}
          />
        </SimpleGrid>
        <SimpleGrid cols={{ base: 1, xs: 3 }} spacing="sm">
          <NumberInput
            label={t('pools.target')}
            thousandSeparator=","
            min={0}
            decimalScale={2}
            hideControls
            value={wish.target}
            onChange={(value) => change({ target: String(value) })}
          />
          <TextInput
            label={t('pools.currency')}
            maxLength={3}
            value={wish.currency}
            onChange={(event) => change({ currency: event.currentTarget.value.toUpperCase() })}
          />
          <Select
            label={t('pools.method')}
            allowDeselect={false}
            data={(['optimised', 'random'] as const).map((value) => ({ value, label: t(`pools.methods.${value}`) }))}
            value={wish.method}
            onChange={(value) => change({ method: value === 'random' ? 'random' : 'optimised' })}
          />
        </SimpleGrid>
        <SimpleGrid cols={{ base: 2, sm: 3, lg: 6 }} spacing="sm" style={{ alignItems: 'end' }}>
          {NUMBERS.map((name) => (
            <TextInput
              key={name}
              label={t(`pools.wish.${name}`)}
              inputMode="decimal"
              value={wish[name]}
              onChange={(event) => change({ [name]: event.currentTarget.value })}
            />
          ))}
        </SimpleGrid>
        <Group gap="sm">
          <Button
            variant="default"
            disabled={order === null}
            loading={attempt.isPending}
            onClick={() => order !== null && attempt.mutate(order)}
          >
            {t('pools.try')}
          </Button>
          <Button
            disabled={order === null || attempt.data === undefined || attempt.data.chosen === 0}
            loading={open.isPending}
            onClick={() => order !== null && open.mutate(order)}
          >
            {t('pools.open')}
          </Button>
        </Group>
        <ActionFault error={attempt.error ?? open.error} />
        {attempt.data !== undefined && <SelectionResult selection={attempt.data} currency={wish.currency} />}
      </Stack>
    </Panel>
  );
}

import { NumberInput, Select, SimpleGrid } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import { decimalText } from '../../../../backend/securitization/domain/deal/decimal-text.ts';
import type { PoolDetail } from '../../../../backend/securitization/pools/schemas.ts';
import { getJson } from '../../lib/api.ts';
import { formatMoney } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { ActionFault } from '../../ui/ActionFault.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { poolsQuery } from '../pools/queries.ts';
import { type DraftFile, decimalsOf, poolBalanceOf, symbolOf, withPool } from './edit-deal.ts';
import type { Supposed } from '../outlook/supposed.ts';

const MINOR_PLACES = 2;

interface PoolChoiceProps {
  file: DraftFile;
  poolId: string | null;
  isOpen: boolean;
  onPool: (poolId: string | null, file: DraftFile, figures: Partial<Supposed>) => void;
}

/** The pool that the deal is made for; its size, rate and term go into the file and the assumptions. */
export function PoolChoice({ file, poolId, isOpen, onPool }: PoolChoiceProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const pools = useQuery(poolsQuery({ limit: 100 }));
  const take = useMutation({
    mutationFn: (id: string) => getJson<z.infer<typeof PoolDetail>>(`/v1/pools/${id}`),
    onSuccess: (pool) => {
      const balance = decimalText(BigInt(pool.statistics.balanceMinor), MINOR_PLACES);
      onPool(pool.id, withPool(file, balance), figuresOf(pool.statistics));
    },
  });
  return (
    <Panel title={t('structure.pool')} note={t('structure.poolNote')}>
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
        <Select
          label={t('structure.poolOf')}
          placeholder={t('structure.noPool')}
          clearable
          disabled={!isOpen || take.isPending}
          data={(pools.data?.data ?? []).map((pool) => ({
            value: pool.id,
            label: `${pool.name} · ${formatMoney(pool.balanceMinor, MINOR_PLACES, language, pool.currency)}`,
          }))}
          value={poolId}
          onChange={(id) => (id === null ? onPool(null, file, {}) : take.mutate(id))}
        />
        <NumberInput
          label={`${t('structure.poolBalance')} (${symbolOf(file)})`}
          disabled={!isOpen}
          thousandSeparator=","
          min={0}
          hideControls
          decimalScale={decimalsOf(file)}
          value={poolBalanceOf(file)}
          onChange={(value) => String(value) !== poolBalanceOf(file) && onPool(poolId, withPool(file, String(value)), {})}
        />
      </SimpleGrid>
      <ActionFault error={take.error} />
    </Panel>
  );
}

/** Weighted means of the pool in the words of the assumptions. */
function figuresOf({ wacWad, wamWad, pdWad, lgdWad }: z.infer<typeof PoolDetail>['statistics']): Partial<Supposed> {
  const percent = (wad: string): string => String(Number((BigInt(wad) * 10_000n) / 10n ** 18n) / 100);
  return {
    ...(wacWad === null ? {} : { rate: percent(wacWad) }),
    ...(wamWad === null ? {} : { months: String(Math.max(1, Math.round(Number(wamWad) / 1e18))) }),
    ...(pdWad === null ? {} : { cdr: percent(pdWad) }),
    ...(lgdWad === null ? {} : { recovery: String(Math.round((100 - Number(percent(lgdWad))) * 100) / 100) }),
  };
}

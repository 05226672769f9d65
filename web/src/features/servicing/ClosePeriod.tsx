import { SegmentedControl, Stack } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DealView } from '../../../../backend/securitization/deals/schemas.ts';
import { Empty } from '../../ui/states.tsx';
import { FilePeriod } from './FilePeriod.tsx';
import { TotalsPeriod } from './TotalsPeriod.tsx';

const LIVE: readonly string[] = ['revolving', 'amortizing', 'accelerated'];
const BASES = ['file', 'totals'] as const;
type Basis = (typeof BASES)[number];

/** The report of the next period: out of the file of its loans, or by totals where there is none. */
export function ClosePeriod({ deal }: { deal: DealView }) {
  const { t } = useTranslation();
  const [basis, setBasis] = useState<Basis>('file');
  if (!LIVE.includes(deal.status)) return <Empty title={t('servicing.notLive')}>{t('servicing.notLiveWhy')}</Empty>;
  return (
    <Stack gap="md">
      <SegmentedControl
        aria-label={t('servicing.basis')}
        style={{ alignSelf: 'flex-start' }}
        data={BASES.map((value) => ({ value, label: t(`servicing.bases.${value}`) }))}
        value={basis}
        onChange={(value) => setBasis(BASES.find((each) => each === value) ?? 'file')}
      />
      {basis === 'file' ? <FilePeriod deal={deal} /> : <TotalsPeriod deal={deal} />}
    </Stack>
  );
}

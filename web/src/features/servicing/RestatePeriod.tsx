import { Group, Select, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DealView } from '../../../../backend/securitization/deals/schemas.ts';
import { formatPlainDay } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { Facts } from '../../ui/Facts.tsx';
import { Loaded } from '../../ui/Loaded.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Empty } from '../../ui/states.tsx';
import { periodQuery } from '../deals/queries.ts';
import { Restatements } from '../deals/Restatements.tsx';
import { RestateForm } from './RestateForm.tsx';

/** A closed period is stated anew: what was stated last beside what is right, and what that does and does not do. */
export function RestatePeriod({ deal }: { deal: DealView }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const [chosen, setChosen] = useState<string | null>(null);
  const last = deal.periodRows.at(-1);
  if (last === undefined) return <Empty title={t('deals.noPeriods')}>{t('deals.noPeriodsWhy')}</Empty>;
  const period = Number(chosen ?? last.period);
  return (
    <Stack gap="md">
      <Panel title={t('servicing.restateEffect')} note={t('servicing.restateEffectNote')}>
        <Facts
          items={[
            { name: t('servicing.restateDoes'), value: t('servicing.restateDoesWhat') },
            { name: t('servicing.restateDoesNot'), value: t('servicing.restateDoesNotWhat') },
            { name: t('servicing.restateNext'), value: t('servicing.restateNextWhat') },
          ]}
        />
      </Panel>
      <Group gap="xs">
        <Select
          label={t('deals.period')}
          size="xs"
          w={180}
          allowDeselect={false}
          data={deal.periodRows.toReversed().map((row) => ({
            value: String(row.period),
            label: `${row.period} · ${formatPlainDay(row.paymentDay, language)}`,
          }))}
          value={String(period)}
          onChange={setChosen}
        />
      </Group>
      <OnePeriod key={period} deal={deal} period={period} />
    </Stack>
  );
}

function OnePeriod({ deal, period }: { deal: DealView; period: number }) {
  const query = useQuery(periodQuery(deal.address, period));
  return (
    <Loaded query={query}>
      {(view) => (
        <Stack gap="md">
          <RestateForm key={view.restated.length} deal={deal} view={view} />
          {view.restated.length > 0 && <Restatements deal={deal} view={view} />}
        </Stack>
      )}
    </Loaded>
  );
}

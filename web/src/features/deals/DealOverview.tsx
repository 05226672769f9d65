import { Stack } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { DealView, TriggerView } from '../../../../backend/securitization/deals/schemas.ts';
import { formatWad } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { type Column, DataTable } from '../../ui/DataTable.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Empty } from '../../ui/states.tsx';
import { StatusBadge } from '../../ui/StatusBadge.tsx';
import { BalanceChart } from './BalanceChart.tsx';
import { CapitalStack } from './CapitalStack.tsx';
import { labelOf } from './deal-labels.ts';
import classes from './deals.module.css';
import { InvestPanel } from './InvestPanel.tsx';
import { TestGauge } from './TestGauges.tsx';

export function DealOverview({ deal }: { deal: DealView }) {
  const language = useLanguage();
  return (
    <Stack gap="md">
      <div className={classes.pair}>
        <CapitalStack deal={deal} />
        <BalanceChart deal={deal} />
      </div>
      <InvestPanel deal={deal} />
      <div className={classes.gauges}>
        {deal.tests.map((test) => (
          <TestGauge key={test.index} test={test} name={labelOf(deal.file, 'tests', test.index, language, test.name)} />
        ))}
      </div>
      <Triggers deal={deal} />
    </Stack>
  );
}

function Triggers({ deal }: { deal: DealView }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const columns = useMemo(
    (): Column<TriggerView>[] => [
      { id: 'name', header: t('deals.trigger'), cell: (row) => labelOf(deal.file, 'triggers', row.index, language, row.name) },
      { id: 'words', header: t('deals.breachedWhen'), wideOnly: true, cell: (row) => row.words[language] },
      {
        id: 'value',
        header: t('deals.standsAt'),
        align: 'end',
        cell: (row) => (row.value === null ? '–' : formatWad(row.value, language)),
      },
      {
        id: 'threshold',
        header: t('deals.threshold'),
        align: 'end',
        cell: (row) => (row.threshold === null ? '–' : formatWad(row.threshold, language)),
      },
      {
        id: 'state',
        header: t('deals.statusLabel'),
        cell: (row) => (
          <StatusBadge tone={row.isActive ? 'fail' : row.breaches > 0 ? 'warn' : 'pass'}>
            {row.isActive ? t('deals.active') : row.breaches > 0 ? t('deals.breached', { number: String(row.breaches) }) : t('deals.quiet')}
          </StatusBadge>
        ),
      },
      {
        id: 'effect',
        header: t('deals.effect'),
        wideOnly: true,
        cell: (row) => t(row.accelerates ? 'deals.accelerates' : row.isCurable ? 'deals.curable' : 'deals.latched'),
      },
    ],
    [t, language, deal.file],
  );
  return (
    <Panel title={t('deals.triggers')} note={t('deals.triggersNote')} flush>
      {deal.triggers.length === 0 ? (
        <Empty title={t('deals.noTriggers')}>{t('deals.noTriggersWhy')}</Empty>
      ) : (
        <DataTable caption={t('deals.triggers')} columns={columns} rows={deal.triggers} rowKey={(row) => String(row.index)} />
      )}
    </Panel>
  );
}

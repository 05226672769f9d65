import { Stack } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { ClassPayment, DealView, PreviewView, ReportInput } from '../../../../backend/securitization/deals/schemas.ts';
import { formatPlainDay } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { type Column, DataTable } from '../../ui/DataTable.tsx';
import { Facts } from '../../ui/Facts.tsx';
import { Hash } from '../../ui/Hash.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { StatusBadge } from '../../ui/StatusBadge.tsx';
import { labelOf } from '../deals/deal-labels.ts';
import { Money } from '../deals/Money.tsx';
import { PostingsTable } from '../deals/PostingsTable.tsx';
import { WaterfallSankey } from '../deals/WaterfallSankey.tsx';

interface PreviewResultProps {
  deal: DealView;
  report: ReportInput;
  preview: PreviewView;
}

/** All that a closing with this report would do; nothing of it has happened. */
export function PreviewResult({ deal, report, preview }: PreviewResultProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const changed = preview.triggers.filter((row) => row.isActive !== (deal.triggers[row.index]?.isActive ?? false));
  return (
    <Stack gap="md" data-testid="preview">
      <Panel title={t('servicing.result')} note={t('servicing.resultNote')}>
        <Facts
          items={[
            {
              name: t('servicing.agreement'),
              value: (
                <StatusBadge tone={preview.isAgreed ? 'pass' : 'fail'}>
                  {t(preview.isAgreed ? 'servicing.agrees' : 'servicing.differs')}
                </StatusBadge>
              ),
            },
            { name: t('deals.paymentDay'), value: formatPlainDay(preview.paymentDay, language) },
            { name: t('servicing.cash'), value: <Money units={preview.cash} asset={deal.asset} /> },
            { name: t('servicing.reserveAfter'), value: <Money units={preview.reserve} asset={deal.asset} /> },
            {
              name: t('servicing.triggersChange'),
              value:
                changed.length === 0
                  ? t('servicing.noTriggerChange')
                  : changed.map((row) => (
                      <div key={row.index}>
                        {labelOf(deal.file, 'triggers', row.index, language, row.name)}{' '}
                        <StatusBadge tone={row.isActive ? 'fail' : 'pass'}>
                          {t(row.isActive ? 'servicing.becomesActive' : 'servicing.isCured')}
                        </StatusBadge>
                      </div>
                    )),
            },
            { name: t('servicing.digest'), value: <Hash value={preview.digest} /> },
          ]}
        />
      </Panel>
      <Payments deal={deal} payments={preview.payments} />
      <WaterfallSankey deal={deal} period={{ ...preview, report }} />
      <Panel title={t('deals.postings')} note={t('deals.postingsNote')} flush>
        <PostingsTable postings={preview.postings} asset={deal.asset} />
      </Panel>
    </Stack>
  );
}

function Payments({ deal, payments }: { deal: DealView; payments: ClassPayment[] }) {
  const { t } = useTranslation();
  const columns = useMemo((): Column<ClassPayment>[] => {
    const money = (of: (row: ClassPayment) => string) => (row: ClassPayment) => <Money units={of(row)} asset={deal.asset} bare />;
    return [
      { id: 'class', header: t('deals.class'), cell: (row) => deal.classes[row.class]?.symbol ?? String(row.class) },
      { id: 'interest', header: t('servicing.interestPaid'), align: 'end', cell: money((row) => row.interest) },
      { id: 'principal', header: t('servicing.principalPaid'), align: 'end', cell: money((row) => row.principal) },
      { id: 'residual', header: t('servicing.residualPaid'), align: 'end', wideOnly: true, cell: money((row) => row.residual) },
      { id: 'unpaid', header: t('servicing.unpaid'), align: 'end', wideOnly: true, cell: money((row) => row.unpaid) },
      { id: 'balance', header: t('servicing.balanceAfter'), align: 'end', wideOnly: true, cell: money((row) => row.balance) },
    ];
  }, [t, deal.asset, deal.classes]);
  return (
    <Panel title={t('servicing.payments')} note={deal.asset.symbol} flush>
      <DataTable caption={t('servicing.payments')} columns={columns} rows={payments} rowKey={(row) => String(row.class)} />
    </Panel>
  );
}

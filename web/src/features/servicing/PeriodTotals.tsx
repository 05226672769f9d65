import { useTranslation } from 'react-i18next';
import type { DealView, ReportFile, ReportInput } from '../../../../backend/securitization/deals/schemas.ts';
import { formatCount } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { Facts } from '../../ui/Facts.tsx';
import { Hash } from '../../ui/Hash.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Money } from '../deals/Money.tsx';

const AMOUNTS = ['interest', 'principal', 'recoveries', 'defaults'] as const;

/** What the lines of the file add up to: read, not typed. */
export function PeriodTotals({ deal, file, report }: { deal: DealView; file: ReportFile; report: ReportInput }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const money = (units: string) => <Money units={units} asset={deal.asset} />;
  return (
    <Panel title={t('servicing.totals')} note={t('servicing.totalsOf', { file: file.name, rows: formatCount(file.rows, language) })}>
      <Facts
        columns
        items={[
          ...AMOUNTS.map((name) => ({ name: t(`servicing.amount.${name}`), value: money(report[name]) })),
          { name: t('servicing.poolEnd'), value: money(report.poolEnd) },
          { name: t('servicing.loanCount'), value: formatCount(report.loanCount, language) },
          ...report.late.map((units, bucket) => ({ name: t('servicing.late', { bucket: `M${bucket + 1}` }), value: money(units) })),
          { name: t('servicing.tapeRoot'), value: <Hash value={report.tapeRoot} /> },
          { name: t('servicing.fileHash'), value: <Hash value={file.hash} /> },
        ]}
      />
    </Panel>
  );
}

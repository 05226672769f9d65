import { Code, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { DealView } from '../../../../backend/securitization/deals/schemas.ts';
import { formatCount } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { Facts } from '../../ui/Facts.tsx';
import { Hash } from '../../ui/Hash.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Empty } from '../../ui/states.tsx';
import { StatusBadge } from '../../ui/StatusBadge.tsx';
import { TimeText } from '../../ui/TimeText.tsx';

/** The papers of a deal with their hashes, who acts in it, and whether database and chain agree. */
export function DealDocuments({ deal }: { deal: DealView }) {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <Stack gap="md">
      <Panel title={t('deals.agreement')} note={t('deals.agreementNote')}>
        <Facts
          items={[
            {
              name: t('deals.differences'),
              value: (
                <StatusBadge tone={deal.reconciledAt === null ? 'wait' : deal.differences.length === 0 ? 'pass' : 'fail'}>
                  {deal.reconciledAt === null
                    ? t('deals.notCompared')
                    : t('deals.differencesFound', { number: String(deal.differences.length) })}
                </StatusBadge>
              ),
            },
            { name: t('deals.comparedAt'), value: <TimeText value={deal.reconciledAt} /> },
            ...deal.differences.map((row) => ({ name: row.invariant, value: row.words[language] })),
          ]}
        />
      </Panel>
      <Panel title={t('deals.parties')}>
        <Facts
          items={[
            { name: t('deals.contract'), value: <Hash value={deal.address} /> },
            { name: t('deals.originator'), value: <Hash value={deal.originator} /> },
            { name: t('deals.trustee'), value: <Hash value={deal.trustee} /> },
            { name: t('deals.servicer'), value: <Hash value={deal.servicerKey} /> },
            { name: t('deals.loansPledged'), value: `${formatCount(deal.pledged, language)} / ${formatCount(deal.loanCount, language)}` },
            { name: t('deals.loansFrozen'), value: formatCount(deal.frozen, language) },
          ]}
        />
      </Panel>
      <Panel title={t('deals.file')} note={t('deals.fileNote')}>
        <Facts
          items={[
            { name: t('deals.documentHash'), value: <Hash value={deal.documentHash} /> },
            { name: t('deals.imageHash'), value: <Hash value={deal.imageHash} /> },
          ]}
        />
        {deal.file === null ? (
          <Empty title={t('deals.noFile')}>{t('deals.noFileWhy')}</Empty>
        ) : (
          <Code block mah={480} style={{ overflow: 'auto' }} tabIndex={0} aria-label={t('deals.file')}>
            {JSON.stringify(deal.file, null, 2)}
          </Code>
        )}
      </Panel>
    </Stack>
  );
}

import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { PERIOD_COLUMNS } from '../../../../backend/securitization/domain/servicing/period-columns.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { Facts } from '../../ui/Facts.tsx';

/** What stands in each column of a period file. */
export function PeriodColumns() {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <details>
      <Text component="summary" size="sm" c="dimmed" style={{ cursor: 'pointer' }}>
        {t('servicing.columns')}
      </Text>
      <Facts
        items={PERIOD_COLUMNS.map(({ name, isOptional, label }) => ({
          name,
          value: isOptional ? `${label[language]} ${t('servicing.optional')}` : label[language],
        }))}
      />
    </details>
  );
}

import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ColumnRule, ImportSchema } from '../../../../backend/intake/domain/import-schema.ts';
import { formatCount } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { Facts } from '../../ui/Facts.tsx';
import { characteristicName } from './glossary.ts';

/** What may stand in each column of a file of customers. */
export function SchemaColumns({ schema }: { schema: ImportSchema }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const count = (value: number) => formatCount(value, language);
  const ruleWords = (rule: ColumnRule): string => {
    switch (rule.kind) {
      case 'text':
        return t('customers.import.rule.text', { most: count(rule.maxLength) });
      case 'integer':
      case 'number':
        return t(`customers.import.rule.${rule.kind}`, { min: count(rule.min), max: count(rule.max) });
      case 'category':
        return t('customers.import.rule.category', { levels: rule.levels.join(', ') });
      case 'date':
        return t('customers.import.rule.date', { min: rule.min });
    }
  };
  return (
    <details>
      <Text component="summary" size="sm" c="dimmed" style={{ cursor: 'pointer' }}>
        {t('customers.import.columns')}
      </Text>
      <Facts
        items={schema.columns.map(({ name, rule, optional, nullable, role }) => ({
          name,
          value: [
            characteristicName(name, language),
            ruleWords(rule),
            ...(role === 'protected' ? [t('customers.import.protected')] : []),
            ...(optional === true ? [t('customers.import.optional')] : []),
            ...(nullable === true ? [t('customers.import.nullable')] : []),
          ].join(' · '),
        }))}
      />
    </details>
  );
}

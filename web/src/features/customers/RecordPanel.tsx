import { useTranslation } from 'react-i18next';
import { formatCount } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { Facts } from '../../ui/Facts.tsx';
import { Hash } from '../../ui/Hash.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Empty } from '../../ui/states.tsx';
import type { Customer } from './CustomerPage.tsx';
import { attributeName, characteristicName } from './glossary.ts';

/** What is known about the customer; gone once the customer's key is destroyed. */
export function RecordPanel({ customer }: { customer: Customer }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const show = (value: string | number | null): string => {
    if (value === null) return '–';
    return typeof value === 'number' ? formatCount(value, language) : attributeName(value, language);
  };
  return (
    <Panel
      title={t('customers.record')}
      note={t('customers.recordNote', { source: customer.source })}
      foot={<Hash value={customer.inputHash} />}
    >
      {customer.attributes === null ? (
        <Empty title={t('customers.erased')}>{t('customers.erasedWhy')}</Empty>
      ) : (
        <Facts
          columns
          items={Object.entries(customer.attributes).map(([name, value]) => ({
            name: characteristicName(name, language),
            value: show(value),
          }))}
        />
      )}
    </Panel>
  );
}

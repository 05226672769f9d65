import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../lib/use-language.ts';
import { Panel } from '../../ui/Panel.tsx';
import { Empty } from '../../ui/states.tsx';
import type { Customer } from './CustomerPage.tsx';
import classes from './CustomerPage.module.css';
import { attributeName, characteristicName } from './glossary.ts';

/** Why the score is not higher, in the words a customer is given. */
export function ReasonsPanel({ customer }: { customer: Customer }) {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <Panel title={t('customers.reasons')} note={t('customers.reasonsNote')}>
      {customer.reasons.length === 0 && <Empty title={t('customers.noReasons')}>{t('customers.noReasonsWhy')}</Empty>}
      <ol className={classes.reasons}>
        {customer.reasons.map((reason) => {
          const row = customer.points.find((candidate) => candidate.characteristic === reason.characteristic);
          return (
            <li key={reason.code} className={classes.reason}>
              <Text size="sm" fw={600}>
                {characteristicName(reason.characteristic, language)}
                {row === undefined ? '' : t('customers.reasonValue', { value: attributeName(row.value, language) })}
              </Text>
              <span className={classes.lost}>−{reason.pointsLost}</span>
              <Text size="xs" c="dimmed">
                {t('customers.reasonText', { points: String(reason.pointsLost) })} · <span className={classes.code}>{reason.code}</span>
              </Text>
            </li>
          );
        })}
      </ol>
    </Panel>
  );
}

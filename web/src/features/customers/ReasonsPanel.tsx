import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { scorecardQuery } from '../../lib/queries.ts';
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
  const card = useQuery({ ...scorecardQuery(customer.scorecardHash ?? ''), enabled: customer.scorecardHash !== null });
  const isModel = (card.data?.model ?? null) !== null;
  const wordsFor = (characteristic: string) => card.data?.characteristicViews.find(({ name }) => name === characteristic)?.wording ?? null;
  return (
    <Panel title={t('customers.reasons')} note={t(isModel ? 'customers.reasonsOfModelNote' : 'customers.reasonsNote')}>
      {customer.reasons.length === 0 && (
        <Empty title={t('customers.noReasons')}>{t(isModel ? 'customers.noReasonsOfModelWhy' : 'customers.noReasonsWhy')}</Empty>
      )}
      <ol className={classes.reasons}>
        {customer.reasons.map((reason) => {
          const words = wordsFor(reason.characteristic);
          const row = customer.points.find((candidate) => candidate.characteristic === reason.characteristic);
          return (
            <li key={reason.code} className={classes.reason}>
              <Text size="sm" fw={600}>
                {words === null ? characteristicName(reason.characteristic, language) : words[language]}
                {row === undefined ? '' : t('customers.reasonValue', { value: attributeName(row.value, language) })}
              </Text>
              <span className={classes.lost}>−{reason.pointsLost}</span>
              <Text size="xs" c="dimmed">
                {t(reason.against === 'mean' ? 'customers.reasonOfModelText' : 'customers.reasonText', {
                  points: String(reason.pointsLost),
                })}{' '}
                · <span className={classes.code}>{words?.code ?? reason.code}</span>
              </Text>
            </li>
          );
        })}
      </ol>
    </Panel>
  );
}

import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Panel } from '../../ui/Panel.tsx';
import classes from './HowItWorks.module.css';

const PARTS = ['file', 'issuer', 'ledger', 'status', 'holder', 'terms'] as const;

/** What will be asked, before anything is dropped. */
export function HowItWorks() {
  const { t } = useTranslation();
  return (
    <Panel title={t('verify.howTitle')} note={t('verify.howNote')}>
      <ul className={classes.parts}>
        {PARTS.map((part) => (
          <li key={part}>
            <Text size="sm" fw={600}>
              {t(`verify.how.${part}.title`)}
            </Text>
            <Text size="sm" c="dimmed">
              {t(`verify.how.${part}.text`)}
            </Text>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

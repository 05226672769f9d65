import { Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { tabSearch } from '../../lib/tab-search.ts';
import { Panel } from '../../ui/Panel.tsx';
import classes from './HomePage.module.css';

const STEPS = {
  verify: '/verify',
  customers: '/customers',
  scorecard: '/scorecards',
  ledger: '/ledger',
  events: '/ledger',
  issuers: '/ledger',
  audit: '/system',
  jobs: '/system',
} as const;
const TABS: Partial<Record<Step, string>> = { events: 'events', issuers: 'issuers', audit: 'audit', jobs: 'jobs' };
type Step = keyof typeof STEPS;

const BY_ROLE: Record<string, Step[]> = {
  operator: ['verify', 'ledger', 'jobs', 'audit'],
  risk_officer: ['scorecard', 'customers', 'verify', 'ledger'],
  lender: ['verify', 'scorecard', 'issuers', 'ledger'],
  investor: ['ledger', 'verify', 'issuers', 'events'],
  regulator: ['events', 'issuers', 'audit', 'verify'],
};
const FOR_ANYONE: Step[] = ['verify', 'ledger', 'issuers', 'events'];

/** What this role most likely came for. */
export function NextSteps({ role }: { role: string }) {
  const { t } = useTranslation();
  return (
    <Panel title={t('home.nextTitle')} flush>
      <ol className={classes.steps}>
        {(BY_ROLE[role] ?? FOR_ANYONE).map((step, place) => (
          <li key={step}>
            <Link to={STEPS[step]} search={tabSearch(TABS[step])} className={classes.step}>
              <span className={classes.place}>{place + 1}</span>
              <span>
                <span className={classes.stepTitle}>{t(`home.step.${step}.title`)}</span>
                <Text component="span" display="block" size="xs" c="dimmed">
                  {t(`home.step.${step}.text`)}
                </Text>
              </span>
            </Link>
          </li>
        ))}
      </ol>
    </Panel>
  );
}

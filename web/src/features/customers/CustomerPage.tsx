import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import type { CustomerView } from '../../../../backend/intake/schemas.ts';
import { customerQuery } from '../../lib/queries.ts';
import { GradeBadge } from '../../ui/GradeBadge.tsx';
import { Loaded } from '../../ui/Loaded.tsx';
import { Page } from '../../ui/Page.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Empty, RowsSkeleton } from '../../ui/states.tsx';
import { RateCustomer } from '../board/RateCustomer.tsx';
import { CredentialPanel } from './CredentialPanel.tsx';
import classes from './CustomerPage.module.css';
import { CustomerConsents } from './CustomerConsents.tsx';
import { EraseCustomer } from './EraseCustomer.tsx';
import { IssueCredential } from './IssueCredential.tsx';
import { LoginPanel } from './LoginPanel.tsx';
import { OutcomesPanel } from './OutcomesPanel.tsx';
import { PointsPanel } from './PointsPanel.tsx';
import { ReasonsPanel } from './ReasonsPanel.tsx';
import { RecordPanel } from './RecordPanel.tsx';
import { WaterfallPanel } from './WaterfallPanel.tsx';
import { ScorePanel } from './ScorePanel.tsx';

export type Customer = z.infer<typeof CustomerView>;

export function CustomerPage() {
  const { t } = useTranslation();
  const id = String(useParams({ strict: false }).id);
  const query = useQuery(customerQuery(id));
  const customer = query.data;
  return (
    <Page
      title={customer === undefined ? t('customers.one') : t('customers.oneTitle', { id: customer.externalId })}
      mark={customer?.grade == null ? null : <GradeBadge grade={customer.grade} large />}
      purpose={t('customers.onePurpose')}
      actions={customer !== undefined && <IssueCredential customer={customer} />}
      crumbs={[{ label: t('customers.title'), to: '/customers' }]}
    >
      <Loaded query={query} skeleton={<RowsSkeleton rows={12} />}>
        {(data) => <CustomerDetail customer={data} />}
      </Loaded>
    </Page>
  );
}

function CustomerDetail({ customer }: { customer: Customer }) {
  const { t } = useTranslation();
  if (customer.score === null) {
    return (
      <>
        <Panel title={t('customers.score')}>
          <Empty title={t('customers.notScored')}>{t('customers.notScoredWhy')}</Empty>
        </Panel>
        <RecordPanel customer={customer} />
        <OutcomesPanel outcomes={customer.outcomes} />
        <Relations customer={customer} />
      </>
    );
  }
  return (
    <>
      <div className={classes.top}>
        <ScorePanel customer={customer} score={customer.score} />
        <ReasonsPanel customer={customer} />
        <CredentialPanel customer={customer} />
      </div>
      <WaterfallPanel customer={customer} />
      <PointsPanel customer={customer} />
      <RecordPanel customer={customer} />
      <OutcomesPanel outcomes={customer.outcomes} />
      <Relations customer={customer} />
    </>
  );
}

/** What ties the person to this house: an account, consents, and the right to be forgotten. */
function Relations({ customer }: { customer: Customer }) {
  if (customer.erasedAt !== null) return null;
  return (
    <>
      {customer.credentialId !== null && <RateCustomer customerId={customer.id} />}
      <LoginPanel customerId={customer.id} />
      <CustomerConsents customerId={customer.id} />
      <EraseCustomer customer={customer} />
    </>
  );
}

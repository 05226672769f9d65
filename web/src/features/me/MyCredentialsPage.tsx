import { Button } from '@mantine/core';
import { IconShare3 } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Loaded } from '../../ui/Loaded.tsx';
import { Page } from '../../ui/Page.tsx';
import { CredentialsPanel } from './CredentialsPanel.tsx';
import { HolderKeyPanel } from './HolderKeyPanel.tsx';
import classes from './me.module.css';
import { ownRecordQuery } from './queries.ts';
import { StandingPanel } from './StandingPanel.tsx';

/** What is said of the customer, in words, and the credentials that prove it. */
export function MyCredentialsPage() {
  const { t } = useTranslation();
  const query = useQuery(ownRecordQuery);
  return (
    <Page
      title={t('me.title')}
      purpose={t('me.purpose')}
      actions={
        <Button renderRoot={(props) => <Link to="/me/share" {...props} />} leftSection={<IconShare3 size={15} />}>
          {t('me.share')}
        </Button>
      }
    >
      <Loaded query={query}>
        {(record) => (
          <>
            <div className={classes.columns}>
              <StandingPanel record={record} />
              <HolderKeyPanel holderKey={record.holderKey} />
            </div>
            <CredentialsPanel canBind={record.holderKey !== null && record.score !== null} />
          </>
        )}
      </Loaded>
    </Page>
  );
}

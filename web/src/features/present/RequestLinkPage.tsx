import { Button, Group } from '@mantine/core';
import { IconLogin2 } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, Navigate, useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { isCustomer } from '../../lib/is-customer.ts';
import { sessionQuery } from '../../lib/queries.ts';
import { Loaded } from '../../ui/Loaded.tsx';
import { Page } from '../../ui/Page.tsx';
import { publicRequestQuery } from './queries.ts';
import { RequestPanel } from './RequestPanel.tsx';

/** Where the link of a request leads: a customer who is signed in answers at once, anybody else sees who asks. */
export function RequestLinkPage() {
  const { t } = useTranslation();
  const { id } = useParams({ from: '/shell/p/r/$id' });
  const session = useQuery(sessionQuery);
  const query = useQuery(publicRequestQuery(id));
  if (isCustomer(session.data)) return <Navigate to="/me/requests/$id" params={{ id }} replace />;
  return (
    <Page
      title={query.data === undefined ? t('present.answer') : t('present.answerTo', { name: query.data.verifierName })}
      purpose={t('present.signInToAnswer')}
    >
      <Loaded query={query}>
        {(request) => (
          <>
            <RequestPanel request={request} />
            <Group>
              <Button
                leftSection={<IconLogin2 size={16} />}
                renderRoot={(props) => <Link to="/sign-in" search={{ next: `/me/requests/${id}` }} {...props} />}
              >
                {t('present.signIn')}
              </Button>
            </Group>
          </>
        )}
      </Loaded>
    </Page>
  );
}

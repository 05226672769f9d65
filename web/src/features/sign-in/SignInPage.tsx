import { Group, Stack, Text, Title } from '@mantine/core';
import { IconShieldCheck } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { DemoBadge } from '../../app/DemoBadge.tsx';
import { PreferenceMenus } from '../../app/PreferenceMenus.tsx';
import { Wordmark } from '../../app/Wordmark.tsx';
import { publicConfigQuery } from '../../lib/queries.ts';
import { DemoLogins } from './DemoLogins.tsx';
import { PasswordForm } from './PasswordForm.tsx';
import classes from './SignInPage.module.css';
import { WalletSignIn } from './WalletSignIn.tsx';
import { TextLink } from '../../ui/TextLink.tsx';

const CLAIMS = ['verify', 'evidence', 'history'] as const;

export function SignInPage() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const next = useSearch({ strict: false }).next;
  const config = useQuery(publicConfigQuery);
  useEffect(() => {
    document.title = `${t('signIn.title')} · Credence`;
  }, [t]);
  const enter = async (): Promise<void> => {
    client.removeQueries();
    // Only an address of this site is followed.
    await navigate({ href: next?.startsWith('/') && !next.startsWith('//') ? next : '/' });
  };
  return (
    <div className={classes.page}>
      <header className={classes.top}>
        <Group gap="sm">
          <Wordmark />
          <DemoBadge />
        </Group>
        <Group gap={4}>
          <PreferenceMenus />
        </Group>
      </header>
      <main className={classes.main}>
        <section className={classes.story} aria-label={t('signIn.aboutLabel')}>
          <Title order={2} className={classes.claim}>
            {t('signIn.claim')}
          </Title>
          <Stack gap={12} mt="lg" component="ul" className={classes.list}>
            {CLAIMS.map((claim) => (
              <li key={claim}>
                <Text fw={600} size="sm">
                  {t(`signIn.claims.${claim}.title`)}
                </Text>
                <Text size="sm" c="dimmed">
                  {t(`signIn.claims.${claim}.text`)}
                </Text>
              </li>
            ))}
          </Stack>
          <TextLink to="/verify" size="sm" fw={600} className={classes.verify}>
            <IconShieldCheck size={17} aria-hidden="true" />
            {t('signIn.verifyWithout')}
          </TextLink>
        </section>
        <section className={classes.card} aria-labelledby="sign-in-title">
          <Title order={1} id="sign-in-title">
            {t('signIn.title')}
          </Title>
          {config.data?.demo === true && config.data.demoLogins.length > 0 && <DemoLogins logins={config.data.demoLogins} onDone={enter} />}
          <PasswordForm onDone={enter} />
          <WalletSignIn onDone={enter} />
        </section>
      </main>
      <footer className={classes.foot}>
        <Text size="xs" c="dimmed">
          Credence {config.data?.version ?? ''}
        </Text>
      </footer>
    </div>
  );
}

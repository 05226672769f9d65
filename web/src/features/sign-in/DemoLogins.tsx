import { Text, UnstyledButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { PublicConfig } from '../../lib/queries.ts';
import { roleName } from '../../lib/role-name.ts';
import { SignInError } from './SignInError.tsx';
import classes from './SignInPage.module.css';
import { signInWithPassword } from './sign-in.ts';
import { useSignIn } from './use-sign-in.ts';

interface DemoLoginsProps {
  logins: PublicConfig['demoLogins'];
  onDone: () => Promise<void>;
}

/** One button for each demo account. */
export function DemoLogins({ logins, onDone }: DemoLoginsProps) {
  const { t } = useTranslation();
  const { busy, fault, attempt } = useSignIn(onDone);
  return (
    <div>
      <Text size="sm" c="dimmed" mb={8}>
        {t('signIn.demo')}
      </Text>
      <div className={classes.logins}>
        {logins.map((login) => (
          <UnstyledButton
            key={login.email}
            className={classes.login}
            disabled={busy !== null}
            data-busy={busy === login.email || undefined}
            onClick={() =>
              void attempt(login.email, async () => {
                await signInWithPassword(login.email, login.password);
                return true;
              })
            }
          >
            <Text size="sm" fw={600} component="span" display="block">
              {roleName(t, login.role)}
            </Text>
            <Text size="xs" c="dimmed" component="span" display="block" truncate>
              {login.name}
            </Text>
          </UnstyledButton>
        ))}
      </div>
      <SignInError fault={fault} />
    </div>
  );
}

import { Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { SignInError } from './SignInError.tsx';
import { signInWithPassword } from './sign-in.ts';
import { useSignIn } from './use-sign-in.ts';

export function PasswordForm({ onDone }: { onDone: () => Promise<void> }) {
  const { t } = useTranslation();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const { busy, fault, attempt } = useSignIn(onDone);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void attempt('password', async () => {
      await signInWithPassword(email.trim(), password);
      return true;
    });
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <TextInput
          type="email"
          name="email"
          autoComplete="username"
          required
          label={t('signIn.email')}
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <PasswordInput
          name="password"
          autoComplete="current-password"
          required
          label={t('signIn.password')}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          visibilityToggleButtonProps={{ 'aria-label': t('signIn.showPassword') }}
        />
        <SignInError fault={fault} />
        <Button type="submit" loading={busy !== null} fullWidth>
          {t('signIn.action')}
        </Button>
      </Stack>
    </form>
  );
}

import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { SignInFault } from './use-sign-in.ts';

export function SignInError({ fault }: { fault: SignInFault | null }) {
  const { t } = useTranslation();
  return (
    <div role="alert">
      {fault !== null && (
        <Text size="sm" c="var(--app-fail)">
          {t(`signIn.fault.${fault}`)}
        </Text>
      )}
    </div>
  );
}

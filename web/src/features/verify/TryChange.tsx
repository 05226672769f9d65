import { Button, Text } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Panel } from '../../ui/Panel.tsx';
import { alterOneDigit } from './alter-one-digit.ts';
import type { Candidate, Verify } from './use-verification.ts';

interface TryChangeProps {
  candidate: Candidate;
  onVerify: Verify;
}

/** Lets a person see for themselves that one changed character is found. */
export function TryChange({ candidate, onVerify }: TryChangeProps) {
  const { t } = useTranslation();
  const altered = typeof candidate.text === 'string' ? alterOneDigit(candidate.text) : null;
  if (altered === null) return null;
  return (
    <Panel title={t('verify.tryTitle')}>
      <Text size="sm" c="dimmed" mb="xs">
        {t('verify.tryText')}
      </Text>
      <Button
        variant="default"
        size="xs"
        leftSection={<IconPencil size={14} />}
        onClick={() =>
          void onVerify({ name: t('verify.tryName', { name: candidate.name }), text: altered, savedProof: candidate.savedProof })
        }
      >
        {t('verify.tryAction')}
      </Button>
    </Panel>
  );
}

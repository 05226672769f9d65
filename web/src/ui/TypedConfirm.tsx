import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { type ReactNode, type SubmitEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ActionFault } from './ActionFault.tsx';

interface TypedConfirmProps {
  title: string;
  children: ReactNode;
  /** What has to be typed before the button works. */
  word: string;
  label: string;
  action: string;
  isPending: boolean;
  error: unknown;
  onConfirm: () => void;
  onClose: () => void;
}

/** Asks to type something before it does what cannot be taken back. */
export function TypedConfirm({ title, children, word, label, action, isPending, error, onConfirm, onClose }: TypedConfirmProps) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (typed === word) onConfirm();
  };
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': t('action.close') }}>
      <form onSubmit={submit}>
        <Stack gap="sm">
          <Text component="div" size="sm">
            {children}
          </Text>
          <TextInput label={label} value={typed} autoComplete="off" onChange={(event) => setTyped(event.currentTarget.value)} />
          <ActionFault error={error} />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {t('action.cancel')}
            </Button>
            <Button type="submit" color="red" disabled={typed !== word} loading={isPending}>
              {action}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

import { Button, Group, Text } from '@mantine/core';
import type { UseMutationResult } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useCan } from '../../lib/use-can.ts';
import { ActionFault } from '../../ui/ActionFault.tsx';
import { Panel } from '../../ui/Panel.tsx';

interface HandOverProps {
  isAgreed: boolean;
  submit: Pick<UseMutationResult<unknown, Error, void>, 'isSuccess' | 'isPending' | 'error'>;
  onSubmit: () => void;
}

/** The hand-over to whoever approves; only for those who may, and only of what contract and interpreter agree on. */
export function HandOver({ isAgreed, submit, onSubmit }: HandOverProps) {
  const { t } = useTranslation();
  const may = useCan()('securitization:write');
  if (!may) return null;
  return (
    <Panel title={t('servicing.submit')} note={t('servicing.submitNote')}>
      <Group gap="sm">
        <Button disabled={!isAgreed || submit.isSuccess} loading={submit.isPending} onClick={onSubmit}>
          {t('servicing.submitButton')}
        </Button>
        {submit.isSuccess && (
          <Text size="sm" role="status">
            {t('servicing.submitted')}
          </Text>
        )}
      </Group>
      <ActionFault error={submit.error} />
    </Panel>
  );
}
